using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CaffeSharpGen.Torch7;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language;

/// <summary>
/// A checkpoint of neuraltalk2: the network that looks at the picture (<c>protos.cnn</c>), the language model (<c>protos.lm</c>) and its words (<c>vocab</c>),
/// as train.lua writes it, on a graphics processor or not, or as it is converted for the CPU. Nothing is copied;
/// networks keep its memory, the <see cref="LookupTable"/> needs it open.
/// </summary>
public sealed class CaptionCheckpoint : IDisposable
{
    private readonly Torch7File file;
    private readonly Torch7Node cnn, lm;
    private readonly Dictionary<string, Torch7Node> named = [];

    private CaptionCheckpoint(Torch7File file)
    {
        this.file = file;
        (cnn, lm) = (file.Root["protos"]["cnn"], file.Root["protos"]["lm"]);
        Vocabulary = ReadVocabulary(file.Root["vocab"], $"{file.Name}: vocab");
        Sizes = new CaptionModelSizes(Positive("input_encoding_size"), Positive("rnn_size"), Positive("num_layers"), Positive("vocab_size"));
        MostWords = Positive("seq_length");
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

    /// <summary>How many words a caption has at most (<c>seq_length</c>).</summary>
    public int MostWords { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="WeightException">It is no Torch7 file, or not such a one.</exception>
    /// <exception cref="VocabularyException">Its words are not numbered 1, 2, 3 …</exception>
    public static CaptionCheckpoint Open(string path)
    {
        var file = Torch7File.Open(path);
        try
        {
            return new CaptionCheckpoint(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The modules of the network that looks at the picture.</summary>
    /// <exception cref="WeightException">Something else is there.</exception>
    public SequentialWeights ReadPictureNetwork() => new(file.Name, cnn);

    /// <summary>
    /// Weights of the network that computes one step: layers <c>i2h_k</c> and <c>h2h_k</c> for the k-th LSTM layer, from 1, and <c>decoder</c>.
    /// </summary>
    /// <exception cref="WeightException">A layer is not there, or has another size.</exception>
    public WeightSource ReadStep()
    {
        int gates = checked(4 * Sizes.RnnSize);
        var layers = new List<LayerWeights>();
        for (int k = 1; k <= Sizes.RnnLayers; k++)
        {
            layers.Add(Linear($"i2h_{k}", gates, k == 1 ? Sizes.InputEncodingSize : Sizes.RnnSize));
            layers.Add(Linear($"h2h_{k}", gates, Sizes.RnnSize));
        }
        layers.Add(Linear("decoder", Sizes.Words + 1, Sizes.RnnSize));
        return new CheckpointWeights(Name, layers);
    }

    /// <summary>The vectors of words; behind them that of START.</summary>
    /// <exception cref="WeightException">They are not there, or have another size.</exception>
    public LookupTable ReadWords() => new(lm["lookup_table"]["weight"].Tensor(Sizes.Words + 1, Sizes.InputEncodingSize).ToWeights());

    /// <summary>Closes the file: its weights can no longer be read. Networks that loaded them read on.</summary>
    public void Dispose() => file.Dispose();

    private LayerWeights Linear(string name, int outputs, int inputs)
    {
        if (!named.TryGetValue(name, out Torch7Node data))
            throw lm["core"]["forwardnodes"].Wrong($"a node named '{name}' among its nodes (data.annotations.name)");
        Torch7Node module = data["module"];
        return new LayerWeights(name, "InnerProduct", [module["weight"].Tensor(outputs, inputs).ToWeights(), module["bias"].Tensor(outputs).ToWeights()]);
    }

    private int Positive(string field) => lm[field].Integer() is > 0 and <= 1 << 24 and var value ? value : throw lm[field].Wrong("a number from 1 to 16777216");

    private static bool TryFindName(Torch7Node data, [NotNullWhen(true)] out string? name)
    {
        name = data.TryFind("annotations", out Torch7Node annotations) && annotations.TryFind("name", out Torch7Node text) ? text.Text() : null;
        return name is not null;
    }

    // Numbers are texts in files of train.lua.
    private static Vocabulary ReadVocabulary(Torch7Node words, string source) => Vocabulary.FromNumbered(source, [.. words.Entries.Select(entry => KeyValuePair.Create(
        entry.Key is Torch7String number ? number.Text : entry.Key is Torch7Number { Value: var value } ? value.ToString(CultureInfo.InvariantCulture) : $"{entry.Key}",
        entry.Value.Text()))]);
}
