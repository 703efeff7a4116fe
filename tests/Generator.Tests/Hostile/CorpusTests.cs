using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Tests;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests.Hostile;

/// <summary>Real prototxts, from public repositories and from models/, through the generator: what comes out is C# that compiles.</summary>
public sealed class CorpusTests
{
    // Layer types of Caffe that the corpus' core part has and CaffeSharpGen does not yet.
    private static readonly string[] NotYet = ["LSTM", "MVN"];

    [Fact]
    public void Core_networks_become_csharp_without_errors_and_warnings()
    {
        string[][] core = [.. File.ReadLines(SharedFolder.Require("corpus", "valid.tsv")).Skip(1).Select(line => line.Split('\t')).Where(row => row[1] == "core")];
        Assert.Equal(45, core.Length);
        var wrong = new List<string>();
        int compiled = 0;
        foreach (string[] row in core)
        {
            var run = new GeneratorRun(FromCorpus("valid", row[0]));
            if (row[6].Split(',').Any(NotYet.Contains))
            {
                run.RequireDraft();
                Assert.All(Errors(run), error => Assert.Equal(ProblemCodes.UnknownLayerType, error.Id));
                continue;
            }
            Diagnostic[] found = [.. Errors(run), .. run.AllMessages()];
            wrong.AddRange(found.Select(message => $"{row[0]}: {message}"));
            compiled += found.Length == 0 && run.Sources.Count == 2 ? 1 : 0;
        }
        Assert.Empty(wrong);
        Assert.Equal(43, compiled);
    }

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
        Assert.Equal((code, line), (errors[0].Id, errors[0].Location.GetLineSpan().StartLinePosition.Line + 1));
    }

    public static IEnumerable<TheoryDataRow<string>> Models =>
        Directory.EnumerateFiles(SharedFolder.InRepository("models"), "*.prototxt").Select(path => new TheoryDataRow<string>(Path.GetFileName(path))).OrderBy(row => row.Data, StringComparer.Ordinal);

    private static Prototxt FromCorpus(string folder, string file) => new(file, File.ReadAllText(SharedFolder.Require("corpus", folder, file)));

    private static Diagnostic[] Errors(GeneratorRun run) => [.. run.Diagnostics.Where(message => message.Severity == DiagnosticSeverity.Error)];
}
