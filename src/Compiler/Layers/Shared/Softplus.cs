using CaffeSharpGen.Compiler.Nets;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>The smooth rectifier (synopsys-caffe, softplus_layer.cpp), BVLC's BNLL under its usual name.</summary>
public sealed class Softplus : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "log(1 + exp(x)).";

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 18, 3, 5]),
        new("", [2]) { InputValues = [[0, 1]], Expected = [[0.69314718f, 1.31326169f]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(new Op.BNLL(), layer.Bottom);
    }
}
