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
    public void All_networks_compile()
    {
        CorpusFile[] files = CorpusFile.All();
        Assert.Equal((CorpusFile.Count, 45), (files.Length, files.Count(file => file.IsCore)));
        var wrong = new List<string>();
        foreach (CorpusFile file in files)
        {
            (_, Problem[] errors, ParsedPrototxt parsed) = Compile("valid", file.Name, file.InputShape, file.IgnoreFields);
            wrong.AddRange(errors.Select(error => $"{file}{Describe(error, parsed)}"));
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
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
        (NetworkDefinition? network, Problem[] errors, ParsedPrototxt parsed) = Compile("invalid", file, "", []);
        Assert.Null(network);
        Assert.Contains(errors, error => error.Code == code
            && (line is null || parsed.Spans.LinePosition(parsed.Spans[error.Node].Start).Line + 1 == line)
            && (parsed.Spans[error.Node].Length > 0));
    }

    private static (NetworkDefinition? Network, Problem[] Errors, ParsedPrototxt Parsed) Compile(
        string folder, string file, string inputShape, IReadOnlyList<string> ignored)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(File.ReadAllText(SharedFolder.Require("corpus", folder, file)));
        if (parsed.Problems.Length > 0)
            return (null, [.. parsed.Problems], parsed);
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkCompiler.Compile(parsed.Root, new NetOptions(InputShapes: GivenShapes.Parse(inputShape)!.Named, IgnoredFields: [.. ignored]));
        return (network, [.. problems.Where(problem => problem.Severity == Severity.Error)], parsed);
    }

    private static string Describe(Problem problem, ParsedPrototxt parsed)
    {
        (int line, int column) = parsed.Spans.LinePosition(parsed.Spans[problem.Node].Start);
        return $"({line + 1},{column + 1}) {problem.Code} {problem.Message}";
    }
}
