using CaffeSharpGen.Compiler.Drafts;
using CaffeSharpGen.Compiler.Passes;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>What a class offers to its user: a hook for each value, and the sizes of some.</summary>
/// <param name="Class">The class.</param>
/// <param name="Summary">A line about it, as XML.</param>
/// <param name="HasFreeBatch">Whether its user chooses the number of images.</param>
/// <param name="Hooks">Its hooks.</param>
/// <param name="Sized">Those of them whose sizes are constants, in their order.</param>
/// <param name="CustomMethods">The methods of layers that its user computes himself.</param>
internal sealed record ClassSurface(
    ClassName Class, string Summary, bool HasFreeBatch, IReadOnlyList<SurfaceHook> Hooks, IReadOnlyList<SurfaceHook> Sized,
    IReadOnlyList<CustomMethods> CustomMethods)
{
    /// <summary>Its other shapes in words, such as <c>1×3×480×640</c>; null if it has none.</summary>
    public string? OtherShapes { get; init; }

    /// <summary>What data layers do to pixels.</summary>
    public EquatableArray<DataTransform> DataTransforms { get; init; } = [];

    /// <summary>That of a network.</summary>
    public static ClassSurface Of(NetworkToEmit network, string summary)
    {
        NetworkDefinition definition = network.Definition;
        int inputs = definition.InputCount; // They are the first values.
        bool[] haveGradients = GradientPaths.Of(definition);
        SurfaceHook[] all =
        [
            .. definition.Values.Select((value, index) =>
                new SurfaceHook(index, network.Hooks[index], value.Name, value.LayerType, value.Shape, IsInput: index < inputs)
                {
                    HasGradient = haveGradients[index],
                }),
        ];
        bool IsVisible(int index) => !definition.Values[index].IsHidden;
        return new ClassSurface(
            network.Class, summary, definition.HasFreeBatch, [.. all.Where(hook => IsVisible(hook.Index))],
            // Of inputs and outputs: what a program needs before it has an instance.
            [.. definition.Inputs.Union(definition.Outputs).Where(IsVisible).Select(index => all[index])], network.CustomMethods)
        {
            DataTransforms = network.DataTransforms,
            OtherShapes = network.OtherShapes.Count == 0 ? null : string.Join(" | ", network.OtherShapes.Select(other => other.Shape)),
        };
    }

    /// <summary>
    /// That of a network whose prototxt has errors. It offers what the class may offer once they are corrected: any number of images, and
    /// the sizes of all values, since the last layer may be what cannot be read.
    /// </summary>
    public static ClassSurface Of(ClassName name, NetworkDraft draft, string summary)
    {
        IReadOnlyList<CustomMethods> custom = Emission.CustomMethods.Of(draft, name.Name);
        IReadOnlyList<string> identifiers = HookIdentifiers.Of(
            draft.Values.Select(value => value.Name), name.Name, Emission.CustomMethods.NamesOf(custom));
        SurfaceHook[] hooks =
        [
            .. draft.Values.Select((value, index) =>
                new SurfaceHook(index, identifiers[index], value.Name, value.LayerType, value.Shape, value.IsInput)),
        ];
        return new ClassSurface(name, summary, HasFreeBatch: true, hooks, hooks, custom) { DataTransforms = draft.DataTransforms };
    }
}

/// <summary>A hook of a class.</summary>
/// <param name="Index">The index of its value.</param>
/// <param name="Member">The name of the member.</param>
/// <param name="Name">The name of its value.</param>
/// <param name="LayerType">Caffe's type of its layer; empty if it cannot be read.</param>
/// <param name="Shape">Its shape; null if it is not known.</param>
/// <param name="IsInput">Whether it is an input.</param>
internal sealed record SurfaceHook(int Index, string Member, string Name, string LayerType, ValueShape? Shape, bool IsInput)
{
    /// <summary>Whether its value has a gradient; what is not known has.</summary>
    public bool HasGradient { get; init; } = true;
}
