namespace CaffeSharpGen.Runtime.Tests.Detections;

/// <summary>Gradients against finite differences at a hook, whose value a callback changes.</summary>
internal static class Differences
{
    private const float Step = 1f / 64;

    /// <summary>Requires that a target's gradient at a hook is how a score changes with the hook's value.</summary>
    /// <remarks>Of elements without a gradient, one in <paramref name="every"/> is looked at.</remarks>
    /// <returns>How many elements have a gradient.</returns>
    public static int Require(Network network, Target target, Hook at, Func<float> score, double tolerance = 1e-3, int every = 1)
    {
        network.Backward(target, at);
        float[] gradient = at.Gradient.Span.ToArray();
        int checkedElements = 0;
        for (int element = 0; element < gradient.Length; element++)
        {
            if (gradient[element] == 0 && element % every != 0)
                continue;
            float above = ScoreWith(network, at, element, Step, score), below = ScoreWith(network, at, element, -Step, score);
            double difference = ((double)above - below) / (2 * Step);
            Assert.True(Math.Abs(difference - gradient[element]) <= tolerance * Math.Max(1, Math.Abs(difference)), $"{target} at {at.Name}[{element}]: gradient {gradient[element]}, difference {difference}");
            checkedElements += gradient[element] != 0 ? 1 : 0;
        }
        Assert.True(checkedElements > 0, $"{target} has no gradient at {at.Name}");
        network.Forward();
        return checkedElements;
    }

    private static float ScoreWith(Network network, Hook at, int element, float change, Func<float> score)
    {
        using IDisposable _ = at.OnForward(value => value[element] += change);
        network.Forward();
        return score();
    }
}
