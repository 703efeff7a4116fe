using CaffeSharpGen.Compiler.Layers;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.LayerRules.Windows;

/// <summary>Borders of one value.</summary>
internal static class Padding
{
    /// <summary>Adds a border.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="lowering">Its operations.</param>
    /// <param name="value">What gets a border.</param>
    /// <param name="paddings">For each axis how much is put before it, and how much behind it.</param>
    /// <param name="constant">What the border holds.</param>
    /// <param name="field">The field that gives the paddings.</param>
    /// <exception cref="LayerException">A padding is negative or too large.</exception>
    public static Term Add(LayerContext layer, Lowering lowering, Term value, int[] paddings, float constant, string field)
    {
        int[] before = new int[value.Shape.Rank];
        ValueShape padded = value.Shape;
        for (int axis = 0; axis < before.Length; axis++)
        {
            before[axis] = paddings[2 * axis];
            int behind = paddings[2 * axis + 1];
            if (before[axis] is < 0 or > Window.Most || behind is < 0 or > Window.Most)
            {
                throw layer.Error(
                    $"its paddings of axis {axis} are {before[axis]} and {behind}; they must lie within 0 … {Window.Most}", field);
            }
            if (before[axis] + behind > 0)
                padded = padded.With(axis, value.Shape[axis].Fixed + before[axis] + behind);
        }
        return padded == value.Shape ? value : lowering.Add(new Op.Pad([.. before], constant), padded, value);
    }
}
