using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>
/// Long short-term memory (recurrent_layer.cpp, lstm_layer.cpp, lstm_unit_layer.cpp). A pass starts with the states that the last one ended
/// with, zeros at first (<c>Network.ResetStates</c>), or with <c>expose_hidden</c> with given states.
/// </summary>
public sealed class LSTM : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "Long short-term memory over the steps T of x (T×N×…); cont (T×N) is 0 where a sequence begins. With expose_hidden its states are "
        + "bottoms and tops; without, a pass goes on with those of the last one, in the first step too where cont is not 0.";

    /// <inheritdoc/>
    public override string ParameterField => "recurrent_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter => Recurrent.Parameter;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("recurrent_param { num_output: 5 }", [4, 2, 3], [4, 2]),
        new("recurrent_param { num_output: 17 }", [3, 1, 2, 4], [3, 1], [1, 6]),
        new("recurrent_param { num_output: 3 expose_hidden: true }", [3, 2, 5], [3, 2], [1, 2, 3], [1, 2, 3]) { Tops = 3 },
        new("recurrent_param { num_output: 4 expose_hidden: true }", [2, 3, 5], [2, 3], [3, 2], [1, 3, 4], [1, 3, 4]) { Tops = 3 },
        // Field report 62.
        new("recurrent_param { num_output: 1 }", [3, 1, 2], [3, 1])
        {
            InputValues = [[1, 2, 0, -1, 3, 1], [0, 1, 1]],
            WeightValues = [[1, 0, 0, 1, 1, 1, 0.5f, -0.5f], [0, 0.5f, 0, -0.25f], [0.5f, -1, 0.25f, 2]],
            Expected = [[-0.41304337f, -0.10617858f, 0.08570219f]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        RecurrentShape shape = Recurrent.Read(layer, states: 2);
        List<LayerOperation> operations = [.. Recurrent.Steps(layer, shape, Op.RecurrentCell.LongShortTerm)];
        // The states after the last step are no tops.
        return new CompiledLayer(shape.Exposed > 0 ? operations : operations.Append(Recurrent.FirstOutput(operations)));
    }
}
