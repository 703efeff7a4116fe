using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Tests;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests.Hostile;

/// <summary>
/// Prototxts of models/, and real ones that are wrong, through the generator: C# without messages, or errors where the mistakes are.
/// </summary>
public sealed class CorpusTests
{
    [Theory]
    [MemberData(nameof(Models))]
    public void Models_become_csharp_without_errors_and_warnings(string file)
    {
        var run = new GeneratorRun(Prototxt.FromModels(file));
        Assert.Empty(run.Diagnostics.Where(message => message.Severity != DiagnosticSeverity.Info));
        Assert.Equal(2, run.Sources.Count);
        Assert.Empty(run.AllMessages());
    }

    [Theory]
    [InlineData("alexgkendall__caffe-segnet__examples_segnet_deploy.prototxt", ProblemCodes.RepeatedField, 7)]
    [InlineData("BVLC__caffe__examples_mnist_lenet_train_test_BACKUP_8918.prototxt", ProblemCodes.Syntax, 143)]
    [InlineData("happynear__caffe-windows__matlab_demo_PrototxtGen_1x1conv.prototxt", ProblemCodes.Syntax, 13)]
    [InlineData("soeaver__caffe-model__prototxts_resnet_50.prototxt", ProblemCodes.WrongValue, 1)]
    [InlineData("chuanqi305__MobileNet-SSD__template_MobileNetSSD_test_template.prototxt", ProblemCodes.WrongValue, 2422)]
    [InlineData("BVLC__caffe__prototxt_imagenet_val_channelconstant.prototxt", ProblemCodes.RepeatedField, 13)]
    [InlineData("chuanqi305__MobileNet-SSD__template_MobileNetSSD_train_template.prototxt", ProblemCodes.WrongValue, 2527)]
    [InlineData("ydwen__caffe-face__examples_parallel_imagenet.prototxt", ProblemCodes.RepeatedField, 9)]
    [InlineData("opencv__opencv_contrib__modules_dnn_objdetect_proto_SqueezeDet_train_test@634bb14f.prototxt", ProblemCodes.Syntax, 1057)]
    [InlineData("happynear__caffe-windows__examples_pycaffe_Inception-ResNet-v1.prototxt", ProblemCodes.Syntax, 2)]
    [InlineData("nightrome__cocostuff__models_deeplab_cocostuff_config_deeplabv2_vgg16_train.prototxt", ProblemCodes.Syntax, 520)]
    [InlineData("BVLC__caffe__examples_mnist_lenet_conv_pool.prototxt", ProblemCodes.Syntax, 9)]
    public void Invalid_networks_are_errors_where_they_are_wrong(string file, string code, int line)
    {
        Prototxt prototxt = FromCorpus("invalid", file);
        var run = new GeneratorRun(prototxt);
        run.RequireDraft();
        string[] lines = prototxt.GetText()!.ToString().ReplaceLineEndings("\n").Split('\n');
        Diagnostic[] errors = Errors(run);
        Assert.All(errors, error =>
        {
            FileLinePositionSpan span = error.Location.GetLineSpan();
            Assert.Equal(prototxt.Path, span.Path);
            Assert.InRange(span.StartLinePosition.Line, 0, lines.Length - 1);
            Assert.InRange(span.EndLinePosition.Character, span.StartLinePosition.Character + 1, lines[span.EndLinePosition.Line].Length);
        });
        // Types that are not known are told, too.
        Diagnostic first = errors.First(error => error.Id != ProblemCodes.UnknownLayerType);
        Assert.Equal((code, line), (first.Id, first.Location.GetLineSpan().StartLinePosition.Line + 1));
    }

    public static IEnumerable<TheoryDataRow<string>> Models =>
        Directory.EnumerateFiles(SharedFolder.InRepository("models"), "*.prototxt").Select(path => new TheoryDataRow<string>(Path.GetFileName(path))).OrderBy(row => row.Data, StringComparer.Ordinal);

    private static Prototxt FromCorpus(string folder, string file) => new(file, File.ReadAllText(SharedFolder.Require("corpus", folder, file)));

    private static Diagnostic[] Errors(GeneratorRun run) => [.. run.Diagnostics.Where(message => message.Severity == DiagnosticSeverity.Error)];
}
