using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>
/// Long short-term memory (recurrent_layer.cpp, lstm_layer.cpp, lstm_unit_layer.cpp). A pass starts from zeros, as the first pass of Caffe
/// does, or with <c>expose_hidden</c> from given states: what an earlier pass ended with is not kept.
/// </summary>
public sealed class LSTM : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "Long short-term memory over the steps T of x (T×N×…); cont (T×N) is 0 where a sequence begins. With expose_hidden its states are "
        + "bottoms and tops; without, each pass begins with zeros.";

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
    public override CompiledLayer Compile(LayerContext layer) =>
        new(Recurrent.Steps(layer, Recurrent.Read(layer, states: 2), Op.RecurrentCell.LongShortTerm));
}
