using CaffeSharpGen.Language;
using CaffeSharpGen.Torch7;

namespace CaffeSharpGen.Captioning.Tests;

/// <summary>The language models that are compiled into the program take checkpoints of the sizes that are listed for them.</summary>
public sealed class CompiledCaptionersTests
{
    public static TheoryData<int> Captioners => [.. Enumerable.Range(0, CompiledCaptioners.Catalog.Captioners.Count)];

    [Theory]
    [MemberData(nameof(Captioners))]
    public void A_checkpoint_of_the_listed_sizes_loads_and_runs(int index)
    {
        Captioner captioner = CompiledCaptioners.Catalog.Captioners[index];
        string path = Path.GetTempFileName();
        try
        {
            Torch7Writer.Write(path, Checkpoint(captioner.Sizes));
            using var checkpoint = CaptionCheckpoint.Open(path);
            Assert.Same(captioner, CompiledCaptioners.Catalog.Find(checkpoint));
            using Device device = Device.Cpu(1);
            Network step = captioner.LoadStep(checkpoint.ReadStep(), device);
            // Its own input stands in for the picture's code.
            using Network picture = captioner.LoadStep(checkpoint.ReadStep(), device);
            InputHook input = picture.Inputs["input"];
            input.Set(Enumerable.Repeat(1f, captioner.Sizes.InputEncodingSize).ToArray());
            picture.Forward();
            using CaptionModel model = new(step, checkpoint.ReadWords(), input, checkpoint.MostWords);
            // All weights are equal, so all words are, and END.
            float expected = -MathF.Log(captioner.Sizes.Words + 1);
            Assert.All(model.Greedy(3).LogProbabilities, value => Assert.Equal(expected, value, 1e-4f));
            Assert.All(model.Beam(2, 3).LogProbabilities, value => Assert.Equal(expected, value, 1e-4f));
            Assert.All(model.Read(Caption.Read("w1 zebra", checkpoint.Vocabulary, 16)), value => Assert.Equal(expected, value, 1e-4f));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Networks_of_pictures_end_in_codes_of_the_listed_length()
    {
        Assert.Equal(ScenesCaption.Shapes.Relu10.Channels, CompiledCaptioners.Catalog.Captioners[0].Sizes.InputEncodingSize);
        Assert.Equal(Neuraltalk2Cnn.Shapes.Relu8.Channels, CompiledCaptioners.Catalog.Captioners[1].Sizes.InputEncodingSize);
    }

    private static Torch7Table Checkpoint(CaptionModelSizes sizes)
    {
        var vocabulary = new Torch7Table();
        for (int number = 1; number <= sizes.Words; number++)
            vocabulary[$"{number}"] = number == sizes.Words ? "UNK" : $"w{number}";
        int gates = 4 * sizes.RnnSize;
        Torch7Value[] nodes =
        [
            Node("i2h_1", gates, sizes.InputEncodingSize),
            Node("h2h_1", gates, sizes.RnnSize),
            Node("decoder", sizes.Words + 1, sizes.RnnSize),
        ];
        var lm = new Torch7Table
        {
            ["vocab_size"] = sizes.Words,
            ["seq_length"] = 16,
            ["rnn_size"] = sizes.RnnSize,
            ["input_encoding_size"] = sizes.InputEncodingSize,
            ["num_layers"] = sizes.RnnLayers,
            ["lookup_table"] = new Torch7Table { ["weight"] = Constant(sizes.Words + 1, sizes.InputEncodingSize) },
            ["core"] = new Torch7Table { ["forwardnodes"] = Torch7Table.List(nodes) },
        };
        return new Torch7Table { ["vocab"] = vocabulary, ["protos"] = new Torch7Table { ["cnn"] = new Torch7Table(), ["lm"] = lm } };
    }

    private static Torch7Table Node(string name, int outputs, int inputs) => new()
    {
        ["data"] = new Torch7Table
        {
            ["annotations"] = new Torch7Table { ["name"] = name },
            ["module"] = new Torch7Table { ["weight"] = Constant(outputs, inputs), ["bias"] = Constant(outputs) },
        },
    };

    private static Torch7Tensor Constant(params ReadOnlySpan<long> sizes)
    {
        float[] weights = new float[sizes.Length == 1 ? sizes[0] : sizes[0] * sizes[1]];
        Array.Fill(weights, 0.01f);
        return Torch7Tensor.Copy<float>(weights, sizes);
    }
}
