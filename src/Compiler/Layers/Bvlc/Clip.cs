using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Values limited to a range (clip_layer.cpp).</summary>
public sealed class Clip : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "x limited to min … max.";

    /// <inheritdoc/>
    public override string ParameterField => "clip_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ClipParameter").Float("min").Float("max");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("clip_param { min: -0.5 max: 0.7 }", [2, 3, 5, 4]),
        new("clip_param { min: 0 max: 6 }", [1, 33]),
        new("clip_param { min: -1 max: 2 }", [1, 5])
        {
            InputValues = [[-3, -0.9f, 0.5f, 1.9f, 7]],
            Expected = [[-1, -0.9f, 0.5f, 1.9f, 2]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        foreach (string field in new[] { "min", "max" })
        {
            if (!layer.Parameter.Has(field))
                throw layer.Error($"{field} is missing; Caffe requires clip_param {{ min: … max: … }}");
        }
        return new CompiledLayer(new Op.Clip(layer.Parameter.Float("min", 0), layer.Parameter.Float("max", 0)), layer.Bottom);
    }
}
