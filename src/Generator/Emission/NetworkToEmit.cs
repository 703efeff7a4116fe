using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>A network with everything that its files need to know.</summary>
internal sealed class NetworkToEmit(ClassName className, NetworkDefinition definition)
{
    public ClassName Class { get; } = className;

    public NetworkDefinition Definition { get; } = definition;

    /// <summary>The network for the other shapes of its inputs.</summary>
    public IReadOnlyList<(string Shape, NetworkDefinition Network)> OtherShapes { get; init; } = [];

    /// <summary>What the data layers of the prototxt do to pixels.</summary>
    public EquatableArray<DataTransform> DataTransforms { get; init; } = [];

    /// <summary>The member of each value, by its index; empty for a value that has none.</summary>
    public IReadOnlyList<string> Hooks { get; } = HookIdentifiers.Of(definition, className.Name);

    /// <summary>The fused groups in the order of computation, cut into what one method runs.</summary>
    public IReadOnlyList<PassPart> Parts { get; } = PassPart.Of(definition);

    /// <summary>The methods of layers that the class's user computes himself.</summary>
    public IReadOnlyList<CustomMethods> CustomMethods { get; } = Emission.CustomMethods.Of(definition, className.Name);

    /// <summary>What people call it.</summary>
    public string Title => Definition.Name.Length > 0 ? Definition.Name : Class.FileName;
}
