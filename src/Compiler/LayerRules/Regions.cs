using CaffeSharpGen.Compiler.Layers;

namespace CaffeSharpGen.Compiler.LayerRules;

/// <summary>What the types that read or make regions of images share.</summary>
internal static class Regions
{
    /// <summary>Columns of a region: the index of its image, then its corners x1, y1, x2, y2.</summary>
    public const int Columns = 5;

    /// <summary>Checks the bottoms of a layer that pools regions: features and regions.</summary>
    /// <returns>Count of regions. It is no count of images, so that such a network runs for the batch that it declares.</returns>
    /// <exception cref="LayerException">The bottoms have other shapes.</exception>
    /// <exception cref="NotSymbolicException">The count depends on the batch size.</exception>
    public static Dim Count(LayerContext layer)
    {
        layer.Require(bottoms: 2);
        layer.RequireRank(4, 4);
        ValueShape regions = layer.Bottoms[1];
        if (regions.Rank < 2 || regions.CountBetween(1, regions.Rank) is not { IsPerImage: false, Length: Columns })
        {
            throw layer.Error(
                $"its second bottom is {regions}; regions are R×{Columns}, each the index of its image, then x1, y1, x2, y2");
        }
        _ = (layer.Bottom[0].Fixed, regions[0].Fixed);
        return regions[0];
    }

    /// <summary>Reads <c>spatial_scale</c>.</summary>
    /// <exception cref="LayerException">It is not positive.</exception>
    public static float Scale(LayerContext layer)
    {
        float scale = layer.Parameter.Float("spatial_scale", 1);
        return scale > 0 && !float.IsInfinity(scale)
            ? scale
            : throw layer.Error($"spatial_scale is {scale}; it must be positive", "spatial_scale");
    }
}
