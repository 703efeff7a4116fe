using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.LayerRules;

/// <summary>
/// A type that makes one number of the elements along some axes, or along all (foss-for-synopsys-dwc-arc-processors/synopsys-caffe,
/// reduce_mean_layer.cpp and its like, which follow TensorFlow and ONNX). Its axes vanish, or become 1 long.
/// </summary>
public abstract class ReducingLayer : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        Example("axis: 1", [2, 18, 3, 5]),
        Example("axis: 2 axis: 3", [2, 19, 3, 5]),
        Example("axis: -1 axis: 1 keepdims: 1", [2, 3, 4, 5]),
        Example("axis: 0 keepdims: 0", [3, 17]),
        Example("", [2, 3, 2]),
        Example("axis: 1", [1, 3, 2]) with { InputValues = [[1, 2, 3, -4, 5, 6]], Expected = [Known] },
    ];

    /// <summary>What 1 3 5 and 2 −4 6 become.</summary>
    private protected abstract EquatableArray<float> Known { get; }

    // Types after TensorFlow have axis and leave axes out, those after ONNX have axes and keep them.
    private protected virtual bool FollowsOnnx => false;

    /// <summary>The fields of a type after TensorFlow.</summary>
    private protected static MessageSchema OfTensorFlow(string name) => new MessageSchema(name).Ints("axis").Bool("keepdims");

    /// <summary>The fields of a type after ONNX.</summary>
    private protected static MessageSchema OfOnnx(string name) => new MessageSchema(name).Ints("axes").Int("keepdims");

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        ValueShape bottom = layer.Bottom;
        string field = FollowsOnnx ? "axes" : "axis";
        bool keeps = FollowsOnnx ? layer.Parameter.Int("keepdims", 1) != 0 : layer.Parameter.Bool("keepdims", false);
        var reduced = new SortedSet<int>();
        foreach (int given in layer.Parameter.Ints(field))
        {
            if (given < -bottom.Rank || given >= bottom.Rank || !reduced.Add(given < 0 ? given + bottom.Rank : given))
            {
                throw layer.Error(
                    $"it has {field} {given}; its bottom {bottom} has the axes {-bottom.Rank} … {bottom.Rank - 1}, each once", field);
            }
        }
        if (reduced.Count == 0)
            reduced.UnionWith(Enumerable.Range(0, bottom.Rank));
        int[] kept = [.. Enumerable.Range(0, bottom.Rank).Where(axis => !reduced.Contains(axis))];
        ValueShape rest = ValueShape.Of(kept.Select(axis => bottom[axis]));
        long count = 1;
        foreach (int axis in reduced)
            count = SizeCheck(layer, count * bottom[axis].Fixed);
        var lowering = new Lowering(layer);
        Term sorted = lowering.Permute(lowering.Bottom(), [.. kept, .. reduced]);
        Term rows = lowering.Reshape(sorted, ValueShape.Of(rest.CountBetween(0, rest.Rank), count));
        Term numbers = Reduce(lowering, rows, (int)count);
        ValueShape top = keeps
            ? ValueShape.Of(Enumerable.Range(0, bottom.Rank).Select(axis => reduced.Contains(axis) ? 1 : bottom[axis]))
            : rest;
        return lowering.Layer(lowering.Reshape(numbers, top));
    }

    /// <summary>Makes a number of each row.</summary>
    /// <param name="lowering">The layer's operations.</param>
    /// <param name="rows">Rows × elements.</param>
    /// <param name="count">How many elements a row has.</param>
    private protected abstract Term Reduce(Lowering lowering, Term rows, int count);

    private LayerExample Example(string fields, EquatableArray<int> bottom)
    {
        string own = FollowsOnnx ? fields.Replace("axis", "axes") : fields.Replace("keepdims: 1", "keepdims: true")
            .Replace("keepdims: 0", "keepdims: false");
        return new LayerExample(own.Length == 0 ? "" : $"{ParameterField} {{ {own} }}", bottom);
    }

    private static long SizeCheck(LayerContext layer, long count) => count <= int.MaxValue
        ? count
        : throw layer.Error($"it reduces more than {int.MaxValue} elements of its bottom {layer.Bottom} to one; that many are supported");
}
