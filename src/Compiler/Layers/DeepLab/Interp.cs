using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using CaffeSharpGen.Resampling;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.DeepLab;

/// <summary>
/// Bilinear resizing with corners on corners (DeepLab's fork, interp_layer.cpp and util/interp.cpp; hszhao/PSPNet has the same).
/// <c>full_zoom_factor</c> is of a fork that also has the size n·z. <c>use_blob_size</c> asks for the size of the second bottom before all
/// else (soeaver/caffe-model's fork; Synet's converter reads it alike).
/// </summary>
public sealed class Interp : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.DeepLab;

    /// <inheritdoc/>
    public override string Summary =>
        "Planes of another size, bilinear, corners on corners: by factors, by height and width, or as large as a second bottom.";

    /// <inheritdoc/>
    public override string ParameterField => "interp_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("InterpParameter")
        .Int("height").Int("width").Int("zoom_factor").Int("shrink_factor").Int("pad_beg").Int("pad_end").Int("full_zoom_factor")
        .Bool("use_blob_size");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("interp_param { height: 3 width: 5 }", [1, 1, 2, 3])
        {
            InputValues = [[0, 1, 2, 10, 20, 30]],
            Expected = [[0, 0.5f, 1, 1.5f, 2, 5, 7.75f, 10.5f, 13.25f, 16, 10, 15, 20, 25, 30]],
        },
        new("interp_param { zoom_factor: 2 }", [2, 19, 4, 3]),
        new("interp_param { shrink_factor: 2 }", [2, 3, 7, 6]),
        new("interp_param { shrink_factor: 2 zoom_factor: 3 }", [1, 16, 5, 9]),
        new("interp_param { pad_beg: -1 pad_end: -2 height: 5 width: 9 }", [1, 33, 6, 7]),
        new("interp_param { height: 1 width: 4 }", [1, 2, 3, 4]),
        new("interp_param { full_zoom_factor: 2 }", [1, 2, 3, 4]),
        new("", [2, 5, 3, 4], [2, 1, 5, 11]),
        new("interp_param { use_blob_size: true zoom_factor: 4 }", [1, 2, 3, 4], [1, 3, 6, 5]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(mostBottoms: 2);
        layer.RequireRank(4, 4);
        int begin = -layer.Parameter.Int("pad_beg", 0), end = -layer.Parameter.Int("pad_end", 0);
        if (begin < 0 || end < 0)
        {
            throw layer.Error(
                $"pad_beg is {-begin} and pad_end {-end}; they cut off, and must not be positive", begin < 0 ? "pad_beg" : "pad_end");
        }
        long height = layer.FixedLength(2) - (long)begin - end, width = layer.FixedLength(3) - (long)begin - end;
        if (height < 1 || width < 1)
            throw layer.Error($"pad_beg {-begin} and pad_end {-end} leave nothing of its bottom {layer.Bottom}", "pad_beg");
        (long topHeight, long topWidth) = Size(layer, height, width);
        var operation = new Op.Resize(ResizeRule.LinearCorners, CropTop: begin, CropLeft: begin, CropBottom: end, CropRight: end);
        return new CompiledLayer(operation, Resizing.Top(layer, topHeight, topWidth));
    }

    // The first that applies.
    private static (long Height, long Width) Size(LayerContext layer, long height, long width)
    {
        if (layer.Parameter.Bool("use_blob_size", false))
        {
            if (layer.Bottoms.Count != 2 || layer.Bottoms[1].Rank != 4)
                throw layer.Error("use_blob_size asks for a second bottom N×C×H×W, as large as its top", "use_blob_size");
            return (layer.Bottoms[1][2].Fixed, layer.Bottoms[1][3].Fixed);
        }
        bool shrinks = layer.Parameter.Has("shrink_factor"), zooms = layer.Parameter.Has("zoom_factor");
        bool hasSize = layer.Parameter.Has("height") && layer.Parameter.Has("width");
        if (shrinks != zooms)
            return shrinks ? (Shrunk(layer, height), Shrunk(layer, width)) : (Zoomed(layer, height), Zoomed(layer, width));
        if (hasSize)
            return (layer.Positive("height"), layer.Positive("width"));
        if (shrinks)
            return (Zoomed(layer, Shrunk(layer, height)), Zoomed(layer, Shrunk(layer, width)));
        if (layer.Parameter.Has("full_zoom_factor"))
            return (height * layer.Positive("full_zoom_factor"), width * layer.Positive("full_zoom_factor"));
        if (layer.Bottoms.Count == 2 && layer.Bottoms[1].Rank == 4)
            return (layer.Bottoms[1][2].Fixed, layer.Bottoms[1][3].Fixed);
        throw layer.Error(
            "it does not say how large its top is; "
            + "give height and width, zoom_factor, shrink_factor, or a second bottom N×C×H×W as large as it");
    }

    private static long Shrunk(LayerContext layer, long length) => (length - 1) / layer.Positive("shrink_factor") + 1;

    private static long Zoomed(LayerContext layer, long length) => length + (length - 1) * (layer.Positive("zoom_factor") - 1L);
}
