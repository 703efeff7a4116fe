using CaffeSharpGen.Heads;

namespace CaffeSharpGen;

/// <summary>Finds the head that a value's rows come from.</summary>
internal static class BoxRows
{
    /// <summary>The head whose rows a value has as they are, or without their last columns; null if there is none.</summary>
    public static LayerStep? HeadOf(Hook rows)
    {
        for (Hook value = rows; value.Producer is { } step; value = step.Inputs[0])
        {
            if (step.Operation is IBoxHead)
                return step;
            if (step.Operation is not Operations.Slice && step.Operation.Copying != Copying.Whole)
                return null;
        }
        return null;
    }

    /// <summary>The nearest head that bounds how many rows of a value are used; null if none does.</summary>
    public static LayerStep? BoundOf(Hook value)
    {
        var seen = new HashSet<Hook>();
        var left = new Queue<Hook>([value]);
        while (left.TryDequeue(out Hook? next))
        {
            if (!seen.Add(next) || BoundedAxis(next) < 0 || next.Producer is not { } step)
                continue;
            if (step.Operation is IBoxHead)
                return step;
            foreach (Hook input in step.Inputs)
                left.Enqueue(input);
        }
        return null;
    }

    /// <summary>The axis along which not all of a value need be used; −1 if there is none.</summary>
    public static int BoundedAxis(Hook value)
    {
        EquatableArray<Dim> axes = value.Network.Definition.Values[value.Index].Shape.Axes;
        for (int axis = 0; axis < axes.Length; axis++)
        {
            if (axes[axis].IsUpperBound)
                return axis;
        }
        return -1;
    }

    /// <summary>Whether a head's rows say y before x: priors may, and rows are made of them as they are.</summary>
    public static bool IsYFirst(LayerStep head)
    {
        if (head.Operation is not Operations.DetectionOutput)
            return false;
        var left = new Queue<Hook>([head.Inputs[2]]);
        while (left.TryDequeue(out Hook? priors))
        {
            if (priors.Producer is not { } step)
                continue;
            if (step.Operation is Operations.PriorBox box)
                return box.YFirst;
            foreach (Hook input in step.Inputs)
                left.Enqueue(input);
        }
        return false;
    }

    /// <summary>How many rows a head's output has, and how many columns.</summary>
    public static (int Rows, int Columns) SizeOf(Hook output) =>
        (output.Shape.Count / output.Shape[output.Shape.Rank - 1], output.Shape[output.Shape.Rank - 1]);

    /// <summary>How many rows of a head's output are in use.</summary>
    public static int CountUsed(Hook output)
    {
        (int rows, int columns) = SizeOf(output);
        ReadOnlySpan<float> values = output.Activation.Span;
        int used = 0;
        while (used < rows && values[used * columns] >= 0)
            used++;
        return used;
    }
}
