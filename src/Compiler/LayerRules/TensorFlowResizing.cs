using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.LayerRules;

/// <summary>What the two types of TensorFlow's resizing share.</summary>
internal static class TensorFlowResizing
{
    /// <summary>Their common fields.</summary>
    public static MessageSchema Fields(string name) => new MessageSchema(name)
        .Bool("align_corners").Int("output_height").Int("output_width").String("data_format").Float("scale_height").Float("scale_width")
        .Bool("half_pixel_centers");

    /// <summary>Which of some flags is set.</summary>
    /// <exception cref="LayerException">Several are.</exception>
    public static string? OneOf(LayerContext layer, params string[] flags)
    {
        string[] set = [.. flags.Where(flag => layer.Parameter.Bool(flag, false))];
        return set.Length <= 1
            ? set.FirstOrDefault()
            : throw layer.Error($"{string.Join(" and ", set)} contradict each other; set one of them", set[1]);
    }

    /// <summary>The axis of the height, and the top's shape.</summary>
    /// <exception cref="LayerException">The size is missing or wrong.</exception>
    public static (int Axis, ValueShape Top) Top(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(4, 4);
        string format = layer.Parameter.String("data_format", "NHWC");
        if (format is not ("NHWC" or "NCHW"))
            throw layer.Error($"data_format is '{format}'; expected NHWC (the default) or NCHW", "data_format");
        int axis = format == "NHWC" ? 1 : 2;
        long height = Length(layer, "output_height", "scale_height", layer.FixedLength(axis));
        long width = Length(layer, "output_width", "scale_width", layer.FixedLength(axis + 1));
        return (axis, Resizing.Top(layer, height, width, axis, "output_height"));
    }

    private static long Length(LayerContext layer, string field, string scale, int length)
    {
        if (layer.Parameter.Has(field))
            return layer.Parameter.Int(field, 0);
        double product = Math.Floor((double)(float)(length * layer.Parameter.Float(scale, 1)));
        return product is >= 1 and <= int.MaxValue
            ? (long)product
            : throw layer.Error($"{scale} makes {product} of {length}; expected a length of at least 1", scale);
    }
}
