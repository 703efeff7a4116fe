using CaffeSharpGen.Compiler.Layers;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>Checks that the values and weights of layers have sizes that a network can have.</summary>
internal static class SizeCheck
{
    /// <summary>Checks all shapes of a layer.</summary>
    /// <param name="compiled">The layer.</param>
    /// <param name="context">Where errors go.</param>
    /// <param name="isSymbolic">Whether inputs get N as their first length instead of what they declare.</param>
    /// <exception cref="LayerException">A shape is out of range.</exception>
    /// <exception cref="NotSymbolicException">A shape is for the declared batch size alone.</exception>
    public static void Require(CompiledLayer compiled, LayerContext context, bool isSymbolic)
    {
        foreach (ValueShape input in compiled.Inputs)
            Require("top", isSymbolic && input.Rank > 0 && input[0].Length > 0 ? input.With(0, Dim.N) : input, context);
        for (int i = 0; i < compiled.Operations.Length; i++)
        {
            bool isLast = i == compiled.Operations.Length - 1;
            foreach (ValueShape output in compiled.Operations[i].Outputs)
                Require(isLast ? "top" : "value between its operations", output, context);
            foreach (ValueShape weight in compiled.Operations[i].Weights)
            {
                if (weight.IsPerImage)
                    throw new NotSymbolicException();
                Require("weight", weight, context);
            }
        }
    }

    /// <summary>
    /// Checks one shape; where it grows with the batch size N for one image, whatever the prototxt declares: how many run at once is chosen
    /// when the network is loaded.
    /// </summary>
    /// <param name="what">What has it, such as <c>top</c>.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="context">Where errors go.</param>
    /// <exception cref="LayerException">The shape is out of range.</exception>
    /// <exception cref="NotSymbolicException">The shape is for the declared batch size alone.</exception>
    public static void Require(string what, ValueShape shape, LayerContext context)
    {
        if (shape.Rank > ValueShape.MostAxes)
            throw context.Error($"its {what} would have {shape.Rank} axes; Caffe's blobs have at most {ValueShape.MostAxes}");
        double count = 1;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            long length = shape[axis].Length;
            if (length < 1)
                throw context.Error($"its {what} would be {shape}; every axis must be at least 1 long");
            count *= length;
            // The batch is the first axis and nothing else.
            if (axis > 0 && shape[axis].IsPerImage)
                throw new NotSymbolicException();
        }
        if (count > int.MaxValue)
            throw context.Error($"its {what} would be {shape}, more than {int.MaxValue} elements");
        // Where there is no room for a second image, the batch is not free.
        if (shape.IsPerImage && count * 2 > int.MaxValue)
            throw new NotSymbolicException();
    }

    /// <summary>Whether a value of a layer would have too many elements for a count of images.</summary>
    public static bool IsTooLargeFor(int batchSize, CompiledLayer compiled) =>
        compiled.Operations.SelectMany(operation => operation.Outputs).Any(shape => shape.IsPerImage
            && shape.Axes.Aggregate(1.0, (count, length) => count * length.For(batchSize)) > int.MaxValue);
}
