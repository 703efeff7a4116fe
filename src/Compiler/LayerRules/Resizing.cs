using CaffeSharpGen.Compiler.Layers;

namespace CaffeSharpGen.Compiler.LayerRules;

/// <summary>What the layer types that give planes another size share.</summary>
internal static class Resizing
{
    /// <summary>The top's shape, checked.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="height">The top's height.</param>
    /// <param name="width">The top's width.</param>
    /// <param name="axis">The axis of the height; that of the width follows.</param>
    /// <param name="field">The field to blame.</param>
    /// <exception cref="LayerException">It is empty or too large.</exception>
    public static ValueShape Top(LayerContext layer, long height, long width, int axis = 2, string? field = null)
    {
        ValueShape bottom = layer.Bottom;
        if (height < 1 || width < 1)
            throw layer.Error($"its top would be {height}×{width} (height×width) from its bottom {bottom}; both must be at least 1", field);
        int channels = (int)bottom[axis == 2 ? 1 : 3].Fixed;
        if ((double)channels * height * width > int.MaxValue)
            throw layer.Error($"its top would be {channels}×{height}×{width}, more than {int.MaxValue} elements", field);
        return bottom.With(axis, height).With(axis + 1, width);
    }
}
