using System.CommandLine;
using CaffeSharpGen.Samples.CommandLines;
using static CaffeSharpGen.Samples.CommandLines.OptionRules;

namespace CaffeSharpGen.Vqa;

/// <summary>The options: each under a modern name and as the original script spells it.</summary>
internal sealed class CommandLine
{
    private readonly CommonOptions common = new(
        "Also write photograph, overlay and guided pictures side by side.", "nn",
        "of scenes_vqa its example; needed with other networks");
    private readonly NetworkOptions network;
    private readonly RootCommand root;
    private readonly Option<string?> modelPath = Spelled<string?>(
        "model_path",
        "The checkpoint of the model that answers questions, a .t7 of any size. Default: what comes with the program; "
        + "with --network, VQA_LSTM_CNN/lstm.t7.");
    private readonly Option<string?> vocabulary = new("--vocabulary")
    {
        Description = "The model's words and answers. Default: the file beside the checkpoint, data_prepro.json of VQA_LSTM_CNN.",
    };
    private readonly Option<string?> question = Spelled<string?>("question", "What is asked.");
    private readonly Option<string> answer = Spelled<string>(
        "answer", "The answer to explain; empty, or one that the model does not know: the one that it gives.");
    private readonly Option<int?>[] sizes =
    [
        .. new[] { "input_encoding_size", "rnn_size", "rnn_layers", "common_embedding_size", "num_output" }
            .Select(name => Spelled<int?>(name, "Checked: the checkpoint says it.")),
    ];

    private readonly Option<int> seed = Spelled<int>("seed", "Understood for old command lines, without effect: nothing here is random.");
    private readonly Option<int> top = new("--top") { Description = "How many answers are printed.", DefaultValueFactory = _ => 5 };

    public CommandLine(ModelCatalog catalog, Func<Request, int> run)
    {
        network = new NetworkOptions(catalog.Networks.Describe(), catalog.Defaults[0].Network);
        answer.DefaultValueFactory = _ => "";
        seed.DefaultValueFactory = _ => 123;
        root = new RootCommand(
            "Answers a question about a photograph, and explains the answer: Grad-CAM, guided backprop and guided Grad-CAM. "
            + "Without arguments: the example question about the example picture, with a strip.");
        network.AddTo(root, common.InputSize);
        foreach (Option option in new Option[]
        {
            modelPath, vocabulary, common.Image, common.InputSize, question, answer,
            common.OutputPath, common.SaveAsHeatMap, common.Strip, common.Device, common.Gpu, common.Backend,
            seed, common.Threads, top, common.Json,
        })
            root.Add(option);
        AtLeast(top, 1);
        foreach (Option<int?> size in sizes)
        {
            root.Add(size);
            AtLeast(size, 1);
        }
        foreach (Option path in new Option[] { modelPath, vocabulary })
            NotEmpty(path);
        root.SetAction(parsed => run(ToRequest(parsed)));
    }

    /// <summary>Reads a command line; its action is the one given to the constructor.</summary>
    public ParseResult Parse(IReadOnlyList<string> arguments) => root.ParseAll(arguments);

    private Request ToRequest(ParseResult parsed) => new(network.Read(parsed, common.Read(parsed)))
    {
        ModelPath = parsed.GetValue(modelPath),
        Vocabulary = parsed.GetValue(vocabulary),
        Question = parsed.GetValue(question),
        Answer = parsed.GetValue(answer)!,
        Sizes = [.. sizes.Where(size => parsed.GetValue(size) is not null).Select(size => (size.Name, parsed.GetValue(size)!.Value))],
        Top = parsed.GetValue(top),
    };
}
