using CaffeSharpGen.Definitions;
using CaffeSharpGen.Heads;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Csg.Inspect;

/// <summary>The head of a detector, known without weights.</summary>
/// <param name="Rows">Index of the value with its boxes.</param>
/// <param name="Scores">Index of the value that a box is explained by: the scores before their softmax or sigmoid.</param>
/// <param name="FeatureMaps">Indices of what the convolutions for scores and boxes read.</param>
internal sealed record DetectorHead(int Rows, int Scores, IReadOnlyList<int> FeatureMaps)
{
    /// <summary>That of a network; null if it is no detector.</summary>
    public static DetectorHead? Of(NetworkDefinition network)
    {
        Dictionary<int, StepDefinition> producers = [];
        foreach (StepDefinition step in network.Steps)
        {
            foreach (int output in step.Outputs)
                producers[output] = step;
        }
        for (int value = network.Values.Length - 1; value >= network.InputCount; value--)
        {
            if (!network.Values[value].IsHidden && HeadOf(value, producers) is { } head)
                return new DetectorHead(value, ScoresOf(head, network, producers), MapsOf(head, network, producers));
        }
        return null;
    }

    private static StepDefinition? HeadOf(int value, Dictionary<int, StepDefinition> producers)
    {
        while (producers.TryGetValue(value, out StepDefinition? step))
        {
            if (step.Operation is IBoxHead)
                return step;
            if (step.Operation is not Slice && step.Operation.Copying != Copying.Whole)
                return null;
            value = step.Inputs[0];
        }
        return null;
    }

    private static int ScoresOf(StepDefinition head, NetworkDefinition network, Dictionary<int, StepDefinition> producers)
    {
        var layout = (IBoxHead)head.Operation;
        int label = layout.Columns.Label < 0 ? -1 : 1;
        int value = head.Inputs[layout.ScoreOf(label, 0, [.. head.Inputs.Select(input => network.Values[input].Shape.For(1))]).Input];
        while (producers.TryGetValue(value, out StepDefinition? step)
            && (step.Operation.Copying == Copying.Whole || step.Operation is { NormalizesLogits: true } or { IsEachAProbability: true }))
            value = step.Inputs[0];
        return value;
    }

    // What lies between a head and its convolutions moves numbers, or changes each by itself.
    private static int[] MapsOf(StepDefinition head, NetworkDefinition network, Dictionary<int, StepDefinition> producers)
    {
        var maps = new SortedSet<int>();
        var seen = new HashSet<int>();
        var left = new Stack<int>(head.Inputs);
        while (left.TryPop(out int value))
        {
            if (!seen.Add(value) || !producers.TryGetValue(value, out StepDefinition? step))
                continue;
            if (step.Operation is Convolution)
            {
                if (network.Values[step.Inputs[0]].Shape.Rank == 4)
                    maps.Add(step.Inputs[0]);
            }
            else if (step.Operation is Concat)
            {
                foreach (int input in step.Inputs)
                    left.Push(input);
            }
            else if (step.Operation is Permute or Scale or Bias or BatchNorm or Power or { NormalizesLogits: true }
                or { IsEachAProbability: true } || step.Operation.Copying == Copying.Whole)
            {
                left.Push(step.Inputs[0]);
            }
        }
        return [.. maps];
    }
}
