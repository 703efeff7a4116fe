using CaffeSharpGen.Operations;

namespace CaffeSharpGen;

/// <summary>From a score that a detector's head reads back to what it was made of.</summary>
internal static class HeadScores
{
    /// <summary>The score before its softmax or sigmoid, as a target of one element.</summary>
    /// <param name="scores">What the head reads.</param>
    /// <param name="element">Which element of all images.</param>
    public static Target TargetOf(Hook scores, int element)
    {
        // Neither a softmax nor a layer that reshapes moves an element.
        bool isLogit = false;
        Hook value = scores;
        while (value.Producer is { } step)
        {
            bool isProbability = step.Operation is { NormalizesLogits: true } or { IsEachAProbability: true };
            if (step.Operation.Copying != Copying.Whole && (isLogit || !isProbability))
                break;
            isLogit |= isProbability;
            value = step.Inputs[0];
        }
        int ofRow = value.Shape.CountFrom(1);
        return new Target(value, element / ofRow, element % ofRow);
    }

    /// <summary>The input of the convolution that makes an element; null if none does.</summary>
    public static Hook? FeatureMapOf(Target score)
    {
        Hook value = score.Hook;
        int image = Enumerable.Range(0, value.Shape.BatchSize).First(score.IsOf);
        int element = (image * value.Shape.CountFrom(1)) + score.ElementOf(image);
        while (value.Producer is { } step)
        {
            switch (step.Operation)
            {
                case Convolution:
                    return step.Inputs[0].Shape.Rank == 4 ? step.Inputs[0] : null;
                case Permute permute:
                    element = BeforePermute(permute, step.Inputs[0].Shape, value.Shape, element);
                    value = step.Inputs[0];
                    break;
                case Concat concat:
                    (value, element) = BeforeConcat(concat, step.Inputs, value.Shape, element);
                    break;
                // Element by element, such as a batch normalization behind the convolution.
                case { } when step.Inputs[0].Shape.Count == value.Shape.Count
                    && (step.Operation.Copying == Copying.Whole || step.Operation is Scale or Bias or BatchNorm or Power):
                    value = step.Inputs[0];
                    break;
                default:
                    return null;
            }
        }
        return null;
    }

    private static int BeforePermute(Permute permute, Shape input, Shape output, int element)
    {
        int before = 0;
        for (int axis = output.Rank - 1; axis >= 0; axis--)
        {
            int index = element % output[axis];
            element /= output[axis];
            before += index * input.CountFrom(permute.Order[axis] + 1);
        }
        return before;
    }

    private static (Hook Value, int Element) BeforeConcat(Concat concat, IReadOnlyList<Hook> inputs, Shape output, int element)
    {
        int inner = output.CountFrom(concat.Axis + 1), length = output[concat.Axis];
        int outer = element / (inner * length), index = element / inner % length, rest = element % inner;
        foreach (Hook input in inputs)
        {
            int own = input.Shape[concat.Axis];
            if (index < own)
                return (input, (((outer * own) + index) * inner) + rest);
            index -= own;
        }
        throw new InvalidOperationException($"element {element} lies in no part of {output}");
    }
}
