using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.RandomNetworks.Networks;
using CompilerShape = CaffeSharpGen.Compiler.Graph.Shape;

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
        NetworkModel? model = null;
        for (int tries = 0; text.Layers.Length < layers && tries < 90; tries++)
        {
            var maker = new LayerMaker(choices, Blobs(text, model), $"l{text.Layers.Length + 1}", fixedBlobs);
            NetworkText longer = WithSharing(text with { Layers = text.Layers.Add(maker.Make()) });
            if (NetworkProgram.TryModel(longer.ToString(), out NetworkModel? compiled, out _) && IsSmall(compiled))
                (text, model) = (longer, compiled);
        }
        return model is null ? text with { Layers = [new LayerText("l1", "ReLU", [text.Inputs[0].Name], ["l1"], "")] } : text;
    }

    /// <summary>Whether it takes little time.</summary>
    public static bool IsSmall(NetworkModel model) =>
        model.Values.All(value => value.Shape.Count <= MostElements)
        && model.Steps.Sum(step => step.Weights.Length == 0 ? 0 : step.Weights[0].Count * Math.Max(model.Values[step.Outputs[0]].Shape.Count, model.Values[step.Inputs[0]].Shape.Count)
            / Math.Max(1, step.Weights[0].Rank > 1 ? step.Weights[0][0] : 1)) <= MostProducts;

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
    private static List<(string Blob, CompilerShape Shape)> Blobs(NetworkText text, NetworkModel? model)
    {
        if (model is null)
            return [.. text.Inputs.Where(input => input.IndicesBelow == 0).Select(input => (input.Name, CompilerShape.Of(input.Dims)))];
        int images = model.HasFreeBatch ? text.Inputs[0].Dims[0] : 1;
        return [.. model.Values.GroupBy(value => value.Blob).Select(versions => versions.Last()).Where(value => value.Blob != "words")
            .OrderBy(value => value.Index).Select(value => (value.Blob, images == 1 ? value.Shape : value.Shape.With(0, value.Shape[0] * images)))];
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
        return NetworkProgram.TryModel(sharing.ToString(), out _, out _) ? sharing : text;
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
