namespace CaffeSharpGen.Compiler.Layers;

/// <summary>How Scale and Bias fit their second operand to the first: it covers a run of the bottom's axes.</summary>
internal static class Broadcast
{
    /// <summary>Reads <c>axis</c> and <c>num_axes</c>: the first axis covered, and the operand's shape.</summary>
    /// <exception cref="LayerException">The operand does not fit.</exception>
    public static (int Axis, ValueShape Operand) Read(LayerContext layer)
    {
        if (layer.Bottoms.Count == 2)
        {
            ValueShape second = layer.Bottoms[1];
            int start = second.Rank == 0 ? 0 : layer.Axis("axis", 1);
            if (start + second.Rank > layer.Bottom.Rank || layer.Bottom.Between(start, start + second.Rank) != second)
            {
                throw layer.Error(
                    $"its second bottom {second} is not the run of axes from {start} on of its first bottom {layer.Bottom}", "axis");
            }
            return (start, second);
        }
        int axes = layer.Parameter.Int("num_axes", 1);
        if (axes == 0)
            return (0, ValueShape.Of());
        int axis = layer.Axis("axis", 1);
        if (axes < -1 || axes > layer.Bottom.Rank - axis)
        {
            throw layer.Error(
                $"num_axes is {axes}; from axis {axis} on its bottom {layer.Bottom} has {layer.Bottom.Rank - axis} axes "
                + "(-1 means all of them)",
                "num_axes");
        }
        return (axis, layer.Bottom.Between(axis, axes < 0 ? layer.Bottom.Rank : axis + axes));
    }
}
