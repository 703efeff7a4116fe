using System.CommandLine;
using CaffeSharpGen.Samples.CommandLines;
using static CaffeSharpGen.Samples.CommandLines.OptionRules;

namespace CaffeSharpGen.Vqa;

/// <summary>The options: each under a modern name and as the original script spells it.</summary>
internal sealed class CommandLine
{
    private const string Summary =
        "Answers a question about a photograph, and explains the answer: Grad-CAM, guided backprop and guided Grad-CAM. "
        + "Without arguments: the example question about the example picture, with a strip.";

    private readonly CommonOptions common = new(
        "Also write photograph, overlay and guided pictures side by side.", "nn",
        "of scenes_vqa its example; needed with other networks");
    private readonly NetworkOptions network;
    private readonly RootCommand root = new(Summary);
    private readonly SampleOption<string> modelPath = Spelled(
        ValueKinds.Path("file", "a checkpoint", "VQA_LSTM_CNN/lstm.t7"), "model_path",
        "The checkpoint of the model that answers questions, a .t7 of any size. Default: of scenes_vqa what is built into the program, "
        + "else VQA_LSTM_CNN/lstm.t7.");
    private readonly SampleOption<string> vocabulary = Named(
        ValueKinds.Path("file", "a vocabulary", "VQA_LSTM_CNN/data_prepro.json"), "--vocabulary",
        "The model's words and answers. Default: of scenes_vqa what is built into the program, "
        + "else data_prepro.json beside the checkpoint.");
    private readonly SampleOption<string> question = Spelled(
        ValueKinds.Text("text", "a question", "\"What color is the star?\""), "question",
        $"What is asked; at most {Language.Question.MostWords} words are read. Default: of scenes_vqa What color is the star?, "
        + "else What animal?");
    private readonly SampleOption<bool> allowUnknown = Named(
        ValueKinds.Flag, "--allow-unknown",
        "Ask a question of which the model knows no word, as the original does. Without it, that is an error.");
    private readonly SampleOption<string> answer = Spelled(
        ValueKinds.Text("text", "an answer", "yes"), "answer",
        "The answer to explain; for one that the model does not know, the predicted one is explained. Default: the predicted one.");
    private readonly SampleOption<int?>[] sizes =
    [
        .. new[] { "input_encoding_size", "rnn_size", "rnn_layers", "common_embedding_size", "num_output" }
            .Select(name => Spelled(ValueKinds.Whole(1, int.MaxValue, 512).OrNone(), name, "Only checked: the checkpoint says it.")),
    ];

    private readonly SampleOption<int> seed = Spelled(
        ValueKinds.Whole(int.MinValue, int.MaxValue, 123), "seed",
        "Understood for old command lines, without effect: nothing here is random.").Or(123);
    private readonly SampleOption<int> top = Named(ValueKinds.Whole(1, int.MaxValue, 5), "--top", "How many answers are printed.").Or(5);

    public CommandLine(ModelCatalog catalog, Func<Request, int> run)
    {
        network = new NetworkOptions(catalog.Networks.Describe(), catalog.Defaults[0].Network);
        new HelpText(
            "vqa", Summary,
            [
                new OptionGroup("What is explained", common.Image, question, answer, allowUnknown),
                new OptionGroup("The model that answers", modelPath, vocabulary),
                new OptionGroup("The network that looks at the picture", [.. network.Choosing, .. network.Feeding, common.InputSize]),
                network.Compiling,
                new OptionGroup("What is written", common.OutputPath, common.SaveAsHeatMap, common.Strip, top, common.Json),
                new OptionGroup("How it runs", [.. common.Devices.All, seed, .. sizes]),
            ],
            [
                new HelpExample("", "Explains the example."),
                new HelpExample("--question \"What is below the blue star?\" --strip", "Asks something else about it."),
                new HelpExample(
                    "--network vgg19 --image cat_dog.jpg --question \"What animal?\" --answer cat",
                    "Explains an answer of VQA_LSTM_CNN, whose files are in ./models and ./VQA_LSTM_CNN."),
                new HelpExample("--json --image - < photo.jpg", "Reads the standard input, and reports as JSON."),
            ]).AddTo(root);
        common.AddTo(root);
        network.AddRules(root, common.InputSize);
        root.SetAction(parsed => run(ToRequest(parsed)));
    }

    /// <summary>Reads a command line; its action is the one given to the constructor.</summary>
    public ParseResult Parse(IReadOnlyList<string> arguments) => root.ParseAll(arguments);

    private Request ToRequest(ParseResult parsed) => new(network.Read(parsed, common.Read(parsed)))
    {
        ModelPath = parsed.GetValue(modelPath),
        Vocabulary = parsed.GetValue(vocabulary),
        Question = parsed.GetValue(question),
        AllowUnknown = parsed.GetValue(allowUnknown),
        Answer = parsed.GetValue(answer) ?? "",
        Sizes = [.. sizes.Where(size => parsed.GetValue(size) is not null).Select(size => (size.Name, parsed.GetValue(size)!.Value))],
        Top = parsed.GetValue(top),
    };
}
