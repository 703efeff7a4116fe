using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.LayerRules;

/// <summary>What Caffe's LSTM and RNN share: their bottoms, and how they become operations (recurrent_layer.cpp).</summary>
internal static class Recurrent
{
    /// <summary>The parameter message of both.</summary>
    public static MessageSchema Parameter { get; } = new MessageSchema("RecurrentParameter")
        .UInt("num_output").Message("weight_filler", NetSchema.Filler).Message("bias_filler", NetSchema.Filler)
        .Bool("debug_info").Bool("expose_hidden");

    /// <summary>
    /// Checks bottoms and tops: x, cont, a static input, and with <c>expose_hidden</c> the states before the first step and after the last.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="states">Count of its states.</param>
    /// <exception cref="LayerException">They do not fit each other.</exception>
    public static RecurrentShape Read(LayerContext layer, int states)
    {
        int outputs = layer.Positive("num_output"), exposed = layer.Parameter.Bool("expose_hidden", false) ? states : 0;
        layer.Require(2 + exposed, 1 + exposed, mostBottoms: 3 + exposed);
        layer.RequireRank(3);
        int steps = layer.FixedLength(0);
        Dim sequences = layer.Bottom[1];
        if (layer.Bottoms[1] != ValueShape.Of(steps, sequences))
        {
            throw layer.Error(
                $"its second bottom {layer.Bottoms[1]} says which steps go on with a sequence; {steps}×{sequences} is needed, "
                + $"as its first bottom {layer.Bottom} has {steps} steps of {sequences} sequences");
        }
        bool hasStatic = layer.Bottoms.Count > 2 + exposed;
        if (hasStatic && (layer.Bottoms[2].Rank < 2 || layer.Bottoms[2][0] != sequences))
        {
            throw layer.Error(
                $"its third bottom {layer.Bottoms[2]} is read in all steps; {sequences}×… is needed, a row for each sequence");
        }
        ValueShape state = ValueShape.Of(1, sequences, outputs);
        for (int i = layer.Bottoms.Count - exposed; i < layer.Bottoms.Count; i++)
        {
            if (layer.Bottoms[i] != state)
                throw layer.Error($"its bottom {i + 1}, {layer.Bottoms[i]}, is a state before the first step; {state} is needed");
        }
        return new RecurrentShape(steps, sequences, outputs, hasStatic, exposed);
    }

    /// <summary>The products of x, and of the static input if there is one, with their weights; then the steps.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="shape">Its lengths.</param>
    /// <param name="cell">What a step computes.</param>
    public static IReadOnlyList<LayerOperation> Steps(LayerContext layer, RecurrentShape shape, Op.RecurrentCell cell)
    {
        var recurrence = new Op.Recurrence(cell, shape.Steps, HasStatic: shape.HasStatic, HasState: true);
        int width = recurrence.Gates * shape.Outputs;
        var operations = new List<LayerOperation> { Product(layer, LayerValue.Bottom(), layer.Bottom, axis: 2, width, bias: true) };
        if (shape.HasStatic)
            operations.Add(Product(layer, LayerValue.Bottom(2), layer.Bottoms[2], axis: 1, width, bias: false));
        ValueShape state = ValueShape.Of(1, shape.Sequences, shape.Outputs);
        int states = cell == Op.RecurrentCell.LongShortTerm ? 2 : 1, firstState = layer.Bottoms.Count - shape.Exposed;
        LayerValue[] before = shape.Exposed > 0
            ? [.. Enumerable.Range(firstState, states).Select(LayerValue.Bottom)]
            : Kept(operations, state, states);
        LayerValue[] inputs =
        [
            LayerValue.Output(0), LayerValue.Bottom(1), .. shape.HasStatic ? [LayerValue.Output(1)] : Array.Empty<LayerValue>(),
            .. before,
        ];
        operations.Add(new LayerOperation(
            recurrence, [state.With(0, shape.Steps), .. Enumerable.Repeat(state, states)], [ValueShape.Of(width, shape.Outputs)])
        {
            Inputs = [.. inputs],
        });
        return operations;
    }

    /// <summary>States that the network keeps from pass to pass, as Caffe does: they are zeros in the first one.</summary>
    /// <param name="operations">The operations of the layer so far; those of the states are added.</param>
    /// <param name="state">Shape of a state.</param>
    /// <param name="count">How many there are.</param>
    public static LayerValue[] Kept(List<LayerOperation> operations, ValueShape state, int count)
    {
        for (int i = 0; i < count; i++)
            operations.Add(new LayerOperation(new Op.KeptState(), [state]) { Inputs = [] });
        return [.. Enumerable.Range(operations.Count - count, count).Select(operation => LayerValue.Output(operation))];
    }

    /// <summary>An operation whose only output is the first one of the last operation so far.</summary>
    public static LayerOperation FirstOutput(List<LayerOperation> operations) =>
        new(new Op.Copy(), [operations[^1].Outputs[0]]) { Inputs = [LayerValue.Output(operations.Count - 1)] };

    private static LayerOperation Product(LayerContext layer, LayerValue input, ValueShape bottom, int axis, int width, bool bias)
    {
        long length = bottom.CountBetween(axis, bottom.Rank).Fixed;
        if (length * width > int.MaxValue)
            throw layer.Error($"its {width}×{length} weights are more than {int.MaxValue}", "num_output");
        var weights = ValueShape.Of(width, length);
        return new LayerOperation(
            new Op.InnerProduct(width, axis, Bias: bias), [bottom.Between(0, axis).Then(width)],
            bias ? [weights, ValueShape.Of(width)] : [weights])
        {
            Inputs = [input],
        };
    }
}

/// <summary>Lengths of a recurrent layer.</summary>
/// <param name="Steps">Count of steps in time.</param>
/// <param name="Sequences">Count of sequences side by side.</param>
/// <param name="Outputs">Length of a state.</param>
/// <param name="HasStatic">Whether an input is read in all steps.</param>
/// <param name="Exposed">Count of states that are bottoms and tops.</param>
internal readonly record struct RecurrentShape(int Steps, Dim Sequences, int Outputs, bool HasStatic, int Exposed);
