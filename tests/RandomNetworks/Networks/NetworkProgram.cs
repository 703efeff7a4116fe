using System.Diagnostics.CodeAnalysis;
using CaffeSharpGen.Compiler;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Passes;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Upgrade;
using CaffeSharpGen.Operations;
using CompilerShape = CaffeSharpGen.Compiler.Graph.Shape;

namespace CaffeSharpGen.RandomNetworks.Networks;

/// <summary>A compiled network, ready to be defined layer by layer: what the generator would print as C#.</summary>
internal sealed class NetworkProgram
{
    private readonly int[] heads;
    private readonly Operation[] operations;

    private NetworkProgram(NetworkModel model)
    {
        Model = model;
        Memory = MemoryPlan.Of(model);
        operations = [.. model.Steps.Select(step => OperationFactory.Create(step.Operation))];
        heads = new int[model.Steps.Length];
        foreach (EquatableArray<int> group in Memory.Groups)
        {
            foreach (int step in group)
                heads[step] = group[0];
        }
    }

    public NetworkModel Model { get; }

    public MemoryPlan Memory { get; }

    public IReadOnlyList<Operation> Operations => operations;

    /// <summary>Compiles a prototxt to a model.</summary>
    /// <returns>Whether it has no errors.</returns>
    public static bool TryModel(string prototxt, [NotNullWhen(true)] out NetworkModel? model, out string problems)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(prototxt);
        (model, EquatableArray<Problem> found) = NetworkCompiler.Compile(parsed.Root, new NetOptions());
        problems = string.Join("\n", parsed.Problems.Concat(found).Select(problem => problem.Message));
        return model is not null;
    }

    /// <summary>Compiles a prototxt that is known to be right.</summary>
    public static NetworkProgram Compile(string prototxt) =>
        TryModel(prototxt, out NetworkModel? model, out string problems) ? new NetworkProgram(model) : throw new ArgumentException(problems);

    /// <summary>Defines the network as the emitted C# does (<c>PlanFile</c> of the generator).</summary>
    public void Define(NetworkBuilder network)
    {
        network.Arena(Memory.ArenaSize);
        foreach (ValueModel input in Model.Values.Where(value => value.Type == "Input"))
            network.Input(input.HookName, ShapeOf(input.Shape));
        for (int s = 0; s < Model.Steps.Length; s++)
            DefineLayer(network, s);
    }

    /// <summary>The layer that owns a weight of a step, and which of its blobs it is: the one place that knows how weights are shared.</summary>
    public static (string Layer, int Blob) OwnerOf(StepModel step, int blob) =>
        step.SharedWith.Length > 0 && step.SharedWith[blob] is { } owner ? (owner.Layer, owner.Blob) : (step.Name, blob);

    /// <summary>A shape as the runtime has it.</summary>
    public static Shape ShapeOf(CompilerShape shape, int batch = 1)
    {
        var same = Shape.Of([.. shape.Dimensions]);
        return same.Rank > 0 ? same.WithBatchSize(same.Number * batch) : same;
    }

    /// <summary>Number of the value of a name.</summary>
    public int HookIndex(string name) => Model.Values.FirstOrDefault(value => value.HookName == name)?.Index ?? -1;

    private void DefineLayer(NetworkBuilder network, int s)
    {
        StepModel step = Model.Steps[s];
        int[] outputs = [.. step.Outputs];
        network.Layer(
            step.Name, step.Type, operations[s], [.. step.Inputs], [.. outputs.Select(output => ShapeOf(Model.Values[output].Shape))],
            weights: [.. step.Weights.Select(shape => ShapeOf(shape))],
            tops: [.. outputs.Skip(1).Select(output => Model.Values[output].HookName)],
            inPlace: step.InPlace,
            sharedWith: [.. step.SharedWith.Select(owner => owner is null ? ((string Layer, int Blob)?)null : (owner.Layer, owner.Blob))],
            joins: heads[s] == s ? -1 : heads[s],
            at: [.. outputs.Select(output => Memory.Offsets[output])]);
        foreach (Inside inside in Memory.Insides.Where(inside => outputs.Contains(Math.Max(inside.Whole, inside.Value))))
            network.Inside(inside.Value, inside.Whole, inside.Channel);
    }
}
