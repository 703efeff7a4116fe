using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Ocr;

/// <summary>
/// The second bottom of an LSTM whose sequences all begin in the first step (intel/caffe and codyhan/caffe-local,
/// continuation_indicator_layer.cpp); of another fork of BVLC's, in which a bottom gives the count of sequences by its <c>axis</c>. A
/// field <c>flag</c> of dlunion/CC4.0, which goes on with the sequences of the last pass, is not known here.
/// </summary>
public sealed class ContinuationIndicator : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Ocr;

    /// <inheritdoc/>
    public override string Summary => "time_step × batch_size (or the length of its bottom along axis): 0 in the first step, then 1.";

    /// <inheritdoc/>
    public override string ParameterField => "continuation_indicator_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ContinuationIndicatorParameter")
        .UInt("time_step").UInt("batch_size").Int("axis");

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("continuation_indicator_param { time_step: 3 batch_size: 2 }") { Expected = [[0, 0, 1, 1, 1, 1]] },
        new("continuation_indicator_param { time_step: 1 batch_size: 2 }") { Expected = [[0, 0]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 0, mostBottoms: 1);
        if (layer.Bottoms.Count == 1 && layer.Parameter.Has("batch_size"))
        {
            throw layer.Error(
                "it has a bottom and also batch_size; forks mean different things by that; remove the bottom where all sequences begin "
                + "in the first step",
                "batch_size");
        }
        int steps = layer.Positive("time_step");
        int sequences = layer.Bottoms.Count == 1 ? layer.FixedLength(layer.Axis("axis", 0)) : layer.Positive("batch_size");
        LayerOperation Steps(float value, int count) => new(new Op.Constant(value), [ValueShape.Of(count, sequences)]) { Inputs = [] };
        if (steps == 1)
            return new CompiledLayer(Steps(0, 1));
        var all = new LayerOperation(new Op.Concat(Axis: 0), [ValueShape.Of(steps, sequences)])
        {
            Inputs = [LayerValue.Output(0), LayerValue.Output(1)],
        };
        return new CompiledLayer(Steps(0, 1), Steps(1, steps - 1), all);
    }
}
