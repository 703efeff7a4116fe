using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using CaffeSharpGen.Resampling;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// Two types of one name that their bottoms tell apart. With a mask as the second bottom it is SegNet's: the reverse of max pooling
/// (alexgkendall/caffe-segnet, upsample_layer.cpp). With one bottom it is that of YOLO's conversions: each element <c>scale</c> times along
/// both axes (eric612/MobileNet-YOLO, upsample_layer.cpp).
/// </summary>
public sealed class Upsample : LayerDefinition
{
    // SegNet's fields for the size, all of which need a mask.
    private static readonly string[] OfSegNet = ["scale_h", "scale_w", "pad_out_h", "pad_out_w", "upsample_h", "upsample_w"];

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary =>
        "With a mask (the second top of max Pooling): each element to its position, zeros elsewhere. Without: each several times.";

    /// <inheritdoc/>
    public override string ParameterField => "upsample_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("UpsampleParameter")
        .UInt("scale").UInt("scale_h").UInt("scale_w").Bool("pad_out_h").Bool("pad_out_w").UInt("upsample_h").UInt("upsample_w");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("upsample_param { scale: 2 }", [1, 2, 1, 2])
        {
            InputValues = [[1, 2, 3, 4]],
            Expected = [[1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]],
        },
        new("upsample_param { scale: 3 }", [2, 19, 3, 2]),
        new("upsample_param { scale: 2 }", [2, 16, 5, 7]),
        // A position is cut towards 0: with a half more it stays where it is if it moves a little.
        new("upsample_param { scale: 2 upsample_h: 2 upsample_w: 5 }", [1, 2, 1, 2], [1, 2, 1, 2])
        {
            InputValues = [[1, 2, 3, 4], [6.5f, 2.5f, 0.5f, 9.5f]],
            Expected = [[0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 4]],
        },
        // Two elements for one position: the last one stays.
        new("upsample_param { scale_h: 3 scale_w: 2 }", [1, 1, 1, 3], [1, 1, 1, 3])
        {
            InputValues = [[1, 2, 3], [5.5f, 17.5f, 5.5f]],
            Expected = [[0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]],
        },
        new("upsample_param { scale: 2 pad_out_h: true }", [2, 1, 2, 1], [2, 1, 2, 1])
        {
            InputValues = [[1, 2, 3, 4], [0.5f, 5.5f, 3.5f, 4.5f]],
            Expected = [[1, 0, 0, 0, 0, 2, 0, 0, 0, 3, 4, 0]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(mostBottoms: 2);
        layer.RequireRank(4, 4);
        return layer.Bottoms.Count == 2 ? WithMask(layer) : WithoutMask(layer);
    }

    private static CompiledLayer WithoutMask(LayerContext layer)
    {
        if (OfSegNet.FirstOrDefault(layer.Parameter.Has) is { } field)
        {
            throw layer.Error(
                $"{field} is of SegNet's Upsample, which needs a mask: give it as the second bottom the second top of the max pooling "
                + "layer that it reverses",
                field);
        }
        if (!layer.Parameter.Has("scale"))
            throw layer.Error("scale is missing, and it has no mask as its second bottom; give upsample_param { scale: 2 }, or the mask");
        int scale = layer.Positive("scale");
        ValueShape top = Resizing.Top(layer, (long)layer.FixedLength(2) * scale, (long)layer.FixedLength(3) * scale, field: "scale");
        return new CompiledLayer(new Op.Resize(ResizeRule.Repeat), top);
    }

    private static CompiledLayer WithMask(LayerContext layer)
    {
        if (layer.Bottoms[1] != layer.Bottom)
        {
            throw layer.Error(
                $"its mask {layer.Bottoms[1]} has not the shape of its first bottom {layer.Bottom}; "
                + "it is the second top of the max pooling layer that is reversed");
        }
        (long height, long width) = SizeWithMask(layer);
        return new CompiledLayer(new Op.Unpooling(), Resizing.Top(layer, height, width));
    }

    private static (long Height, long Width) SizeWithMask(LayerContext layer)
    {
        bool hasH = layer.Parameter.Has("upsample_h"), hasW = layer.Parameter.Has("upsample_w");
        if (hasH != hasW)
            throw layer.Error("it gives upsample_h or upsample_w alone; give both", hasH ? "upsample_h" : "upsample_w");
        if (hasH)
            return (AtLeast2(layer, "upsample_h"), AtLeast2(layer, "upsample_w"));
        Window.RequireOneForm(layer, "scale", "scale_h", "scale_w", needsEach: true);
        bool separate = layer.Parameter.Has("scale_h");
        return (
            Scaled(layer, separate ? "scale_h" : "scale", "pad_out_h", layer.FixedLength(2)),
            Scaled(layer, separate ? "scale_w" : "scale", "pad_out_w", layer.FixedLength(3)));
    }

    // Pooling with stride 2 rounds up: the plane may have had an element less.
    private static long Scaled(LayerContext layer, string field, string lessByOne, int length)
    {
        int scale = layer.Parameter.Has(field) ? AtLeast2(layer, field) : 2;
        bool isLess = layer.Parameter.Bool(lessByOne, false);
        if (isLess && scale != 2)
            throw layer.Error($"{lessByOne} needs a scale of 2; it is {scale}; give upsample_h and upsample_w instead", lessByOne);
        return (long)length * scale - (isLess ? 1 : 0);
    }

    private static int AtLeast2(LayerContext layer, string field)
    {
        int value = layer.Parameter.Int(field, 0);
        return value > 1 ? value : throw layer.Error($"{field} is {value}; it must be at least 2", field);
    }
}
