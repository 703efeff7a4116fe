using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Passes;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>A network with everything that its files need to know.</summary>
internal sealed class NetworkToEmit(ClassName className, NetworkModel model)
{
    public ClassName Class { get; } = className;

    public NetworkModel Model { get; } = model;

    public IReadOnlyList<string> Hooks { get; } = HookIdentifiers.Of(model, className.Name);

    public MemoryPlan Memory { get; } = MemoryPlan.Of(model);

    public IEnumerable<ValueModel> Inputs => Model.Values.Where(value => value.Type == "Input");

    /// <summary>The layers in groups of <see cref="LayersInMethod"/>, each group with the number of its first layer.</summary>
    public IEnumerable<(int First, IReadOnlyList<StepModel> Steps)> Groups
    {
        get
        {
            int layers = LayersInMethod(Model);
            for (int first = 0; first < Model.Steps.Length; first += layers)
                yield return (first, [.. Model.Steps.Skip(first).Take(layers)]);
        }
    }

    /// <summary>
    /// Layers in one generated method: enough to follow, few enough to stay short, and so many that the method that calls all groups stays short too.
    /// </summary>
    public static int LayersInMethod(NetworkModel model) => Math.Max(16, (model.Steps.Length + 31) / 32);

    /// <summary>A shape for readers: with N for the batch where it is free.</summary>
    public string Describe(Shape shape) => Model.HasFreeBatch
        ? string.Join("×", shape.Dimensions.Select((length, axis) => axis > 0 ? $"{length}" : length == 1 ? "N" : $"{length}N"))
        : shape.ToString();
}
