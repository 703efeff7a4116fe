using CaffeSharpGen.Compiler.Layers;

namespace CaffeSharpGen.Compiler.LayerRules;

/// <summary>
/// Blocks of positions that become images of a batch, and back, as in TensorFlow: <c>block_shape</c> has a length for each axis from the
/// second one on, and what is padded or cropped has two.
/// </summary>
internal static class BlockShapes
{
    /// <summary>Reads the blocks' lengths, and what is added or taken before and behind each axis.</summary>
    public static (int[] Block, int[] Sides) Read(LayerContext layer, string sides)
    {
        int[] block = [.. layer.Parameter.Ints("block_shape")], around = [.. layer.Parameter.Ints(sides)];
        if (block.Length > layer.Bottom.Rank - 1)
        {
            throw layer.Error(
                $"it gives {block.Length} block_shape; its bottom {layer.Bottom} has {layer.Bottom.Rank - 1} axes for them", "block_shape");
        }
        if (around.Length != 2 * block.Length)
            throw layer.Error($"it gives {around.Length} {sides}; {2 * block.Length} are needed, two for each block_shape", sides);
        if (Array.Exists(block, length => length is < 1 or > Window.Most))
            throw layer.Error($"its block_shape are {string.Join(", ", block)}; they must lie within 1 … {Window.Most}", "block_shape");
        if (Array.Exists(around, length => length is < 0 or > Window.Most))
            throw layer.Error($"its {sides} are {string.Join(", ", around)}; they must lie within 0 … {Window.Most}", sides);
        return (block, around);
    }

    /// <summary>The product of the blocks' lengths.</summary>
    public static long Count(int[] block)
    {
        long count = 1;
        foreach (int length in block)
            count = Math.Min(count * length, int.MaxValue);
        return count;
    }
}
