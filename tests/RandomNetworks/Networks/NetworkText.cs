using System.Text;

namespace CaffeSharpGen.RandomNetworks.Networks;

/// <summary>An input of a network.</summary>
/// <param name="Name">Its blob.</param>
/// <param name="Dims">Its shape.</param>
/// <param name="IndicesBelow">If not 0, its elements are whole numbers from 0 to below this.</param>
internal sealed record InputText(string Name, ImmutableArray<int> Dims, int IndicesBelow = 0);

/// <summary>A layer of a network.</summary>
internal sealed record LayerText(string Name, string Type, ImmutableArray<string> Bottoms, ImmutableArray<string> Tops, string Parameters)
{
    public bool IsInPlace => Bottoms.Length > 0 && Tops[0] == Bottoms[0];

    public override string ToString()
    {
        var text = new StringBuilder($"layer {{ name: '{Name}' type: '{Type}'");
        foreach (string bottom in Bottoms)
            text.Append($" bottom: '{bottom}'");
        foreach (string top in Tops)
            text.Append($" top: '{top}'");
        if (Parameters.Length > 0)
            text.Append(' ').Append(Parameters);
        return text.Append(" }").ToString();
    }
}

/// <summary>A prototxt in parts, so that it can be made layer by layer and made smaller again.</summary>
internal sealed record NetworkText(ImmutableArray<InputText> Inputs, ImmutableArray<LayerText> Layers)
{
    /// <summary>The prototxt.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (InputText input in Inputs)
        {
            string dims = string.Join(' ', input.Dims.Select(dim => $"dim: {dim}"));
            text.Append($"layer {{ name: '{input.Name}' type: 'Input' top: '{input.Name}' input_param {{ shape {{ {dims} }} }} }}\n");
        }
        foreach (LayerText layer in Layers)
            text.Append(layer).Append('\n');
        return text.ToString();
    }
}
