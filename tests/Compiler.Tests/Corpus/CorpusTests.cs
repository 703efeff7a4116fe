using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>Real prototxts from public repositories.</summary>
public sealed class CorpusTests
{
    [Fact]
    public void Core_networks_compile()
    {
        string[][] core = [.. Rows("valid.tsv").Where(row => row[1] == "core")];
        Assert.Equal(45, core.Length);
        int compiled = 0;
        foreach (string[] row in core)
        {
            (NetworkDefinition? network, Problem[] errors, ParsedPrototxt parsed) = Compile("valid", row[0]);
            Assert.True(network is not null, $"{row[0]}: {string.Join("\n", errors.Select(error => Describe(error, parsed)))}");
            compiled++;
        }
        Assert.Equal(45, compiled);
    }

    // Forks' networks that say more than their types: mem_param saves memory in training; one cannot know that of a field, so a person has to say it.
    private static readonly string[] Ignored = ["mem_param"];

    [Fact]
    public void Other_networks_lack_layer_types_only()
    {
        int compiled = 0, refusedForField = 0;
        foreach (string[] row in Rows("valid.tsv").Where(row => row[1] == "extended"))
        {
            (NetworkDefinition? network, Problem[] errors, ParsedPrototxt parsed) = Compile("valid", row[0]);
            Assert.Empty(parsed.Problems);
            if (errors.Any(error => error.Code == ProblemCodes.UnknownField))
            {
                refusedForField++;
                (network, errors, _) = Compile("valid", row[0], Ignored);
            }
            compiled += network is null ? 0 : 1;
            Assert.All(errors, error => Assert.True(IsLackOfType(error) || IsLackOfShape(error), $"{row[0]}: {Describe(error, parsed)}"));
        }
        Assert.Equal((3, 1), (compiled, refusedForField));
    }

    [Theory]
    [InlineData("alexgkendall__caffe-segnet__examples_segnet_deploy.prototxt", ProblemCodes.RepeatedField)]
    [InlineData("BVLC__caffe__examples_mnist_lenet_train_test_BACKUP_8918.prototxt", ProblemCodes.Syntax, 143)]
    [InlineData("happynear__caffe-windows__matlab_demo_PrototxtGen_1x1conv.prototxt", ProblemCodes.Syntax, 13)]
    [InlineData("soeaver__caffe-model__prototxts_resnet_50.prototxt", ProblemCodes.WrongValue)]
    [InlineData("chuanqi305__MobileNet-SSD__template_MobileNetSSD_test_template.prototxt", ProblemCodes.WrongValue)]
    [InlineData("BVLC__caffe__prototxt_imagenet_val_channelconstant.prototxt", ProblemCodes.RepeatedField)]
    [InlineData("chuanqi305__MobileNet-SSD__template_MobileNetSSD_train_template.prototxt", ProblemCodes.WrongValue)]
    [InlineData("ydwen__caffe-face__examples_parallel_imagenet.prototxt", ProblemCodes.RepeatedField)]
    [InlineData("opencv__opencv_contrib__modules_dnn_objdetect_proto_SqueezeDet_train_test@634bb14f.prototxt", ProblemCodes.Syntax, 1057)]
    [InlineData("happynear__caffe-windows__examples_pycaffe_Inception-ResNet-v1.prototxt", ProblemCodes.Syntax)]
    [InlineData("nightrome__cocostuff__models_deeplab_cocostuff_config_deeplabv2_vgg16_train.prototxt", ProblemCodes.Syntax, 520)]
    [InlineData("BVLC__caffe__examples_mnist_lenet_conv_pool.prototxt", ProblemCodes.Syntax, 9)]
    public void Invalid_networks_are_rejected_where_they_are_wrong(string file, string code, int? line = null)
    {
        (NetworkDefinition? network, Problem[] errors, ParsedPrototxt parsed) = Compile("invalid", file);
        Assert.Null(network);
        Assert.Contains(errors, error => error.Code == code
            && (line is null || parsed.Spans.LinePosition(parsed.Spans[error.Node].Start).Line + 1 == line)
            && (parsed.Spans[error.Node].Length > 0));
    }

    private static (NetworkDefinition? Network, Problem[] Errors, ParsedPrototxt Parsed) Compile(string folder, string file, params string[] ignored)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(File.ReadAllText(SharedFolder.Require("corpus", folder, file)));
        if (parsed.Problems.Length > 0)
            return (null, [.. parsed.Problems], parsed);
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkCompiler.Compile(parsed.Root, new NetOptions(IgnoredFields: [.. ignored]));
        return (network, [.. problems.Where(problem => problem.Severity == Severity.Error)], parsed);
    }

    // Types of forks in the old format are unknown members of its enum.
    private static bool IsLackOfType(Problem error) =>
        error.Code == ProblemCodes.UnknownLayerType || error.Message.Contains("'type' is ROI_POOLING", StringComparison.Ordinal);

    private static bool IsLackOfShape(Problem error) => error.Message.Contains("(Input): it gives 0 shapes", StringComparison.Ordinal);

    private static IEnumerable<string[]> Rows(string table) =>
        File.ReadLines(SharedFolder.Require("corpus", table)).Skip(1).Select(line => line.Split('\t'));

    private static string Describe(Problem problem, ParsedPrototxt parsed)
    {
        (int line, int column) = parsed.Spans.LinePosition(parsed.Spans[problem.Node].Start);
        return $"({line + 1},{column + 1}) {problem.Code} {problem.Message}";
    }
}
