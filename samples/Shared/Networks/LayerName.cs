using System.Globalization;

namespace CaffeSharpGen.Samples.Networks;

/// <summary>Finds a layer by what the original's <c>-layer_name</c> takes: a name, or a position in Torch's list of layers.</summary>
public static class LayerName
{
    /// <summary>Finds a layer with a height and a width.</summary>
    public static Hook Find(Network network, string name)
    {
        Hook? hook = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int position) && !network.TryGetHook(name, out _)
            ? AtPosition(network, position)
            : network.TryGetHook(name, out Hook? named) ? named : throw Unknown(network, name);
        return hook.Shape.Rank == 4 && hook.Shape.Height * hook.Shape.Width > 1
            ? hook
            : throw new UserError($"layer '{hook.Name}' is {hook.Shape}; Grad-CAM needs one with a height and a width, such as '{LastMap(network).Name}'");
    }

    // Torch counts from 1, leaves inputs out, and has a layer of its own that flattens before the first fully connected one.
    private static Hook AtPosition(Network network, int position)
    {
        var layers = new List<Hook?>();
        foreach (LayerStep layer in network.Layers)
        {
            if (layer.Type == "InnerProduct" && !layers.Contains(null))
                layers.Add(null);
            layers.Add(layer.Outputs[0]);
        }
        if (position < 1 || position > layers.Count)
            throw new UserError($"there is no layer number {position} in {network.Name}; expected 1 … {layers.Count}");
        return layers[position - 1]
            ?? throw new UserError($"layer number {position} of {network.Name} is where Torch flattens; Grad-CAM needs a layer with a height and a width");
    }

    private static UserError Unknown(Network network, string name)
    {
        string near = string.Join(", ", NearestNames.Sorted(name, network.Hooks.Select(hook => hook.Name)).Take(3));
        return new UserError($"{network.Name} has no layer '{name}'; nearest names: {near}");
    }

    private static Hook LastMap(Network network) => network.Hooks.Last(hook => hook.Shape.Rank == 4 && hook.Height * hook.Width > 1);
}
