using CaffeSharpGen.Definitions;
using CaffeSharpGen.RandomNetworks.Networks;

namespace CaffeSharpGen.RandomNetworks.Generation;

/// <summary>Makes up small networks.</summary>
internal sealed class NetworkMaker(Choices choices)
{
    // Multiplications of a network's products, and elements of a value: for the sake of time.
    private const long MostProducts = 4_000_000;
    private const long MostElements = 12_000;

    /// <summary>Makes up a network.</summary>
    public NetworkText Make()
    {
        var text = new NetworkText(Inputs(), []);
        HashSet<string> fixedBlobs = [.. text.Inputs.Where(input => input.IndicesBelow > 0).Select(input => input.Name)];
        int layers = choices.Int(3, 22);
        NetworkDefinition? network = null;
        for (int tries = 0; text.Layers.Length < layers && tries < 90; tries++)
        {
            var maker = new LayerMaker(choices, Blobs(text, network), $"l{text.Layers.Length + 1}", fixedBlobs);
            NetworkText longer = WithSharing(text with { Layers = text.Layers.Add(maker.Make()) });
            if (NetworkProgram.TryCompile(longer.ToString(), out NetworkDefinition? compiled, out _) && IsSmall(compiled))
                (text, network) = (longer, compiled);
        }
        return network is null ? text with { Layers = [new LayerText("l1", "ReLU", [text.Inputs[0].Name], ["l1"], "")] } : text;
    }

    /// <summary>Whether it takes little time.</summary>
    public static bool IsSmall(NetworkDefinition network) =>
        network.Values.All(value => value.Shape.CountOfOne() <= MostElements) && network.Steps.Sum(step => ProductsOf(network, step)) <= MostProducts;

    private static long ProductsOf(NetworkDefinition network, StepDefinition step) => step.Weights.Length == 0 || step.Inputs.Length == 0
        ? 0
        : step.Weights[0].Count * Math.Max(network.Values[step.Outputs[0]].Shape.CountOfOne(), network.Values[step.Inputs[0]].Shape.CountOfOne())
            / Math.Max(1, step.Weights[0].Rank > 1 ? step.Weights[0][0] : 1);

    private ImmutableArray<InputText> Inputs()
    {
        int images = choices.Of(1, 1, 1, 2, 3, 5);
        ImmutableArray<int> data = [images, choices.Of(1, 2, 3, 4, 8, 15, 16, 16, 17, 32, 48), choices.Int(1, 9), choices.Int(1, 9)];
        var inputs = new List<InputText> { new("data", choices.Percent(85) ? data : choices.Percent(60) ? data[..2] : data[..3]) };
        if (choices.Percent(30))
            inputs.Add(new InputText("other", choices.Percent(50) ? inputs[0].Dims : [images, choices.Of(1, 3, 16), choices.Int(1, 9), choices.Int(1, 9)]));
        if (choices.Percent(10))
            inputs.Add(new InputText("third", choices.Of<ImmutableArray<int>>([images, data[1]], [images], [images, 4, 3])));
        if (choices.Percent(8))
            inputs.Add(new InputText("words", choices.Of<ImmutableArray<int>>([images], [images, 3]), IndicesBelow: 6));
        return [.. inputs];
    }

    // The blobs as they are now, in the order in which they were last written.
    private static List<(string Blob, ValueShape Shape)> Blobs(NetworkText text, NetworkDefinition? network)
    {
        List<(string Blob, ValueShape Shape)> blobs = [.. text.Inputs.Where(input => input.IndicesBelow == 0).Select(input => (input.Name, ValueShape.Of(Shape.Of([.. input.Dims]))))];
        if (network is null)
            return blobs;
        int images = text.Inputs[0].Dims[0];
        foreach (LayerText layer in text.Layers)
        {
            for (int top = 0; top < layer.Tops.Length; top++)
            {
                string blob = layer.Tops[top], name = top == 0 ? layer.Name : $"{layer.Name}:{blob}";
                blobs.RemoveAll(other => other.Blob == blob);
                blobs.Add((blob, ValueShape.Of(network.Values.First(value => value.Name == name).Shape.For(images))));
            }
        }
        return blobs;
    }

    // Sometimes a layer shares the weights of an earlier one that has the same parameters.
    private NetworkText WithSharing(NetworkText text)
    {
        LayerText last = text.Layers[^1];
        if (last.Type is not ("Convolution" or "InnerProduct" or "PReLU" or "Scale") || last.Bottoms.Length > 1 || !choices.Percent(50))
            return text;
        int like = text.Layers.FindIndex(layer => layer.Name != last.Name && layer.Type == last.Type && layer.Bottoms.Length == 1 && layer.Parameters == last.Parameters);
        if (like < 0)
            return text;
        LayerText owner = text.Layers[like];
        string first = $"param {{ name: 'first_of_{owner.Name}' }}", second = $"param {{ name: 'second_of_{owner.Name}' }}";
        string shares = choices.Of(first, $"{first} {second}", $"param {{ }} {second}");
        LayerText Sharing(LayerText layer) => layer with { Parameters = $"{layer.Parameters} {shares}".Trim() };
        NetworkText sharing = text with { Layers = text.Layers.SetItem(like, Sharing(owner)).SetItem(text.Layers.Length - 1, Sharing(last)) };
        return NetworkProgram.TryCompile(sharing.ToString(), out _, out _) ? sharing : text;
    }
}

/// <summary>Searching arrays.</summary>
internal static class ImmutableArrayExtensions
{
    /// <summary>Index of the first element that is wanted, −1 if there is none.</summary>
    public static int FindIndex<T>(this ImmutableArray<T> array, Predicate<T> isWanted)
    {
        for (int i = 0; i < array.Length; i++)
        {
            if (isWanted(array[i]))
                return i;
        }
        return -1;
    }
}
