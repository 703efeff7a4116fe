using CaffeSharpGen.SceneLanguageTrainer.Learning;
using CaffeSharpGen.Torch7;

namespace CaffeSharpGen.Language.Tests;

/// <summary>
/// A checkpoint of a small captioner with random weights: vectors of 5 numbers, 6 units, 7 words, captions of at most 4 words.
/// </summary>
internal static class SmallCaptioner
{
    public const int Code = 5, Units = 6, Words = 7, MostWords = 4;

    /// <summary>The checkpoint, for tests to change.</summary>
    public static Torch7Table Checkpoint()
    {
        var random = new Random(11);
        var vocabulary = new Torch7Table();
        for (int number = 1; number <= Words; number++)
            vocabulary[$"{number}"] = number == Words ? "UNK" : $"w{number}";
        Torch7Object core = LstmGraph.Build(Units, Linear(4 * Units, Code), Linear(4 * Units, Units), Linear(Words + 1, Units), 0.5);
        return new Torch7Table
        {
            ["vocab"] = vocabulary,
            ["protos"] = new Torch7Table
            {
                ["cnn"] = NnModules.Plain("Sequential", null, ("modules", Torch7Table.List(
                [
                    NnModules.Convolution("a", Tensor(4, 3, 3, 3), Tensor(4), 1), NnModules.Relu("b"), NnModules.Pooling("c"),
                    NnModules.View("d"),
                    NnModules.Linear(null, Tensor(Code, 64), Tensor(Code)), NnModules.Relu("e"),
                ]))),
                ["lm"] = NnModules.Plain("LanguageModel", null,
                    ("core", core), ("lookup_table", NnModules.Plain("LookupTable", null, ("weight", Tensor(Words + 1, Code)))),
                    ("vocab_size", Words), ("seq_length", MostWords), ("rnn_size", Units), ("input_encoding_size", Code),
                    ("num_layers", 1)),
            },
        };

        Torch7Object Linear(int outputs, int inputs) => NnModules.Linear(null, Tensor(outputs, inputs), Tensor(outputs));

        Torch7Tensor Tensor(params long[] sizes) =>
            Torch7Tensor.Copy<float>(
                [.. Enumerable.Range(0, (int)sizes.Aggregate((a, b) => a * b)).Select(_ => random.NextSingle() * 2 - 1)], sizes);
    }

    /// <summary>What is in a table or an object, such as <c>protos.lm</c>.</summary>
    public static Torch7Table Find(Torch7Table checkpoint, params string[] way)
    {
        Torch7Value value = checkpoint;
        foreach (string step in way)
            value = Fields(value)[int.TryParse(step, out int number) ? number : (Torch7Value)step];
        return Fields(value);
    }

    private static Torch7Table Fields(Torch7Value value) => value as Torch7Table ?? (Torch7Table)((Torch7Object)value).Body;
}
