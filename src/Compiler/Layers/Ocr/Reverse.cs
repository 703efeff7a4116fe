using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Ocr;

/// <summary>
/// Elements in reverse order along an axis (senlinuc/caffe_ocr, reverse_layer.cpp; synopsys-caffe, reverse_layer.cpp, allows several
/// axes).
/// </summary>
public sealed class Reverse : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Ocr;

    /// <inheritdoc/>
    public override string Summary => "The reverse order of elements along an axis, or several.";

    /// <inheritdoc/>
    public override string ParameterField => "reverse_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ReverseParameter").Ints("axis");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("reverse_param { axis: 0 }", [5, 2, 18]),
        new("", [3, 4]),
        new("reverse_param { axis: 1 axis: -1 }", [2, 18, 3, 5]),
        new("reverse_param { axis: 1 }", [2, 2, 2])
        {
            InputValues = [[0, 1, 2, 3, 4, 5, 6, 7]],
            Expected = [[2, 3, 0, 1, 6, 7, 4, 5]],
        },
        new("reverse_param { axis: 0 axis: 2 }", [2, 1, 3])
        {
            InputValues = [[0, 1, 2, 3, 4, 5]],
            Expected = [[5, 4, 3, 2, 1, 0]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        var axes = new SortedSet<int>();
        foreach (int given in layer.Parameter.Has("axis") ? layer.Parameter.Ints("axis") : [0])
        {
            int rank = layer.Bottom.Rank;
            if (given < -rank || given >= rank)
                throw layer.Error($"axis is {given}, but its bottom {layer.Bottom} has axes {-rank} … {rank - 1}", "axis");
            axes.Add(given < 0 ? given + rank : given);
        }
        return new CompiledLayer(new Op.Reverse([.. axes]), layer.Bottom);
    }
}
