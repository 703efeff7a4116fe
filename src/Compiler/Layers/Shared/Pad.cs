using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>A border of one value (synopsys-caffe, pad_layer.cpp, which follows TensorFlow).</summary>
public sealed class Pad : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Its bottom with a border of one value; two numbers an axis.";

    /// <inheritdoc/>
    public override string ParameterField => "pad_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("PadParameter").UInts("paddings").Float("constant_values");
    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("pad_param { paddings: 0 paddings: 0 paddings: 0 paddings: 0 paddings: 3 paddings: 1 paddings: 0 paddings: 2 }", [2, 18, 3, 5]),
        new("pad_param { paddings: 0 paddings: 0 paddings: 1 paddings: 0 constant_values: 2.5 }", [2, 3]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        int[] paddings = [.. layer.Parameter.Ints("paddings")];
        if (paddings.Length != 2 * layer.Bottom.Rank)
        {
            throw layer.Error(
                $"it gives {paddings.Length} paddings; its bottom {layer.Bottom} needs {2 * layer.Bottom.Rank}, two an axis",
                "paddings");
        }
        float value = layer.Parameter.Float("constant_values", 0);
        var lowering = new Lowering(layer);
        return lowering.Layer(Padding.Add(layer, lowering, lowering.Bottom(), paddings, value, "paddings"));
    }
}
