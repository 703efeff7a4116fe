using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>Images mirrored (happynear/caffe-windows, flip_layer.cpp).</summary>
public sealed class Flip : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Mirrors images along their width, their height, or both.";

    /// <inheritdoc/>
    public override string ParameterField => "flip_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("FlipParameter").Bool("flip_width").Bool("flip_height");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 4, 5]),
        new("flip_param { flip_width: false flip_height: true }", [2, 18, 3, 5]),
        new("flip_param { flip_height: true }", [1, 1, 2, 3])
        {
            InputValues = [[0, 1, 2, 3, 4, 5]],
            Expected = [[5, 4, 3, 2, 1, 0]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(4, 4);
        bool height = layer.Parameter.Bool("flip_height", false), width = layer.Parameter.Bool("flip_width", true);
        EquatableArray<int> axes = height && width ? [2, 3] : height ? [2] : [3];
        return new CompiledLayer(height || width ? new Op.Reverse(axes) : new Op.Copy(), layer.Bottom);
    }
}
