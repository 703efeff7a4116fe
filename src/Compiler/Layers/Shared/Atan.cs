using CaffeSharpGen.Compiler.Nets;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>The arc tangent (synopsys-caffe, atan_layer.cpp).</summary>
public sealed class Atan : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "The arc tangent of x.";

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 18, 3, 5]),
        new("", [5])
        {
            InputValues = [[0, 1, -1, 3, 1000]],
            Expected = [[0, 0.7853982f, -0.7853982f, 1.2490457f, 1.5697963f]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(new Op.Atan(), layer.Bottom);
    }
}
