using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>The prototxts of <c>../shared/field</c>, after public reports: what they compile to, or what is said and where.</summary>
public sealed class FieldReportTests
{
    [Theory]
    [InlineData("04-pool-clip-other-axis/strip", "pool 1×2×4×3")]
    [InlineData("04-pool-clip-other-axis/strip-no-pad", "pool 1×2×3×4")]
    [InlineData("05-net-state-stage/all-in-one", "scores 1×3, prob 1×3")]
    [InlineData("07-ceil-mode/bvlc", "pool1 1×8×56×56")]
    [InlineData("07-ceil-mode/chain", "pool1 1×8×56×56")]
    [InlineData("07-ceil-mode/round-below", "pool1 1×8×55×55")]
    [InlineData("07-ceil-mode/joined", "pool1 1×8×56×56, conv1 1×8×56×56, both 1×16×56×56")]
    [InlineData("10-input-label-first/two-tops", "conv 1×2×6×6, gate 1×1")]
    [InlineData("10-input-label-first/time-first", "fc 1×1×4, keep 1×1×4")]
    [InlineData("11-lmdb-grey-data-layer/train_val", "conv1 1×2×8×8, fc 1×3")]
    [InlineData("14-global-pooling-kernel/global", "pool 1×10×1×1")]
    [InlineData("15-conv-rect-dilation/wide", "conv1 1×32×28×256")]
    [InlineData("15-conv-rect-dilation/repeated", "conv1 1×8×17×9")]
    [InlineData("15-conv-rect-dilation/atrous", "conv1 1×2×5×6")]
    [InlineData(
        "15-conv-rect-dilation/three-axes",
        "conv1a~1 16×9×32×32, conv1a~2 16×8×32×32, conv1a~3 1×16×8×32×32, conv1a 1×8×16×32×32")]
    [InlineData("18-reshape-rules/rpn", "two 1×2×126×20, prob 1×2×126×20, back 1×18×14×20")]
    [InlineData("18-reshape-rules/part", "a 2×2×4, b 2×2×4, c 2×2×4, d 2×1×8, e 1×2×8")]
    [InlineData("22-inplace-pooling/in-place", "conv1 1×1×4×4, act1 1×1×4×4, pool1 1×1×2×2, flat 1×4")]
    [InlineData("23-inplace-last-layer/last", "test 1×4, sigmoid 1×4")]
    [InlineData("28-phases-same-name/phases", "bn1 1×2×3×3, relu1 1×2×3×3")]
    [InlineData("29-legacy-softmax-loss/deploy", "loss1/classifier 1×2")]
    [InlineData("32-real-world-syntax/bom", "p 1×3×1×1")]
    [InlineData("32-real-world-syntax/crlf-odd-comment", "p 1×3×1×1")]
    [InlineData("39-nonsquare/net", "conv 1×4×20×12, relu 1×4×20×12, pool 1×4×1×1, fc 1×2")]
    [InlineData("51-axes/another-size", "c 1×2×9×9, p 1×2×9×9, join 1×4×9×9")]
    [InlineData(
        "51-axes/boxes", "n 1×2×3, f 1×3×3, all 1×5×3, conf 1×5×3, flat 1×15, prior 1×2×10, prior2 1×2×10, prior3 1×2×10")]
    [InlineData("32-real-world-syntax/permitted", "conv 1×4×6×6, relu 1×4×6×6")]
    [InlineData("33-fork-layers/stock-but-rare", "mvn 1×3×8×8, bnll 1×3×8×8, thr 1×3×8×8, tile 1×6×8×8, red 1, spp~1 1×3×1×1, spp~2 1×3×2×2, spp~3 1×3, spp~4 1×12, spp 1×15")]
    [InlineData(
        "33-fork-layers/segnet",
        "conv1 1×4×8×8, conv1_bn 1×4×8×8, relu1 1×4×8×8, pool1 1×4×4×4, pool1:pool1_mask 1×4×4×4, up1 1×4×8×8, score 1×2×8×8")]
    [InlineData("60-interp/sizes", "to 1×1×3×5, zoom 1×1×5×9, both 1×1×7×13, cut 1×1×5×9")]
    [InlineData("53-force-backward/forced", "fc 1×2, prob 1×2")]
    [InlineData("53-force-backward/stopped", "fc 1×2, prob 1×2")]
    [InlineData("54-corpus-census/bn_scale_bias", "bn~1 1×3×8×8, bn 1×3×8×8")]
    [InlineData("54-corpus-census/ceil_mode", "pool 1×4×5×5")]
    [InlineData("54-corpus-census/conv_two_bottoms", "c 1×2×4×4, c:y 1×2×4×4")]
    [InlineData("54-corpus-census/conv3d", "c~1 6×3×8×8, c~2 6×2×6×6, c~3 1×6×2×6×6, c 1×2×6×6×6")]
    [InlineData("54-corpus-census/fused_relu", "c~1 1×4×6×6, c 1×4×6×6")]
    [InlineData("54-corpus-census/relu6", "c 1×4×4×4, r 1×4×4×4")]
    [InlineData("03-nvcaffe-batchnorm/fused", "bn~1 1×2×1×1, bn 1×2×1×1")]
    [InlineData("54-corpus-census/big_batch", "c 1×4×510×510")]
    [InlineData("54-corpus-census/parameter_layer", "p 1×4, s 1×4")]
    [InlineData("54-corpus-census/reduction", "m 1×4")]
    [InlineData("54-corpus-census/swish_clip", "s 1×4, c 1×4, b 1×4, t 1×4, ti 1×8")]
    [InlineData("54-corpus-census/engine", "c 1×4×6×6")]
    [InlineData("54-corpus-census/input_without_shape", "ip 1×2")]
    [InlineData("54-corpus-census/train_only_unknown", "ip 1×2")]
    [InlineData("62-lstm/lstm", "lstm~1 3×1×4, lstm~2 1×1×1, lstm~3 1×1×1, lstm~4 3×1×1, lstm~5 1×1×1, lstm~6 1×1×1, lstm 3×1×1, score 3×1×1")]
    public void What_compiles_has_these_layers_and_no_warning(string file, string layers)
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems, _) = Compile(file);
        Assert.DoesNotContain(problems, problem => problem.Severity != Severity.Info);
        IEnumerable<ValueDefinition> computed = network!.Values.Where(value => value.LayerType != "Input");
        Assert.Equal(layers, string.Join(", ", computed.Select(value => $"{value.Name} {value.Shape.For(1)}")));
    }

    [Theory]
    [InlineData("14-global-pooling-kernel/global-and-kernel", "3 CSG0101 'pool10'")]
    [InlineData("14-global-pooling-kernel/global-and-stride", "3 CSG0101 'pool10'")]
    [InlineData("29-legacy-softmax-loss/renamed", "8 CSG0103 'label'", "8 CSG0101 it has no top")]
    [InlineData("51-axes/labels", "4 CSG0101 axis is 1")]
    [InlineData("18-reshape-rules/minus-three", "3 CSG0101 'a'")]
    [InlineData("18-reshape-rules/copies-beyond", "3 CSG0101 'a'")]
    [InlineData("20-eltwise-coeff/one-bottom", "4 CSG0101 at least 2")]
    [InlineData("30-mixed-layer-layers/mixed", "3 CSG0005 use one of them")]
    [InlineData("30-mixed-layer-layers/string-type-in-layers", "3 CSG0002 CONVOLUTION, without quotes")]
    [InlineData("30-mixed-layer-layers/enum-type-in-layer", "3 CSG0002 \"Convolution\"")]
    [InlineData("32-real-world-syntax/twice-named", "6 CSG0004 'name'")]
    [InlineData("44-generator-strict-project/unknown-field", "3 CSG0003 'slope'")]
    [InlineData("54-corpus-census/no_type", "1 CSG0102 has no type")]
    [InlineData("54-corpus-census/stage", "2 CSG0103 CaffeStages=\"deploy\" includes it")]
    [InlineData("56-not-a-network/solver", "2 CSG0101 models/train_val.prototxt")]
    public void What_does_not_compile_says_why_and_where(string file, params string[] expected)
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems, ParsedPrototxt parsed) = Compile(file);
        Assert.Null(network);
        Assert.Equal(expected.Length, problems.Length);
        foreach ((Problem problem, string[] parts) in problems.Zip(expected, (problem, row) => (problem, row.Split(' ', 3))))
        {
            int line = parsed.Spans.LinePosition(parsed.Spans[problem.Node].Start).Line + 1;
            Assert.Equal((parts[0], parts[1]), ($"{line}", problem.Code));
            Assert.Contains(parts[2], problem.Message);
        }
    }

    // What a fork adds is right, or refused by an error of its own; never something else behind a warning.
    [Theory]
    [InlineData("33-fork-layers/segnet", "conv1 1×4×8×8, conv1_bn 1×4×8×8, relu1 1×4×8×8, pool1 1×4×4×4, pool1:pool1_mask 1×4×4×4, up1 1×4×8×8, score 1×2×8×8")]
    [InlineData("33-fork-layers/stock-but-rare", "mvn 1×3×8×8, bnll 1×3×8×8, thr 1×3×8×8, tile 1×6×8×8, red 1, spp 1×15")]
    [InlineData("54-corpus-census/big_batch", "c 1×4×510×510")]
    [InlineData("54-corpus-census/bn_scale_bias", "bn 1×3×8×8")]
    [InlineData("54-corpus-census/conv3d", "c 1×2×6×6×6")]
    [InlineData("54-corpus-census/conv_two_bottoms", "c 1×2×4×4, c:y 1×2×4×4")]
    [InlineData("54-corpus-census/fused_relu", "c 1×4×6×6")]
    [InlineData("54-corpus-census/parameter_layer", "p 1×4, s 1×4")]
    [InlineData("54-corpus-census/reduction", "m 1×4")]
    [InlineData("54-corpus-census/relu6", "c 1×4×4×4, r 1×4×4×4")]
    [InlineData("54-corpus-census/swish_clip", "s 1×4, c 1×4, b 1×4, t 1×4, ti 1×8")]
    [InlineData("54-corpus-census/unknown_type", "p 1×8×8×3, n 1×3×8×8")]
    [InlineData("60-interp/sizes", "to 1×1×3×5, zoom 1×1×5×9, both 1×1×7×13, cut 1×1×5×9")]
    [InlineData("62-lstm/lstm", "lstm 3×1×1, score 3×1×1")]
    public void What_forks_and_newer_versions_add_is_right_or_refused(string file, string layers)
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems, _) = Compile(file);
        if (network is null)
        {
            Assert.All(problems.Where(problem => problem.Severity == Severity.Error), problem => Assert.Contains(
                problem.Code, (string[])[ProblemCodes.UnknownLayerType, ProblemCodes.UnknownField, ProblemCodes.Layer]));
            return;
        }
        IEnumerable<ValueDefinition> computed = network.Values.Where(value => value.LayerType != "Input" && !value.IsHidden);
        Assert.Equal(layers, string.Join(", ", computed.Select(value => $"{value.Name} {value.Shape.For(1)}")));
    }

    // Reports 32, 34 and 56.
    [Theory]
    [InlineData("32-real-world-syntax/slash-comment.prototxt", 3, 15, "comments begin with #")]
    [InlineData("32-real-world-syntax/web-page.prototxt", 1, 1, "this is a web page")]
    [InlineData("32-real-world-syntax/no-break-space.prototxt", 2, 14, "the invisible character U+00A0 (a no-break space)")]
    [InlineData("56-not-a-network/late-page.prototxt", 7, 1, "this is a web page, not a prototxt; on GitHub, download what the button Raw shows")]
    [InlineData("56-not-a-network/pointer.prototxt", 1, 9, "this is a pointer of Git LFS")]
    [InlineData("52-shape-mismatch/right.caffemodel", 2, 1, "this is a binary file, such as a caffemodel")]
    [InlineData("34-not-a-caffemodel/json.caffemodel", 1, 1, "this is JSON")]
    public void What_is_no_prototxt_says_what_it_is(string file, int line, int column, string said)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(File.ReadAllText(SharedFolder.Require("field", file)));
        Problem error = Assert.Single(parsed.Problems);
        (int foundLine, int foundColumn) = parsed.Spans.LinePosition(parsed.Spans[error.Node].Start);
        Assert.Equal((ProblemCodes.Syntax, line, column), (error.Code, foundLine + 1, foundColumn + 1));
        Assert.Contains(said, error.Message);
    }

    // Report 59: what is above the types that are not there is no reason to be silent about them.
    [Fact]
    public void All_unknown_types_of_a_detector_are_told_once()
    {
        string text = File.ReadAllText(SharedFolder.Require("field", "59-ssd-head", "head.prototxt"));
        foreach (string type in new[] { "Normalize", "PriorBox", "Permute", "DetectionOutput" })
            text = text.Replace($"\"{type}\"", $"\"My{type}\"", StringComparison.Ordinal);
        Problem[] errors = NetworkText.Errors(text);
        Assert.Equal(
            ["MyNormalize", "MyPriorBox", "MyPermute", "MyDetectionOutput"], errors.Select(error => error.Message.Split('\'')[3]));
        Assert.All(errors, error => Assert.Equal(ProblemCodes.UnknownLayerType, error.Code));
        Assert.DoesNotContain(errors, error => error.Message.Contains("did you mean", StringComparison.Ordinal));
        Assert.Contains("CaffeCustomLayers=\"MyNormalize=same; MyPriorBox=same; MyPermute=same", errors[0].Message);
        Assert.Contains("the trunk of a detector can be explained without its head", errors[0].Message);
        Assert.Contains("so has 1 more: 'conf_perm'", errors[2].Message);
    }

    // Report 51, with a size of which the two ways to halve make different ones.
    [Fact]
    public void Shapes_that_do_not_fit_name_the_layers_that_they_come_from()
    {
        string text = File.ReadAllText(SharedFolder.Require("field", "51-axes", "another-size.prototxt"));
        string message = Assert.Single(NetworkText.Errors(text, 1, 2, 17, 17)).Message;
        Assert.Contains("'join'", message);
        Assert.EndsWith("(1×2×8×8 comes from layer 'c', 1×2×9×9 from layer 'p')", message);
    }

    // Report 29: a deploy file that still has its loss.
    [Fact]
    public void A_loss_that_is_kept_needs_no_label()
    {
        string text = File.ReadAllText(SharedFolder.Require("field", "29-legacy-softmax-loss", "deploy.prototxt"));
        (NetworkDefinition? network, _) = NetworkText.TryCompile(text, new NetOptions(KeepLoss: true));
        Assert.Equal(["data N×3×4×4", "loss1/classifier N×2", "loss1/loss N×2"], network!.Values.Select(value => $"{value.Name} {value.Shape}"));
    }

    private static (NetworkDefinition? Network, EquatableArray<Problem> Problems, ParsedPrototxt Parsed) Compile(string file)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(File.ReadAllText(SharedFolder.Require("field", $"{file}.prototxt")));
        Assert.Empty(parsed.Problems);
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkCompiler.Compile(parsed.Root, new NetOptions());
        return (network, problems, parsed);
    }
}
