using System.Text.RegularExpressions;
using CaffeSharpGen.Torch7;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language.Tests;

/// <summary>Checkpoints of neuraltalk2 that are right, and wrong in many ways.</summary>
public sealed partial class CaptionCheckpointTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Sizes_and_words()
    {
        using CaptionCheckpoint checkpoint = Open(_ => { });
        Assert.Equal(new CaptionModelSizes(5, 6, 1, 7), checkpoint.Sizes);
        Assert.Equal("input_encoding_size 5, rnn_size 6, num_layers 1, 7 words", checkpoint.Sizes.ToString());
        Assert.Equal(4, checkpoint.MostWords);
        Assert.Equal(["w1", "w2", "w3", "w4", "w5", "w6", "UNK"], checkpoint.Vocabulary.Words);
        LookupTable words = checkpoint.ReadWords();
        Assert.Equal((5, 8), (words.Length, words.Count));
        var rows = (Torch7Tensor)SmallCaptioner.Find(SmallCaptioner.Checkpoint(), "protos", "lm", "lookup_table")["weight"];
        Assert.Equal(rows.ToArray<float>()[^5..], words[8].ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => words[9].Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => words[0].Length);
    }

    [Theory]
    [InlineData("no entry 'protos'", "protos", null, null)]
    [InlineData("protos.lm.rnn_size is the text 'x'; expected a whole number", "rnn_size", "x", "protos lm")]
    [InlineData("protos.lm.num_layers is the number 0; expected a number from 1", "num_layers", 0.0, "protos lm")]
    [InlineData("protos.lm.vocab_size is the number 8; expected 7, as many as vocab has", "vocab_size", 8.0, "protos lm")]
    [InlineData("vocab: 'w7' has the number '9'; expected 1 … 8", "9", "w7", "vocab")]
    [InlineData("no entry 'core'", "core", null, "protos lm")]
    public void Wrong_checkpoints_do_not_open(string expected, string field, object? value, string? where) =>
        RequireWrong(expected, () => Open(all => Set(all, field, value, where)));

    [Theory]
    [InlineData("'decoder' among its nodes", "name", "other", "protos lm core forwardnodes 24 data annotations")]
    [InlineData(
        "bias is a torch.FloatTensor of size 4; expected a tensor of size 8", "bias", 4.0, "protos lm core forwardnodes 24 data module")]
    [InlineData("has no entry 'weight'", "weight", null, "protos lm core forwardnodes 24 data module")]
    public void Wrong_language_models_do_not_load(string expected, string field, object? value, string where)
    {
        RequireWrong(expected, () =>
        {
            using CaptionCheckpoint checkpoint = Open(
                all => Set(all, field, value, where.Replace("24", $"{DecoderNode(all)}", StringComparison.Ordinal)));
            checkpoint.ReadStep();
        });
    }

    [Fact]
    public void Words_without_START_do_not_load()
    {
        using CaptionCheckpoint checkpoint = Open(
            all => SmallCaptioner.Find(all, "protos", "lm", "lookup_table")["weight"] = Torch7Tensor.Copy<float>(new float[35], 7, 5));
        RequireWrong(
            "protos.lm.lookup_table.weight is a torch.FloatTensor of size 7×5; expected a tensor of size 8×5",
            () => checkpoint.ReadWords());
    }

    [Theory]
    [InlineData("protos.cnn is a table", "cnn", "table", "protos")]
    [InlineData("protos.cnn.modules[1].dW is the number 0; expected a number above 0", "dW", 0.0, "protos cnn modules 1")]
    [InlineData(
        "modules[1] is an object of class 'nn.SpatialConvolution'; "
        + "expected what layer 'first' of the compiled network is: Convolution outputs=4 kernel=3×3 pad=1×1; "
        + "the module is Convolution outputs=4 kernel=3×3 stride=1×2 pad=1×1",
        "dW", 2.0, "protos cnn modules 1")]
    [InlineData("expected what layer 'pool1'", "kH", 3.0, "protos cnn modules 3")]
    [InlineData(
        "modules[1].weight is a torch.FloatTensor of size 4×3×5×3; expected a tensor of size 4×3×3×3", "weight", 5.0,
        "protos cnn modules 1")]
    [InlineData(
        "expected 5 modules besides those that reshape, as many as caption_small_cnn has layers; found 6", "7", "relu",
        "protos cnn modules")]
    [InlineData("modules[2] is an object of class 'nn.Tanh'; expected a convolution", "2", "tanh", "protos cnn modules")]
    [InlineData("there are no weights of layer 'second'", "5", "relu", "protos cnn modules")]
    [InlineData("v2 is false; expected true", "2", "dropout", "protos cnn modules")]
    public void Other_networks_do_not_load(string expected, string field, object value, string where) => RequireWrong(expected, () =>
    {
        using CaptionCheckpoint checkpoint = Open(all => Set(all, field, value, where));
        LoadPicture(checkpoint).Dispose();
    });

    [Theory]
    [InlineData("nn.")]
    [InlineData("cudnn.")]
    [InlineData("matrix")]
    public void Weights_are_given_by_position(string kind)
    {
        using CaptionCheckpoint checkpoint = Open(all =>
        {
            Torch7Table modules = SmallCaptioner.Find(all, "protos", "cnn", "modules");
            Torch7Table convolution = SmallCaptioner.Find(modules, "1");
            if (kind == "matrix")
            {
                convolution["weight"] = Torch7Tensor.View(((Torch7Tensor)convolution["weight"]).Storage!, 0, 4, 27);
                modules[1] = new Torch7Object("nn.SpatialConvolutionMM", convolution);
                return;
            }
            convolution["groups"] = 1;
            modules[1] = new Torch7Object($"{kind}SpatialConvolution", convolution);
            modules[2] = new Torch7Object($"{kind}ReLU", SmallCaptioner.Find(modules, "2"));
        });
        using CaptionSmallCnn network = LoadPicture(checkpoint);
        float[] image = [.. Enumerable.Range(0, 192).Select(i => i % 7 - 3f)];
        network.Data.Set(image);
        network.Forward();
        Torch7Table stored = SmallCaptioner.Find(SmallCaptioner.Checkpoint(), "protos", "cnn", "modules");
        float[] kernel = Weights(stored, "1", "weight"), bias = Weights(stored, "1", "bias");
        float[] matrix = Weights(stored, "5", "weight"), added = Weights(stored, "5", "bias");
        double[] pooled = new double[64];
        for (int i = 0; i < 64; i++)
            pooled[i] = new[] { 0, 1, 8, 9 }.Max(step => Convolve(i / 16, (i % 16 / 4 * 16) + (i % 4 * 2) + step));
        float[] expected =
        [
            .. Enumerable.Range(0, 5).Select(
                o => (float)Math.Max(0, added[o] + pooled.Select((value, i) => value * matrix[o * 64 + i]).Sum())),
        ];
        Close.Relative(expected, network.Relu2.Activation.Span, 1e-5);
        Assert.Contains(expected, value => value > 0);

        double Convolve(int channel, int place)
        {
            double sum = bias[channel];
            for (int k = 0; k < 27; k++)
            {
                int y = place / 8 + k % 9 / 3 - 1, x = place % 8 + k % 3 - 1;
                if (y is >= 0 and < 8 && x is >= 0 and < 8)
                    sum += image[k / 9 * 64 + y * 8 + x] * kernel[channel * 27 + k];
            }
            return Math.Max(sum, 0);
        }
    }

    [Fact]
    public void Modules_as_a_prototxt()
    {
        // The pooling rounds down, the second rectifier has a name that the first module has, and the linear one no name that a prototxt
        // takes.
        using CaptionCheckpoint checkpoint = Open(all =>
        {
            SmallCaptioner.Find(all, "protos", "cnn", "modules", "3")["ceil_mode"] = Torch7Value.Nil;
            SmallCaptioner.Find(all, "protos", "cnn", "modules", "5")["name"] = "no\"name";
            SmallCaptioner.Find(all, "protos", "cnn", "modules", "6")["name"] = "a";
            SmallCaptioner.Find(all, "protos", "cnn", "modules", "6")["inplace"] = false;
        });
        Assert.Equal(
            """
            name: "mine"
            layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 3 dim: 8 dim: 10 } } }
            layer { name: "a" bottom: "data" top: "a" type: "Convolution" convolution_param { num_output: 4 kernel_h: 3 kernel_w: 3 stride_h: 1 stride_w: 1 pad_h: 1 pad_w: 1 group: 1 } }
            layer { name: "b" bottom: "a" top: "a" type: "ReLU" }
            layer { name: "c" bottom: "a" top: "c" type: "Pooling" pooling_param { pool: MAX kernel_h: 2 kernel_w: 2 stride_h: 2 stride_w: 2 pad_h: 0 pad_w: 0 round_mode: FLOOR } }
            layer { name: "module_5" bottom: "c" top: "module_5" type: "InnerProduct" inner_product_param { num_output: 5 } }
            layer { name: "module_6" bottom: "module_5" top: "module_6" type: "ReLU" }

            """,
            checkpoint.ReadPictureNetwork().ToPrototxt("mine", 8, 10));
        using CaptionCheckpoint other = Open(all => Set(all, "2", "tanh", "protos cnn modules"));
        RequireWrong(
            "modules[2] is an object of class 'nn.Tanh'; expected a convolution",
            () => other.ReadPictureNetwork().ToPrototxt("mine", 8, 8));
    }

    private static float[] Weights(Torch7Table modules, string module, string field) =>
        ((Torch7Tensor)SmallCaptioner.Find(modules, module)[field]).ToArray<float>();

    private static CaptionSmallCnn LoadPicture(CaptionCheckpoint checkpoint)
    {
        SequentialWeights weights = checkpoint.ReadPictureNetwork();
        var network = CaptionSmallCnn.Load(weights);
        try
        {
            weights.RequireSame(network);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static int DecoderNode(Torch7Table all)
    {
        Torch7Table nodes = SmallCaptioner.Find(all, "protos", "lm", "core", "forwardnodes");
        return Enumerable.Range(1, nodes.Count).Single(
            i => SmallCaptioner.Find(nodes, $"{i}", "data", "annotations")["name"] is Torch7String { Text: "decoder" });
    }

    private static void Set(Torch7Table all, string field, object? value, string? where)
    {
        Torch7Table table = where is null ? all : SmallCaptioner.Find(all, where.Split(' '));
        table[int.TryParse(field, out int number) && where != "vocab" ? number : (Torch7Value)field] = (field, value) switch
        {
            (_, null) => Torch7Value.Nil,
            ("cnn", _) => new Torch7Table(),
            ("bias", _) => Torch7Tensor.Copy<float>(new float[4], 4),
            ("weight", _) => Torch7Tensor.Copy<float>(new float[180], 4, 3, 5, 3),
            (_, "relu") => SceneLanguageTrainer.Learning.NnModules.Relu("further"),
            (_, "tanh") => SceneLanguageTrainer.Learning.NnModules.Plain("Tanh"),
            (_, "dropout") => SceneLanguageTrainer.Learning.NnModules.Plain("Dropout", null, ("v2", false)),
            (_, double amount) => amount,
            (_, var text) => (string)text,
        };
    }

    private static void RequireWrong(string expected, Action read)
    {
        Exception problem = Assert.ThrowsAny<Exception>(read);
        Assert.True(problem is WeightException or VocabularyException, problem.ToString());
        string message = AtByte().Replace(problem.Message, "");
        Assert.True(message.Contains(expected, StringComparison.Ordinal), $"expected '{expected}' in: {message}");
    }

    private CaptionCheckpoint Open(Action<Torch7Table> change)
    {
        Torch7Table all = SmallCaptioner.Checkpoint();
        change(all);
        Torch7Writer.Write(path, all);
        return CaptionCheckpoint.Open(path);
    }

    [GeneratedRegex(@" \(at byte \d+\)")]
    private static partial Regex AtByte();
}
