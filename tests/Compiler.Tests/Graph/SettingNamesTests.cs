using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>
/// Messages call a setting as the user gives it: as metadata in a project, as an option on a command line, or as a property in C#. Every
/// message that names a setting is drawn here, with each.
/// </summary>
public sealed class SettingNamesTests
{
    private const string Data = "layer { name: 'data' type: 'Input' top: 'data' input_param { shape { dim: 1 dim: 3 dim: 8 dim: 8 } } } ";
    private const string ReLU = "layer { name: 'a' type: 'ReLU' bottom: 'data' top: 'a' } ";
    private const string Softmax = "type: 'SoftmaxWithLoss' bottom: 'data' bottom: 'label' ";

    private static readonly SettingNames Properties = new(
        SettingSyntax.CSharp, "Options.InputShape", "Options.IgnoreFields", "Options.Stages", "Options.Level", "Options.KeepLoss",
        "Options.Dialect", "Options.CustomLayers");

    private static readonly NetOptions None = new();

    private static readonly Case[] Cases =
    [
        new("unknown field", Data + "layer { name: 'a' type: 'ReLU' bottom: 'data' top: 'a' zoom_param { } }",
            new NetOptions(IgnoredFields: ["ceil_mode"]),
            "ignore it by the metadata CaffeIgnoreFields=\"ceil_mode, zoom_param\"",
            "ignore it by the option --ignore-fields \"ceil_mode, zoom_param\"",
            "ignore it by Options.IgnoreFields = [\"ceil_mode\", \"zoom_param\"]"),
        new("field that is nowhere", Data + ReLU, new NetOptions(IgnoredFields: ["zoom_param"]),
            "the metadata CaffeIgnoreFields names 'zoom_param', which stands nowhere",
            "the option --ignore-fields names 'zoom_param', which stands nowhere",
            "Options.IgnoreFields names 'zoom_param', which stands nowhere"),
        new("one stage", Data + "layer { name: 'x' type: 'TanH' bottom: 'data' top: 'x' include { stage: 'deploy' } } " + Reader, None,
            "; the metadata CaffeStages=\"deploy\" includes it",
            "; the option --stages \"deploy\" includes it",
            "; Options.Stages = [\"deploy\"] includes it"),
        new("stage and level",
            Data + "layer { name: 'x' type: 'TanH' bottom: 'data' top: 'x' include { stage: 'deploy' max_level: -1 } } " + Reader,
            new NetOptions(Stages: ["fast"]),
            "; the metadata CaffeStages=\"fast, deploy\" and CaffeLevel=\"-1\" include it",
            "; the options --stages \"fast, deploy\" and --level -1 include it",
            "; Options.Stages = [\"fast\", \"deploy\"] and Options.Level = -1 include it"),
        new("too many stages",
            Data + $"layer {{ name: 'x' type: 'TanH' bottom: 'data' top: 'x' include {{ {Stages} }} }} " + Reader, None,
            "; the metadata CaffeStages with the 100 stages of that rule that it lacks includes it",
            "; the option --stages with the 100 stages of that rule that it lacks includes it",
            "; Options.Stages with the 100 stages of that rule that it lacks includes it"),
        new("input without a shape", "input: 'data' " + ReLU, None,
            "or the metadata CaffeInputShape, such as 1,3,224,224",
            "or the option --input-shape, such as 1,3,224,224",
            "or Options.InputShape, such as 1,3,224,224"),
        new("data layer without a shape", "layer { name: 'd' type: 'Data' top: 'data' } " + ReLU, None,
            "give it with the metadata CaffeInputShape, such as",
            "give it with the option --input-shape, such as",
            "give it with Options.InputShape, such as"),
        new("data layer with a guess", "layer { name: 'd' type: 'Data' top: 'data' transform_param { crop_size: 8 } } " + ReLU, None,
            "give the shape with the metadata CaffeInputShape, such as",
            "give the shape with the option --input-shape, such as",
            "give the shape with Options.InputShape, such as"),
        new("Input layer without a shape", "layer { name: 'data' type: 'Input' top: 'data' } " + ReLU, None,
            "or one for each, or the metadata CaffeInputShape",
            "or one for each, or the option --input-shape",
            "or one for each, or Options.InputShape"),
        new("shape of no input", Data + ReLU, new NetOptions(InputShapes: [new NamedShape("dta", [1])]),
            "the metadata CaffeInputShape names 'dta', which is no input",
            "the option --input-shape names 'dta', which is no input",
            "Options.InputShape names 'dta', which is no input"),
        new("shape of one of several inputs",
            "input: 'data' input: 'more' input_shape { dim: 1 dim: 2 } input_shape { dim: 1 dim: 2 } " + ReLU
            + "layer { name: 'b' type: 'ReLU' bottom: 'more' top: 'b' }", new NetOptions(InputShape: [1, 5]),
            "the metadata CaffeInputShape is 1,5, but the network has 2 inputs",
            "the option --input-shape is 1,5, but the network has 2 inputs",
            "Options.InputShape is 1,5, but the network has 2 inputs"),
        new("loss of several tops",
            Data + $"layer {{ name: 'l' {Softmax} top: 'x' top: 'p' }} " + Reader, new NetOptions(KeepLoss: true),
            "; with CaffeKeepLoss the layer puts out its prediction 'p' only",
            "; with --keep-loss the layer puts out its prediction 'p' only",
            "; with Options.KeepLoss the layer puts out its prediction 'p' only"),
        new("loss that is read",
            Data + $"layer {{ name: 'l' {Softmax} top: 'x' }} " + Reader, new NetOptions(KeepLoss: true),
            "but with CaffeKeepLoss it is that layer's prediction",
            "but with --keep-loss it is that layer's prediction",
            "but with Options.KeepLoss it is that layer's prediction"),
        new("type of two dialects", Data + "layer { name: 'a' type: 'Warp' bottom: 'data' top: 'a' }", None,
            "; the metadata CaffeDialect=\"OpenCv\" chooses another",
            "; the option --dialect \"OpenCv\" chooses another",
            "; Options.Dialect = \"OpenCv\" chooses another"),
    ];

    private static string Reader => "layer { name: 'a' type: 'ReLU' bottom: 'x' top: 'a' }";

    private static string Stages => string.Concat(Enumerable.Range(0, 100).Select(i => $"stage: 'stage{i}' "));

    public static IEnumerable<TheoryDataRow<int>> CaseNumbers =>
        from number in Enumerable.Range(0, Cases.Length)
        select new TheoryDataRow<int>(number) { TestDisplayName = $"A setting is called as the user gives it: {Cases[number].Name}" };

    [Theory]
    [MemberData(nameof(CaseNumbers))]
    public void A_setting_is_called_as_the_user_gives_it(int number)
    {
        Case drawn = Cases[number];
        Check(SettingNames.Metadata, drawn.Metadata);
        Check(SettingNames.CommandLine, drawn.CommandLine);
        Check(Properties, drawn.Property);

        void Check(SettingNames names, string said)
        {
            EquatableArray<Problem> problems =
                NetworkText.TryCompile(drawn.Text, drawn.Options with { SettingNames = names }, ForkLayers.All).Problems;
            Assert.Single(problems, problem => problem.Message.Contains(said, StringComparison.Ordinal));
            if (names.Syntax != SettingSyntax.Metadata)
                Assert.All(problems, problem => Assert.DoesNotMatch(@"metadata|Caffe(?!\b|SharpGen)", problem.Message));
        }
    }

    private sealed record Case(string Name, string Text, NetOptions Options, string Metadata, string CommandLine, string Property);
}
