using CaffeSharpGen.Torch7;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Captions;

/// <summary>A neuraltalk2 checkpoint: image network, language model, vocabulary, options.</summary>
internal static class CaptionCheckpoint
{
    /// <summary>The shipped one.</summary>
    public static string In(string models) => Path.Combine(models, "scenes_caption.t7");

    /// <summary>Writes one.</summary>
    public static void Write(string path, ImageNetwork image, CaptionLanguage language, Settings settings) =>
        Torch7Writer.Write(path, new Torch7Table
        {
            ["iter"] = settings.Epochs * (settings.Count / Settings.Batch),
            ["loss_history"] = new Torch7Table(),
            ["val_loss_history"] = new Torch7Table(),
            ["val_lang_stats_history"] = new Torch7Table(),
            ["val_predictions"] = new Torch7Table(),
            ["opt"] = new Torch7Table
            {
                ["backend"] = "nn",
                ["gpuid"] = -1,
                ["seed"] = settings.Seed,
                ["batch_size"] = Settings.Batch,
                ["seq_per_img"] = 1,
                ["rnn_size"] = language.Size,
                ["input_encoding_size"] = language.Size,
                ["drop_prob_lm"] = CaptionLanguage.DropProbability,
                ["learning_rate"] = settings.Rate,
            },
            ["vocab"] = Vocabulary(),
            ["protos"] = new Torch7Table { ["cnn"] = Image(image), ["lm"] = Language(language) },
        });

    /// <summary>Reads one into a language model, and gives its image network and its words.</summary>
    public static (ImageNetwork Image, CaptionLanguage Language, IReadOnlyList<string> Words) Read(string path)
    {
        using var file = Torch7File.Open(path);
        Torch7Node lm = file.Root["protos"]["lm"], vocabulary = file.Root["vocab"];
        string[] words = [.. Enumerable.Range(1, lm["vocab_size"].Integer()).Select(id => vocabulary[$"{id}"].Text())];
        var language = new CaptionLanguage(words.Length, lm["rnn_size"].Integer());
        var named = lm["core"]["forwardnodes"].List
            .Where(node => node["data"]["annotations"].TryFind("name", out _))
            .ToDictionary(node => node["data"]["annotations"]["name"].Text(), node => node["data"]["module"]);
        using IDisposable noGradient = no_grad();
        foreach ((string name, var layer) in new[]
        {
            ("i2h_1", language.Cell.Input), ("h2h_1", language.Cell.Recurrent), ("decoder", language.Decoder),
        })
        {
            layer.weight.copy_(Tensor(named[name]["weight"], layer.weight.shape));
            layer.bias!.copy_(Tensor(named[name]["bias"], layer.bias.shape));
        }
        language.Lookup.weight!.copy_(Tensor(lm["lookup_table"]["weight"], language.Lookup.weight.shape));
        language.eval();
        var layers = file.Root["protos"]["cnn"]["modules"].List
            .Where(module => module.TryFind("weight", out _))
            .Select(module => new WeightedLayer(module["name"].Text(), Tensor(module["weight"]), Tensor(module["bias"])));
        return (new ImageNetwork([.. layers]), language, words);
    }

    private static TorchTensor Tensor(Torch7Node place, params long[] sizes)
    {
        Torch7Tensor found = sizes.Length == 0 ? place.Tensor() : place.Tensor(sizes);
        return Arrays.ToTorch(found.ToArray<float>(), found.Sizes.ToArray());
    }

    private static Torch7Table Vocabulary()
    {
        var table = new Torch7Table();
        for (int i = 0; i < CaptionTexts.Words.Count; i++)
            table[$"{i + 1}"] = CaptionTexts.Words[i];
        return table;
    }

    private static Torch7Object Image(ImageNetwork network)
    {
        var views = new FlatStorage([.. network.Layers.SelectMany(layer => new[] { layer.Weights, layer.Bias })]);
        var modules = new List<Torch7Value>();
        for (int i = 0; i < network.Layers.Count; i++)
        {
            WeightedLayer layer = network.Layers[i];
            int number = i + 1;
            if (layer.IsConvolution)
            {
                modules.Add(NnModules.Convolution(layer.Name, views[2 * i], views[(2 * i) + 1], ImageNetwork.StrideOf(i)));
                modules.Add(NnModules.Relu($"relu{number}"));
                if (ImageNetwork.IsPooled(i))
                    modules.Add(NnModules.Pooling($"pool{number}"));
                continue;
            }
            if (i == ImageNetwork.Convolutions)
                modules.Add(NnModules.View("torch_view"));
            modules.Add(NnModules.Linear(layer.Name, views[2 * i], views[(2 * i) + 1]));
            modules.Add(NnModules.Relu($"relu{number}"));
            if (i < network.Layers.Count - 1)
                modules.Add(NnModules.Dropout($"drop{number}", CaptionTraining.ImageDrop));
        }
        return NnModules.Plain("Sequential", null, ("modules", Torch7Table.List(modules)));
    }

    private static Torch7Object Language(CaptionLanguage language)
    {
        var cell = language.Cell;
        var views = new FlatStorage(
        [
            cell.Input.weight, cell.Input.bias!, cell.Recurrent.weight, cell.Recurrent.bias!, language.Decoder.weight,
            language.Decoder.bias!, language.Lookup.weight!,
        ]);
        var zero = Torch7Tensor.Copy<float>(new float[language.Size], 1, language.Size);
        Torch7Object lookup = new("nn.LookupTable", NnModules.Plain("LookupTable", null,
            ("weight", views[6]), ("shared", true), ("paddingValue", 0),
            ("_count", Torch7Tensor.Empty(Torch7ElementType.Int)), ("_input", Torch7Tensor.Empty(Torch7ElementType.Long))).Body, 4);
        return NnModules.Plain("LanguageModel", null,
            ("core", LstmGraph.Build(
                language.Size, NnModules.Linear(null, views[0], views[1]), NnModules.Linear(null, views[2], views[3]),
                NnModules.Linear(null, views[4], views[5]), CaptionLanguage.DropProbability)),
            ("lookup_table", lookup),
            ("init_state", Torch7Table.List([zero, Torch7Tensor.Copy<float>(new float[language.Size], 1, language.Size)])),
            ("vocab_size", language.Words), ("seq_length", CaptionLanguage.MostWords), ("rnn_size", language.Size),
            ("input_encoding_size", language.Size),
            ("num_layers", 1), ("num_state", 2));
    }

    /// <summary>Tensors as views of one storage, as <c>getParameters</c> leaves them.</summary>
    private sealed class FlatStorage
    {
        private readonly Torch7Tensor[] views;

        public FlatStorage(TorchTensor[] tensors)
        {
            var storage = Torch7Storage.Copy<float>((float[])[.. tensors.SelectMany(Arrays.ToArray)]);
            long position = 0;
            views = [.. tensors.Select(values =>
            {
                var view = Torch7Tensor.View(storage, position, values.shape);
                position += values.numel();
                return view;
            })];
        }

        public Torch7Tensor this[int index] => views[index];
    }
}
