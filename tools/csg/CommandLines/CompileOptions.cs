using System.CommandLine;
using System.Globalization;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Dynamic;
using static CaffeSharpGen.Csg.CommandLines.OptionRules;

namespace CaffeSharpGen.Csg.CommandLines;

/// <summary>The options that say what a prototxt leaves open; their names are those of the samples.</summary>
internal sealed class CompileOptions
{
    private readonly Option<string?> inputShape = new("--input-shape")
    {
        Description = "Shape of the input, such as 1,3,224,224, instead of the file's; of several: \"data: 1,3,224,224, label: 1,1\".",
        HelpName = "lengths",
    };
    private readonly Option<int> level = new("--level") { Description = "The level that phase rules see.", HelpName = "number" };
    private readonly Option<string?> stages = new("--stages")
    {
        Description = "Stages that phase rules see, separated by commas.",
        HelpName = "names",
    };
    private readonly Option<string?> ignoreFields = new("--ignore-fields")
    {
        Description = "Fields to ignore although it is not known what they change, separated by commas.",
        HelpName = "names",
    };
    private readonly Option<string?> dialect = new("--dialect")
    {
        Description = $"The fork whose layer types are meant where several have one of a name: {string.Join(", ", Dialects.All)}.",
        HelpName = "name",
    };
    private readonly Option<string?> customLayers = new("--custom-layers")
    {
        Description = "Layer types that you compute yourself, with the shapes of their tops, such as \"MyType=same; OtherType=1x5\".",
        HelpName = "types",
    };
    private readonly Option<bool> keepLoss = new("--keep-loss")
    {
        Description = "Losses become predictions (SoftmaxWithLoss a Softmax) instead of being dropped.",
    };
    private readonly Option<bool> lossValues = new("--loss-values")
    {
        Description = "Losses and accuracies stay the numbers that Caffe computes, of labels that are inputs.",
    };
    private readonly Option<bool> alignCrop = new("--align-crop")
    {
        Description = "A Crop without an offset aligns its bottoms, as in the forks of HED and FCN; BVLC's Caffe crops at 0.",
    };

    /// <summary>Makes them, with their rules.</summary>
    public CompileOptions()
    {
        Requires(
            inputShape, text => text.Trim().Length > 0 && GivenShapes.Parse(text) is not null, "the axes' lengths, such as 1,3,224,224");
        Requires(stages, text => Words(text).Length > 0, "names of stages, separated by commas");
        Requires(
            ignoreFields, text => Words(text) is { Length: > 0 } fields && fields.All(NetOptions.IsFieldName),
            "names of fields, such as ceil_mode, separated by commas");
        Requires(customLayers, text => CustomLayerType.Parse(text) is { Length: > 0 }, CustomLayerType.Expected);
        Requires(dialect, text => Dialects.TryParse(text, out _), Dialects.Expected);
        dialect.CompletionSources.Add([.. Dialects.All.Select(name => name.ToString())]);
        WholeNumber(level, int.MinValue);
    }

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] all = [inputShape, level, stages, ignoreFields, dialect, customLayers, keepLoss, lossValues, alignCrop];
        foreach (Option option in all)
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(keepLoss) && result.GetValue(lossValues))
                result.AddError("--keep-loss and --loss-values both say what becomes of losses; give one of them");
        });
    }

    /// <summary>Reads them.</summary>
    public PrototxtOptions Read(ParseResult parsed) => new()
    {
        InputShape = parsed.GetValue(inputShape) ?? "",
        Level = parsed.GetValue(level),
        Stages = Words(parsed.GetValue(stages)),
        IgnoreFields = Words(parsed.GetValue(ignoreFields)),
        Dialect = parsed.GetValue(dialect) ?? "",
        CustomLayers = parsed.GetValue(customLayers) ?? "",
        KeepLoss = parsed.GetValue(keepLoss),
        LossValues = parsed.GetValue(lossValues),
        AlignCrop = parsed.GetValue(alignCrop),
        SettingNames = SettingNames.CommandLine,
    };

    /// <summary>Reads an option as a whole number, with a message that says what was expected.</summary>
    /// <param name="option">The option.</param>
    /// <param name="least">The smallest.</param>
    /// <param name="most">The largest.</param>
    public static void WholeNumber(Option<int> option, int least, int most = int.MaxValue) => option.CustomParser = result =>
    {
        string text = result.Tokens[^1].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            && number >= least && number <= most)
            return number;
        string range = (least, most) switch
        {
            (int.MinValue, _) => "",
            (_, int.MaxValue) => string.Create(CultureInfo.InvariantCulture, $", at least {least}"),
            _ => string.Create(CultureInfo.InvariantCulture, $", {least} … {most}"),
        };
        result.AddError($"{option.Name} is '{text}'; expected a whole number{range}");
        return 0;
    };

    private static EquatableArray<string> Words(string? text) => text is null
        ? []
        : [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}
