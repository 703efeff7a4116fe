using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>A plain recurrent network (recurrent_layer.cpp, rnn_layer.cpp). A pass starts as that of <see cref="LSTM"/>.</summary>
public sealed class RNN : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "A recurrent network over the steps T of x (T×N×…): tanh of a product with tanh of x and the last state; cont (T×N) is 0 where a "
        + "sequence begins. With expose_hidden its state is a bottom and a top; without, a pass goes on with that of the last one.";

    /// <inheritdoc/>
    public override string ParameterField => "recurrent_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter => Recurrent.Parameter;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("recurrent_param { num_output: 5 }", [4, 2, 3], [4, 2]),
        new("recurrent_param { num_output: 6 }", [2, 3, 2, 2], [2, 3], [3, 2]),
        new("recurrent_param { num_output: 17 }", [2, 2, 2], [2, 2]),
        new("recurrent_param { num_output: 3 expose_hidden: true }", [3, 2, 5], [3, 2], [1, 2, 3]) { Tops = 2 },
        new("recurrent_param { num_output: 1 }", [2, 1, 1], [2, 1])
        {
            InputValues = [[0.5f, 1], [0, 1]],
            WeightValues = [[1], [0], [-1], [2], [0.5f]],
            Expected = [[0.89047894f, 0.90198518f]],
        },
        new("recurrent_param { num_output: 1 expose_hidden: true }", [2, 1, 1], [2, 1], [1, 1, 1])
        {
            Tops = 2,
            InputValues = [[0.5f, 1], [1, 1], [0.5f]],
            WeightValues = [[1], [0], [-1], [2], [0.5f]],
            Expected = [[0.46211716f, 0.96562975f], [0.76159416f]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        RecurrentShape shape = Recurrent.Read(layer, states: 1);
        List<LayerOperation> operations = [.. Recurrent.Steps(layer, shape, Op.RecurrentCell.Plain)];
        int steps = operations.Count - 1;
        ValueShape all = operations[steps].Outputs[0];
        operations.Add(new LayerOperation(
            new Op.InnerProduct(shape.Outputs, Axis: 2), [all], [ValueShape.Of(shape.Outputs, shape.Outputs), ValueShape.Of(shape.Outputs)])
        {
            Inputs = [LayerValue.Output(steps)],
        });
        operations.Add(new LayerOperation(new Op.TanH(), [all]) { Inputs = [LayerValue.Output(steps + 1)] });
        if (shape.Exposed == 0)
            return new CompiledLayer(operations);
        // The tops are of one operation.
        ValueShape state = operations[steps].Outputs[1];
        operations.Add(new LayerOperation(new Op.Concat(Axis: 0), [all.With(0, shape.Steps + 1)])
        {
            Inputs = [LayerValue.Output(steps + 2), LayerValue.Output(steps, 1)],
        });
        operations.Add(new LayerOperation(new Op.Slice(Axis: 0), [all, state]) { Inputs = [LayerValue.Output(steps + 3)] });
        return new CompiledLayer(operations);
    }
}
