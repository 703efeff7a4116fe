namespace CaffeSharpGen.Compiler.Graph;

/// <summary>Checks that the values and weights of layers have sizes that a network can have.</summary>
/// <param name="declaredBatch">The number of images that the prototxt declares, where N stands for it; else 1.</param>
internal sealed class SizeCheck(int declaredBatch)
{
    /// <summary>Checks all shapes of a layer.</summary>
    /// <exception cref="LayerException">One is out of range.</exception>
    /// <exception cref="NotSymbolicException">One is for no number of images but the declared one, or for that and one image only.</exception>
    public void Require(CompiledLayer compiled, LayerContext context)
    {
        foreach (ValueShape input in compiled.Inputs)
            Require("top", input, context);
        for (int i = 0; i < compiled.Operations.Length; i++)
        {
            bool isLast = i == compiled.Operations.Length - 1;
            foreach (ValueShape output in compiled.Operations[i].Outputs)
                Require(isLast ? "top" : "value between its operations", output, context);
            foreach (ValueShape weight in compiled.Operations[i].Weights)
                RequireWeight(weight, context);
        }
    }

    private void RequireWeight(ValueShape weight, LayerContext context)
    {
        if (weight.IsPerImage)
            throw new NotSymbolicException();
        Require("weight", weight, context);
    }

    private void Require(string what, ValueShape shape, LayerContext context)
    {
        if (shape.Rank > ValueShape.MostAxes)
            throw context.Error($"its {what} would have {shape.Rank} axes; Caffe's blobs have at most {ValueShape.MostAxes}");
        double count = 1;
        foreach (Dim axis in shape.Axes)
        {
            long length = axis.For(declaredBatch);
            if (length < 1)
                throw context.Error($"its {what} would be {shape}; every axis must be at least 1 long");
            count *= length;
        }
        if (count > int.MaxValue)
            throw context.Error($"its {what} would be {shape}, more than {int.MaxValue} elements");
        // A batch is the first axis and nothing else, and there is room for more than one image.
        if (shape.IsPerImage && (shape.Axes.Skip(1).Any(axis => axis.IsPerImage) || count / declaredBatch * 2 > int.MaxValue))
            throw new NotSymbolicException();
    }
}
