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
    [InlineData("18-reshape-rules/rpn", "two 1×2×126×20, prob 1×2×126×20, back 1×18×14×20")]
    [InlineData("18-reshape-rules/part", "a 2×2×4, b 2×2×4, c 2×2×4, d 2×1×8, e 1×2×8")]
    [InlineData("28-phases-same-name/phases", "bn1 1×2×3×3, relu1 1×2×3×3")]
    [InlineData("32-real-world-syntax/permitted", "conv 1×4×6×6, relu 1×4×6×6")]
    [InlineData("33-fork-layers/stock-but-rare", "mvn 1×3×8×8, bnll 1×3×8×8, thr 1×3×8×8, tile 1×6×8×8, red 1, spp~1 1×3×1×1, spp~2 1×3×2×2, spp~3 1×3, spp~4 1×12, spp 1×15")]
    [InlineData("53-force-backward/forced", "fc 1×2, prob 1×2")]
    [InlineData("53-force-backward/stopped", "fc 1×2, prob 1×2")]
    [InlineData("54-corpus-census/ceil_mode", "pool 1×4×5×5")]
    [InlineData("54-corpus-census/big_batch", "c 1×4×510×510")]
    [InlineData("54-corpus-census/parameter_layer", "p 1×4, s 1×4")]
    [InlineData("54-corpus-census/reduction", "m 1×4")]
    [InlineData("54-corpus-census/swish_clip", "s 1×4, c 1×4, b 1×4, t 1×4, ti 1×8")]
    [InlineData("54-corpus-census/engine", "c 1×4×6×6")]
    [InlineData("54-corpus-census/input_without_shape", "ip 1×2")]
    [InlineData("54-corpus-census/train_only_unknown", "ip 1×2")]
    [InlineData("62-lstm/lstm", "lstm~1 3×1×4, lstm 3×1×1, score 3×1×1")]
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
    [InlineData("15-conv-rect-dilation/three-axes", "4 CSG0101 'conv1a'")]
    [InlineData("18-reshape-rules/minus-three", "3 CSG0101 'a'")]
    [InlineData("18-reshape-rules/copies-beyond", "3 CSG0101 'a'")]
    [InlineData("20-eltwise-coeff/one-bottom", "4 CSG0101 at least 2")]
    [InlineData("30-mixed-layer-layers/mixed", "3 CSG0005 use one of them")]
    [InlineData("30-mixed-layer-layers/string-type-in-layers", "3 CSG0002 CONVOLUTION, without quotes")]
    [InlineData("30-mixed-layer-layers/enum-type-in-layer", "3 CSG0002 \"Convolution\"")]
    [InlineData("32-real-world-syntax/twice-named", "6 CSG0004 'name'")]
    [InlineData("33-fork-layers/segnet", "4 CSG0102 'conv1_bn'", "7 CSG0102 'up1'")]
    [InlineData("44-generator-strict-project/unknown-field", "3 CSG0003 'slope'")]
    [InlineData("54-corpus-census/bn_scale_bias", "2 CSG0003 'scale_bias'")]
    [InlineData("54-corpus-census/fused_relu", "2 CSG0003 'fuse_type'", "2 CSG0003 'relu_param'")]
    [InlineData("54-corpus-census/no_type", "1 CSG0102 has no type")]
    [InlineData(
        "54-corpus-census/relu6", "2 CSG0003 'pad_l'", "2 CSG0003 'pad_r'", "2 CSG0003 'pad_t'", "2 CSG0003 'pad_b'", "3 CSG0003 'relu6'")]
    [InlineData("54-corpus-census/stage", "2 CSG0103 CaffeStages=\"deploy\" includes it")]
    [InlineData("54-corpus-census/unknown_type", "2 CSG0102 'Permute'", "3 CSG0102 'BN'")]
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

    private static (NetworkDefinition? Network, EquatableArray<Problem> Problems, ParsedPrototxt Parsed) Compile(string file)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(File.ReadAllText(SharedFolder.Require("field", $"{file}.prototxt")));
        Assert.Empty(parsed.Problems);
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkCompiler.Compile(parsed.Root, new NetOptions());
        return (network, problems, parsed);
    }
}
