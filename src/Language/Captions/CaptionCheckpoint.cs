using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CaffeSharpGen.Torch7;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language;

/// <summary>
/// A checkpoint of neuraltalk2: the picture's network (<c>protos.cnn</c>), the language model (<c>protos.lm</c>) and its words
/// (<c>vocab</c>), as train.lua writes it with or without a GPU, or as it is converted for the CPU. Nothing is copied: networks keep the
/// file's memory, the <see cref="LookupTable"/> needs the file open.
/// </summary>
public sealed class CaptionCheckpoint : IDisposable
{
    // A caption runs a step for each word, and keeps it.
    private const int MostWordsOfAll = 1 << 10;

    private readonly Torch7File file;
    private readonly Torch7Node cnn, lm;
    private readonly Dictionary<string, Torch7Node> named = [];

    private CaptionCheckpoint(Torch7File file)
    {
        this.file = file;
        (cnn, lm) = (file.Root["protos"]["cnn"], file.Root["protos"]["lm"]);
        Vocabulary = ReadVocabulary(file.Root["vocab"], $"{file.Name}: vocab");
        Sizes = new CaptionModelSizes(
            Positive("input_encoding_size"), Positive("rnn_size"), Positive("num_layers"), Positive("vocab_size"));
        MostWords = Positive("seq_length", MostWordsOfAll);
        if (Vocabulary.Count != Sizes.Words)
            throw lm["vocab_size"].Wrong($"{Vocabulary.Count}, as many as vocab has");
        foreach (Torch7Node node in lm["core"]["forwardnodes"].List)
        {
            if (TryFindName(node["data"], out string? name))
                named[name] = node["data"];
        }
    }

    /// <summary>The file's path.</summary>
    public string Name => file.Name;

    /// <summary>The sizes of the language model.</summary>
    public CaptionModelSizes Sizes { get; }

    /// <summary>The words.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The most words of a caption (<c>seq_length</c>).</summary>
    public int MostWords { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="WeightException">It is not a Torch7 file, or has other content.</exception>
    /// <exception cref="VocabularyException">The ids of its words are not 1, 2, 3 …</exception>
    public static CaptionCheckpoint Open(string path) => CheckpointFile.Make(Torch7File.Open(path), file => new CaptionCheckpoint(file));

    /// <summary>Reads a file in memory.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="content">Its bytes; they are copied.</param>
    /// <exception cref="WeightException">It is not a Torch7 file, or has other content.</exception>
    /// <exception cref="VocabularyException">The ids of its words are not 1, 2, 3 …</exception>
    public static CaptionCheckpoint Read(string name, ReadOnlySpan<byte> content) =>
        CheckpointFile.Make(Torch7File.Read(name, content), file => new CaptionCheckpoint(file));

    /// <summary>The modules of the picture's network.</summary>
    /// <exception cref="WeightException">The file has something else there.</exception>
    public SequentialWeights ReadPictureNetwork() => new(file.Name, cnn);

    /// <summary>
    /// Weights of the network that computes one step: layers <c>i2h_k</c> and <c>h2h_k</c> for the k-th LSTM layer, from 1, and
    /// <c>decoder</c>.
    /// </summary>
    /// <exception cref="WeightException">A layer is missing or has another size.</exception>
    public WeightSource ReadStep() => new CheckpointWeights(Name,
    [
        .. CheckpointFile.ReadLstm(Sizes.RnnLayers, Sizes.RnnSize, Sizes.InputEncodingSize, Linear),
        Linear("decoder", Sizes.Words + 1, Sizes.RnnSize),
    ]);

    /// <summary>The vectors of words, then that of START.</summary>
    /// <exception cref="WeightException">They are missing or have another size.</exception>
    public LookupTable ReadWords() => new(lm["lookup_table"]["weight"].Tensor(Sizes.Words + 1, Sizes.InputEncodingSize).ToWeights());

    /// <summary>Closes the file: its weights can no longer be read. Networks that loaded them keep the memory they need.</summary>
    public void Dispose() => file.Dispose();

    private LayerWeights Linear(string name, int outputs, int inputs)
    {
        if (!named.TryGetValue(name, out Torch7Node data))
            throw lm["core"]["forwardnodes"].Wrong($"a node named '{name}' among its nodes (data.annotations.name)");
        Torch7Node module = data["module"];
        WeightBlob weight = module["weight"].Tensor(outputs, inputs).ToWeights(), bias = module["bias"].Tensor(outputs).ToWeights();
        return new LayerWeights(name, "InnerProduct", [weight, bias]);
    }

    private int Positive(string field, int most = 1 << 24) => lm[field].Integer() is > 0 and var value && value <= most
        ? value
        : throw lm[field].Wrong($"a number from 1 to {most}");

    private static bool TryFindName(Torch7Node data, [NotNullWhen(true)] out string? name)
    {
        name = data.TryFind("annotations", out Torch7Node annotations) && annotations.TryFind("name", out Torch7Node text)
            ? text.Text()
            : null;
        return name is not null;
    }

    private static Vocabulary ReadVocabulary(Torch7Node words, string source) =>
        Vocabulary.FromNumbered(source, [.. words.Entries.Select(entry => KeyValuePair.Create(IdText(entry.Key), entry.Value.Text()))]);

    // Ids are texts in files of train.lua.
    private static string IdText(Torch7Value key) => key switch
    {
        Torch7String text => text.Text,
        Torch7Number number => number.Value.ToString(CultureInfo.InvariantCulture),
        _ => key.ToString(),
    };
}
