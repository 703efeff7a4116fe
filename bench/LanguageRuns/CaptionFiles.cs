using CaffeSharpGen.NetworkTimes;
using CaffeSharpGen.SceneLanguageTrainer.Learning;
using CaffeSharpGen.Torch7;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.LanguageRuns;

/// <summary>A captioner as neuraltalk2's train.lua writes it, of the published sizes, with random weights.</summary>
internal static class CaptionFiles
{
    private const int Words = 9567, Size = 512, MostWords = 16;

    // What neuraltalk2's LSTM begins with is about as large.
    private const float Largest = 0.08f;

    /// <summary>Writes the checkpoint, unless it is there.</summary>
    public static void Write(string path)
    {
        if (File.Exists(path))
            return;
        var random = new Random(2015);
        var vocabulary = new Torch7Table();
        for (int number = 1; number <= Words; number++)
            vocabulary[$"{number}"] = number == Words ? "UNK" : $"w{number}";
        Torch7Object core = LstmGraph.Build(Size, Linear(random, 4 * Size, Size), Linear(random, 4 * Size, Size), Linear(random, Words + 1, Size), 0.5);
        Torch7Object lm = NnModules.Plain("LanguageModel", null,
            ("core", core), ("lookup_table", NnModules.Plain("LookupTable", null, ("weight", RandomTensor(random, Words + 1, Size)))),
            ("vocab_size", Words), ("seq_length", MostWords), ("rnn_size", Size), ("input_encoding_size", Size), ("num_layers", 1), ("num_state", 2));
        Torch7Writer.Write(path, new Torch7Table { ["vocab"] = vocabulary, ["protos"] = new Torch7Table { ["cnn"] = Picture(), ["lm"] = lm } });
    }

    private static Torch7Object Linear(Random random, int outputs, int inputs) =>
        NnModules.Linear(null, RandomTensor(random, outputs, inputs), RandomTensor(random, outputs));

    private static Torch7Tensor RandomTensor(Random random, params ReadOnlySpan<long> sizes)
    {
        long count = 1;
        foreach (long size in sizes)
            count *= size;
        var numbers = new float[count];
        foreach (ref float number in numbers.AsSpan())
            number = (float)(random.NextDouble() * 2 - 1) * Largest;
        return Torch7Tensor.Copy<float>(numbers, sizes);
    }

    // VGG-16 as loadcaffe makes it: all weights lie in one storage.
    private static Torch7Object Picture()
    {
        LayerTensors[] layers = [.. RandomWeights.TensorsFor(Path.Combine(RandomWeights.Models, "language", "neuraltalk2_cnn.prototxt"))];
        var all = new float[layers.Sum(layer => layer.Blobs.Sum(blob => blob.Shape.Count))];
        int position = 0;
        foreach (Tensor blob in layers.SelectMany(layer => layer.Blobs))
        {
            blob.Span.CopyTo(all.AsSpan(position));
            position += blob.Shape.Count;
        }
        Torch7Storage storage = Torch7Storage.Copy<float>(all);
        var modules = new List<Torch7Value>();
        position = 0;
        for (int i = 0; i < layers.Length; i++)
        {
            string name = layers[i].Name, number = name[^3..];
            Torch7Tensor weight = View(layers[i].Blobs[0]), bias = View(layers[i].Blobs[1]);
            if (weight.Sizes.Length == 4)
            {
                modules.AddRange([NnModules.Convolution(name, weight, bias, stride: 1), NnModules.Relu($"relu{number}")]);
                if (layers[i + 1].Name[^3] != number[0] || layers[i + 1].Type == "InnerProduct")
                    modules.Add(NnModules.Pooling($"pool{number[0]}"));
                continue;
            }
            if (layers[i - 1].Type == "Convolution")
                modules.Add(NnModules.View("torch_view"));
            modules.AddRange([NnModules.Linear(name, weight, bias), NnModules.Relu($"relu{name[^1]}")]);
            if (i < layers.Length - 1)
                modules.Add(NnModules.Dropout($"drop{name[^1]}", 0.5));
        }
        return NnModules.Plain("Sequential", null, ("modules", Torch7Table.List(modules)));

        Torch7Tensor View(Tensor blob)
        {
            long[] sizes = [.. blob.Shape.Dimensions.ToArray().Select(size => (long)size)];
            var view = Torch7Tensor.View(storage, position, sizes);
            position += blob.Shape.Count;
            return view;
        }
    }
}
