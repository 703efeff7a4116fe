using CaffeSharpGen.Compiler.Layers;

namespace CaffeSharpGen.Compiler.LayerRules;

/// <summary>A shape with more axes of length 1.</summary>
internal static class NewAxes
{
    /// <summary>
    /// The bottom's shape with an axis of length 1 at each given position, counted in the bottom; negative ones count from behind its end.
    /// </summary>
    /// <exception cref="LayerException">A position is out of range.</exception>
    public static ValueShape Insert(LayerContext layer, IReadOnlyList<int> positions)
    {
        int rank = layer.Bottom.Rank;
        var axes = new List<Dim>(layer.Bottom.Axes);
        for (int i = 0; i < positions.Count; i++)
        {
            int position = positions[i] < 0 ? positions[i] + rank + 1 : positions[i];
            if (position < 0 || position > rank)
            {
                throw layer.Error(
                    $"axis is {positions[i]}; a new axis of its bottom {layer.Bottom} lies within {-rank - 1} … {rank}", "axis");
            }
            // Each insertion shifts what lies behind it.
            if (position + i > axes.Count)
                throw layer.Error($"axis {positions[i]} is inserted before the axes in front of it are there; give them sorted", "axis");
            axes.Insert(position + i, 1);
        }
        return ValueShape.Of(axes);
    }
}
