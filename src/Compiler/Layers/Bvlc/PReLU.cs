using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>A rectifier whose slope is learned.</summary>
public sealed class PReLU : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "x if positive, else slope·x with a learned slope for each channel, or one for all.";

    /// <inheritdoc/>
    public override string ParameterField => "prelu_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("PReLUParameter")
        .Message("filler", NetSchema.Filler).Bool("channel_shared");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 5, 4]),
        new("prelu_param { channel_shared: true }", [1, 3, 5, 5]),
        new("", [3, 17]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(2);
        bool shared = layer.Parameter.Bool("channel_shared", false);
        return new CompiledLayer(new Op.PReLU(shared), layer.Bottom, shared ? ValueShape.Of() : ValueShape.Of(layer.Bottom[1]));
    }
}
