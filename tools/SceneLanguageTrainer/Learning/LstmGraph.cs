using CaffeSharpGen.Torch7;
using static CaffeSharpGen.SceneLanguageTrainer.Learning.NnModules;
using Node = CaffeSharpGen.SceneLanguageTrainer.Learning.GraphModule.Node;

namespace CaffeSharpGen.SceneLanguageTrainer.Learning;

/// <summary>
/// The core of neuraltalk2's language model: one step of an LSTM of one layer, from {x, c, h} to {c, h, log-probabilities}.
/// </summary>
internal static class LstmGraph
{
    /// <summary>Makes the module.</summary>
    /// <param name="size">Width of the state.</param>
    /// <param name="input">The linear layer for x.</param>
    /// <param name="recurrent">The linear layer for h.</param>
    /// <param name="decoder">The linear layer to the words.</param>
    /// <param name="drop">Probability of the dropout before it.</param>
    public static Torch7Object Build(int size, Torch7Object input, Torch7Object recurrent, Torch7Object decoder, double drop)
    {
        var graph = new GraphModule();
        Node all = graph.Add([("input", new Torch7Table())]);
        Node split = graph.Add([("nSplitOutputs", 3)], all);
        Node x = graph.Module(Plain("Identity"), null, graph.Select(split, 1));
        Node fromInput = graph.Module(input, "i2h_1", x);
        Node h = graph.Module(Plain("Identity"), null, graph.Select(split, 3));
        Node fromState = graph.Module(recurrent, "h2h_1", h);
        Node sums = graph.Module(OfTable("CAddTable"), null, fromInput, fromState);
        Node rows = graph.Module(Reshape(size), null, sums);
        Node gates = graph.Add([("nSplitOutputs", 4)], graph.Module(Plain("SplitTable", null, ("dimension", 2)), null, rows));
        Node forget = graph.Module(Plain("Sigmoid"), null, graph.Select(gates, 2));
        Node c = graph.Module(Plain("Identity"), null, graph.Select(split, 2));
        Node kept = graph.Module(OfTable("CMulTable"), null, forget, c);
        Node admit = graph.Module(Plain("Sigmoid"), null, graph.Select(gates, 1));
        Node candidate = graph.Module(Plain("Tanh"), null, graph.Select(gates, 4));
        Node added = graph.Module(OfTable("CMulTable"), null, admit, candidate);
        Node cell = graph.Module(OfTable("CAddTable"), null, kept, added);
        Node open = graph.Module(Plain("Sigmoid"), null, graph.Select(gates, 3));
        Node output = graph.Module(OfTable("CMulTable"), null, open, graph.Module(Plain("Tanh"), null, cell));
        Node dropped = graph.Module(Dropout(null, drop), "drop_final", output);
        Node words = graph.Module(Plain("LogSoftMax"), null, graph.Module(decoder, "decoder", dropped));
        graph.Add([("input", new Torch7Table())], cell, output, words);
        return graph.Build(3);
    }

    private static Torch7Object Reshape(int size) => Plain("Reshape", null,
        ("size", Torch7Storage.Copy<long>([4, size])), ("batchsize", Torch7Storage.Copy<long>([1, 4, size])), ("nelement", 4 * size));
}
