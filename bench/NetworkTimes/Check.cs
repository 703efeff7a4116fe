namespace CaffeSharpGen.NetworkTimes;

/// <summary>Every value of a network on the fast device beside the oracle's.</summary>
internal static class Check
{
    /// <summary>Prints the relative RMS error of each value, and of the guided gradient at the input.</summary>
    public static void Print(Func<Device, Network> load, string logits)
    {
        using Device scalar = Device.Scalar(), fast = Device.Cpu(2);
        using Network expected = load(scalar), actual = load(fast);
        foreach (Network network in new[] { expected, actual })
        {
            Program.Feed(network);
            network.Forward();
        }
        Console.WriteLine("| value | relative RMS error |\n|---|---|");
        foreach ((Hook reference, Hook hook) in expected.Hooks.Zip(actual.Hooks).Reverse().Where(pair => pair.Second.IsComputedAlone()).Reverse())
            Console.WriteLine($"| {hook.Name} | {RelativeRms(reference.Activation.Span, hook.Activation.Span):e1} |");
        foreach (Network network in new[] { expected, actual })
        {
            network.TryGetHook(logits, out Hook? output);
            network.Backward(new Target(output!, 7), network.Inputs.Single(), ReluRule.Guided);
        }
        Console.WriteLine($"| guided gradient | {RelativeRms(expected.Inputs.Single().Gradient.Span, actual.Inputs.Single().Gradient.Span):e1} |");
    }

    // Values between layers that run as one would take them apart.
    private static bool IsComputedAlone(this Hook hook) => hook.Producer is not { } producer || hook.Network.Groups.Any(group => group.Layers[^1] == producer);

    private static double RelativeRms(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        double error = 0, sum = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            error += Math.Pow((double)expected[i] - actual[i], 2);
            sum += Math.Pow(expected[i], 2);
        }
        return Math.Sqrt(error / sum);
    }
}
