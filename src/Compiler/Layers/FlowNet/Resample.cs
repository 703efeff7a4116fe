using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using CaffeSharpGen.Resampling;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.FlowNet;

/// <summary>
/// Resizing with half pixels, and with wide filters where planes become smaller (lmb-freiburg/flownet2, resample_layer.cpp and .cu).
/// The fork shifts each axis by the half pixel of the other one, which matters where their factors differ, and does not read <c>factor</c>.
/// It has no gradient there; here it has.
/// </summary>
public sealed class Resample : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.FlowNet;

    /// <inheritdoc/>
    public override string Summary => "Planes of another size, given or a second bottom's: nearest, bilinear or cubic.";

    /// <inheritdoc/>
    public override string ParameterField => "resample_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ResampleParameter")
        .UInt("width").UInt("height").Enum("type", [(1, "NEAREST"), (2, "LINEAR"), (3, "CUBIC"), (4, "AREA")])
        .Bool("antialias").Float("factor");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("resample_param { width: 4 height: 2 }", [1, 1, 1, 2])
        {
            InputValues = [[0, 16]],
            // Both factors are ½: places −¼, ¼, ¾, 1¼; what lies outside does not count.
            Expected = [[0, 4, 12, 16, 0, 4, 12, 16]],
        },
        new("resample_param { type: LINEAR width: 8 height: 6 }", [2, 19, 3, 4]),
        new("resample_param { type: LINEAR width: 3 height: 2 antialias: true }", [1, 3, 5, 8]),
        new("resample_param { type: CUBIC width: 3 height: 4 antialias: false }", [1, 16, 6, 5]),
        new("resample_param { type: CUBIC }", [1, 2, 3, 4], [1, 5, 5, 7]),
        new("resample_param { type: NEAREST width: 10 height: 6 }", [2, 3, 3, 5]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(mostBottoms: 2);
        layer.RequireRank(4, 4);
        string type = layer.Parameter.Enum("type", "LINEAR");
        if (type == "AREA")
            throw layer.Error("the type AREA is not supported, as in the fork; use NEAREST, LINEAR or CUBIC", "type");
        long height, width;
        if (layer.Bottoms.Count == 1)
            (height, width) = (layer.Positive("height"), layer.Positive("width"));
        else if (layer.Bottoms[1].Rank == 4)
            (height, width) = (layer.Bottoms[1][2].Fixed, layer.Bottoms[1][3].Fixed);
        else
            throw layer.Error($"its second bottom {layer.Bottoms[1]} gives no size; 4 axes are needed");
        ValueShape top = Resizing.Top(layer, height, width);
        int rows = layer.FixedLength(2), columns = layer.FixedLength(3);
        if (type == "NEAREST" && rows * width != columns * height)
        {
            throw layer.Error(
                $"NEAREST makes {height}×{width} of {rows}×{columns}; where the two axes have different factors, "
                + "the fork reads beyond the plane; use LINEAR",
                "type");
        }
        bool isSmaller = rows > height || columns > width;
        ResizeRule rule = type switch { "NEAREST" => ResizeRule.FlowNearest, "CUBIC" => ResizeRule.FlowCubic, _ => ResizeRule.FlowLinear };
        return new CompiledLayer(new Op.Resize(rule, Antialias: isSmaller && layer.Parameter.Bool("antialias", true)), top);
    }
}
