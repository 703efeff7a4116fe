using CaffeSharpGen.Compiler.Layers;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.LayerRules;

/// <summary>A value inside a layer that becomes several operations, and its shape.</summary>
internal readonly record struct Term(LayerValue Value, ValueShape Shape);

/// <summary>Collects the operations that a layer becomes. The term made last is the layer's top.</summary>
internal sealed class Lowering(LayerContext layer)
{
    private readonly List<LayerOperation> operations = [];

    /// <summary>A bottom of the layer.</summary>
    public Term Bottom(int index = 0) => new(LayerValue.Bottom(index), layer.Bottoms[index]);

    /// <summary>Adds an operation with one output.</summary>
    public Term Add(Operation operation, ValueShape shape, params Term[] inputs) => Add(operation, shape, [], inputs);

    /// <summary>Adds an operation with one output that has weights.</summary>
    public Term Add(Operation operation, ValueShape shape, EquatableArray<ValueShape> weights, params Term[] inputs)
    {
        operations.Add(new LayerOperation(operation, [shape], weights) { Inputs = [.. inputs.Select(input => input.Value)] });
        return new Term(LayerValue.Output(operations.Count - 1), shape);
    }

    /// <summary>The same elements under another shape.</summary>
    public Term Reshape(Term value, ValueShape shape) => value.Shape == shape ? value : Add(new Op.Copy(), shape, value);

    /// <summary>Axis i of the result is axis <paramref name="order"/>[i] of the value.</summary>
    public Term Permute(Term value, params int[] order)
    {
        bool isSorted = true;
        for (int i = 0; i < order.Length; i++)
            isSorted &= order[i] == i;
        return isSorted ? value : Add(new Op.Permute([.. order]), ValueShape.Of(order.Select(axis => value.Shape[axis])), value);
    }

    /// <summary>
    /// Elements in another order: the value, seen under the shape <paramref name="view"/>, with its axes in another order, seen under a
    /// shape.
    /// </summary>
    public Term Rearrange(Term value, ValueShape view, int[] order, ValueShape shape) =>
        Reshape(Permute(Reshape(value, view), order), shape);

    /// <summary>The value repeated along its axes of length 1.</summary>
    public Term BroadcastTo(Term value, ValueShape shape) =>
        value.Shape == shape ? value : Add(new Op.BroadcastTo(), shape, value);

    /// <summary>The layer with what was collected.</summary>
    /// <param name="top">Its top: a bottom, or what was added last.</param>
    public CompiledLayer Layer(Term top)
    {
        if (operations.Count == 0)
            Add(new Op.Copy(), top.Shape, top);
        return new CompiledLayer(operations);
    }

    /// <summary>The layer with what was collected, and one more operation, whose outputs are the tops.</summary>
    public CompiledLayer Layer(Operation last, IEnumerable<ValueShape> tops, params Term[] inputs)
    {
        operations.Add(new LayerOperation(last, [.. tops]) { Inputs = [.. inputs.Select(input => input.Value)] });
        return new CompiledLayer(operations);
    }
}
