using System.Globalization;

namespace CaffeSharpGen.Samples.Networks;

/// <summary>Finds a layer by what the original's <c>-layer_name</c> takes: a name, or a position in Torch's list of layers.</summary>
public static class LayerName
{
    /// <summary>Finds a layer with a height and a width that a value depends on.</summary>
    /// <param name="network">The network.</param>
    /// <param name="name">The layer; null or empty for the last such one, before the poolings behind it.</param>
    /// <param name="explained">The value.</param>
    public static Hook Find(Network network, string? name, Hook explained)
    {
        HashSet<Hook> sources = SourcesOf(explained);
        if (string.IsNullOrEmpty(name))
        {
            Hook[] maps = [.. LayersOf(network).Where(hook => HasPlane(hook) && sources.Contains(hook))];
            return maps.LastOrDefault(hook => !hook.Producer!.Operation.IsPooling) ?? maps.LastOrDefault()
                ?? throw new UserError(
                    $"{network.Name} has no layer with a height and a width that a gradient of '{explained.Name}' reaches; "
                    + "Grad-CAM needs one");
        }
        Hook layer = Find(network, name);
        Require(layer, explained, sources);
        return layer;
    }

    /// <summary>Requires that the gradient of a value reaches a layer.</summary>
    public static void Require(Hook layer, Hook explained) => Require(layer, explained, SourcesOf(explained));

    private static void Require(Hook layer, Hook explained, HashSet<Hook> sources)
    {
        if (!sources.Contains(layer))
        {
            throw new UserError(
                $"layer '{layer.Name}' of {layer.Network.Name} does not lead to '{explained.Name}', which is explained; "
                + "expected one that its gradient reaches");
        }
    }

    /// <summary>Finds a layer with a height and a width.</summary>
    public static Hook Find(Network network, string name)
    {
        Hook? hook = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int position)
            && !network.TryGetHook(name, out _)
            ? AtPosition(network, position)
            : network.TryGetHook(name, out Hook? named) ? named : throw Unknown(network, name);
        return HasPlane(hook)
            ? hook
            : throw new UserError(
                $"layer '{hook.Name}' is {hook.Shape}; Grad-CAM needs one with a height and a width{SuggestMap(network)}");
    }

    // Torch counts from 1, leaves inputs out, and has a layer of its own that flattens before the first fully connected one.
    private static Hook AtPosition(Network network, int position)
    {
        var layers = new List<Hook?>();
        foreach (Hook layer in LayersOf(network))
        {
            if (layer.Producer!.Role == FusionRole.Product && !layers.Contains(null))
                layers.Add(null);
            layers.Add(layer);
        }
        if (position < 1 || position > layers.Count)
            throw new UserError($"there is no layer number {position} in {network.Name}; expected 1 … {layers.Count}");
        return layers[position - 1]
            ?? throw new UserError(
                $"layer number {position} of {network.Name} is where Torch flattens; Grad-CAM needs a layer with a height and a width");
    }

    private static UserError Unknown(Network network, string name)
    {
        string near = string.Join(", ", NearestNames.Sorted(name, LayersOf(network).Select(hook => hook.Name)).Take(3));
        return new UserError($"{network.Name} has no layer '{name}'; nearest names: {near}");
    }

    private static string SuggestMap(Network network) => LayersOf(network).LastOrDefault(HasPlane) is { } last
        ? $", such as '{last.Name}'"
        : "";

    // The first top of each layer. A layer that became several operations is its last one.
    private static IEnumerable<Hook> LayersOf(Network network) =>
        network.Layers.Select(step => step.Outputs[0]).Where(hook => !hook.IsHidden);

    private static bool HasPlane(Hook hook) => hook.Shape.Rank == 4 && hook.Height * hook.Width > 1;

    // The value itself, and all that a gradient of it reaches.
    private static HashSet<Hook> SourcesOf(Hook value)
    {
        var found = new HashSet<Hook>();
        var left = new Stack<Hook>([value]);
        while (left.TryPop(out Hook? next))
        {
            if (!found.Add(next) || next.Producer is not { Operation.IsDifferentiable: true } layer)
                continue;
            foreach (Hook input in layer.Inputs)
                left.Push(input);
        }
        return found;
    }
}
