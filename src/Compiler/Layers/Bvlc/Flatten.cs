using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Several axes joined to one.</summary>
public sealed class Flatten : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "Joins several axes to one.";

    /// <inheritdoc/>
    public override string ParameterField => "flatten_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("FlattenParameter").Int("axis").Int("end_axis");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 4, 5]),
        new("flatten_param { axis: 2 }", [2, 3, 4, 5]),
        new("flatten_param { axis: 0 end_axis: 1 }", [2, 3, 4]),
        new("", [2, 2, 1, 2]) { InputValues = [[1, 2, 3, 4, 5, 6, 7, 8]], Expected = [[1, 2, 3, 4, 5, 6, 7, 8]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        int start = layer.Axis("axis", 1), end = layer.Axis("end_axis", -1);
        if (end < start)
            throw layer.Error($"end_axis {end} lies before axis {start}", "end_axis");
        ValueShape bottom = layer.Bottom;
        ValueShape top = bottom.Between(0, start).Then(bottom.CountBetween(start, end + 1)).Then(bottom.Between(end + 1, bottom.Rank).Axes);
        return new CompiledLayer(new Op.Copy(), top);
    }
}
