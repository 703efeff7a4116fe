using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>A bottom cut into tops along an axis.</summary>
public sealed class Slice : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "Cuts its bottom into its tops along an axis, at given points or into equal parts.";

    /// <inheritdoc/>
    public override string ParameterField => "slice_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("SliceParameter")
        .Int("axis").UInts("slice_point").UInt("slice_dim");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 6, 4, 5]) { Tops = 3 },
        new("slice_param { slice_point: 1 slice_point: 4 }", [2, 6, 2, 3]) { Tops = 3 },
        new("slice_param { axis: 2 slice_point: 3 }", [2, 2, 5, 3]) { Tops = 2 },
        new("slice_param { slice_dim: 0 }", [4, 3]) { Tops = 2 },
        new("slice_param { slice_point: 1 }", [2, 3, 1, 2])
        {
            Tops = 2,
            InputValues = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
            Expected = [[1, 2, 7, 8], [3, 4, 5, 6, 9, 10, 11, 12]],
        },
        new("slice_param { axis: 2 slice_point: 1 }", [1, 2, 3])
        {
            Tops = 2,
            InputValues = [[1, 2, 3, 4, 5, 6]],
            Expected = [[1, 4], [2, 3, 5, 6]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(mostTops: int.MaxValue);
        int axis = layer.AxisOfEither("axis", "slice_dim", 1);
        var operation = new Op.Slice(axis);
        IReadOnlyList<int> points = layer.Parameter.Ints("slice_point");
        if (points.Count == 0)
        {
            if (!layer.Bottom[axis].TryDivide(layer.TopCount, out Dim part))
                throw layer.Error($"{layer.TopCount} tops cannot share the {layer.Bottom[axis]} of axis {axis} equally; give slice_point");
            return new CompiledLayer(operation, Enumerable.Repeat(layer.Bottom.With(axis, part), layer.TopCount));
        }
        if (points.Count != layer.TopCount - 1)
        {
            throw layer.Error(
                $"it has {layer.TopCount} tops, so {layer.TopCount - 1} slice_point are needed, not {points.Count}", "slice_point");
        }

        int length = layer.FixedLength(axis);
        int[] bounds = [0, .. points, length];
        var tops = new List<ValueShape>();
        for (int i = 0; i < layer.TopCount; i++)
        {
            if (bounds[i + 1] <= bounds[i])
            {
                throw layer.Error(
                    $"its slice_point must rise within 1 … {length - 1}, the inside of axis {axis} of its bottom {layer.Bottom}",
                    "slice_point");
            }
            tops.Add(layer.Bottom.With(axis, bounds[i + 1] - bounds[i]));
        }
        return new CompiledLayer(operation, tops);
    }
}
