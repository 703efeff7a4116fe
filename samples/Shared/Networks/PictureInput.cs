using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Samples.Networks;

/// <summary>The input of a network that takes one picture at a time.</summary>
public static class PictureInput
{
    private const string SizeName = "im_info";

    /// <summary>
    /// Whether an input is the <c>im_info</c> of Faster R-CNN and R-FCN, which is filled with the height, the width and the scale of the
    /// picture.
    /// </summary>
    public static bool IsSize(ValueDefinition input) =>
        input.Name == SizeName && input.Shape.Rank is 1 or 2 or 4 && input.Shape.CountOfOne() == 3;

    /// <summary>Fills <c>im_info</c>, if there is one, for the input as it is: boxes are in its pixels.</summary>
    public static void FillSize(Network network, InputHook picture)
    {
        foreach (InputHook input in network.Inputs)
        {
            if (input != picture)
                input.Set([picture.Height, picture.Width, 1f]);
        }
    }

    /// <summary>Its shape.</summary>
    /// <exception cref="UserError">The network takes something else.</exception>
    public static Shape Of(NetworkDefinition network)
    {
        ValueDefinition[] inputs = [.. network.Inputs.Select(index => network.Values[index])];
        if (inputs.Where(input => !IsSize(input)).ToArray() is not [{ Shape.Rank: 4 } input])
        {
            string found = string.Join(", ", inputs.Select(input => $"'{input.Name}' ({input.Shape})"));
            throw new UserError($"{network.Name} has the inputs {found}; expected one of N×C×H×W, which takes a picture");
        }
        Shape shape = input.Shape.For(1);
        if (shape.BatchSize != 1)
        {
            throw new UserError(
                $"{network.Name} runs {shape.BatchSize} pictures at once and no other number; "
                + "expected one that runs a single one: see --input-shape");
        }
        return shape.Channels is 1 or 3
            ? shape
            : throw new UserError($"the input '{input.Name}' of {network.Name} has {shape.Channels} channels; pictures have 3, or 1");
    }
}
