using System.Runtime.InteropServices;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Tests;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Generator.Tests.Corpus;

/// <summary>
/// The networks of the corpus run on random weights: no output is NaN or infinite, a generated class gives the bits of the network that is
/// compiled at run time, and the fast kernels agree with the reference ones. Here they are made smaller, and only small ones run on the
/// reference kernels; <c>CSG_CORPUS=full</c> runs all as they are.
/// </summary>
public sealed class RunTests
{
    // The reference kernels are plain loops.
    private const long MostReferenceMacs = 250_000_000;

    // Of the largest number of a value. Errors add up in deep networks.
    private const float Tolerance = 2e-4f;

    public static IEnumerable<TheoryDataRow<string>> Names => CorpusNames.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_has_no_NaN_generated_and_run_time_give_the_same_bits_and_the_kernels_agree(string name)
    {
        (CorpusNetwork network, Type generated) = CorpusAssembly.Find(name);
        using MemoryWeights weights = CorpusWeights.For(network.Definition);
        int[] compared = [.. Compared(network.Definition)];
        using var fast = Device.Cpu(2);
        float[][] found, outputs;
        using (var dynamic = new Network(network.Definition, weights, fast, leaveOpen: true))
        {
            found = Run(dynamic, compared);
            outputs = Outputs(dynamic);
        }
        using (Network compiled = LoadedNetwork.Of(generated, weights, fast, leaveOpen: true))
        {
            CorpusInputs.Set(compiled);
            compiled.Forward();
            RequireSameBits(outputs, Outputs(compiled));
        }
        if (network.Macs > MostReferenceMacs && !CorpusNetwork.IsFull)
            return;
        using var scalar = Device.Scalar();
        using var plain = new Network(network.Definition, weights, scalar, leaveOpen: true);
        float[][] expected = Run(plain, compared);
        for (int i = 0; i < compared.Length; i++)
        {
            float largest = expected[i].Max(MathF.Abs), difference = 0;
            for (int at = 0; at < expected[i].Length; at++)
                difference = Math.Max(difference, MathF.Abs(expected[i][at] - found[i][at]));
            ValueDefinition value = network.Definition.Values[compared[i]];
            Assert.True(difference <= Tolerance * largest, $"{value.Name} {value.Shape}: off by {difference}, where the largest is {largest}");
        }
    }

    private static float[][] Run(Network network, int[] compared)
    {
        NetworkDefinition definition = network.Definition;
        Hook[] hooks = [.. compared.Select(value => network[definition.Values[value].Name])];
        using var kept = new Disposables(hooks.Select(hook => hook.Keep()));
        CorpusInputs.Set(network);
        network.Forward();
        foreach (int output in definition.Outputs)
        {
            Hook hook = network[definition.Values[output].Name];
            Assert.True(hook.Activation.Span.ToArray().All(float.IsFinite), $"{hook.Name} has values that are not finite");
        }
        return [.. hooks.Select(hook => hook.Activation.Span.ToArray())];
    }

    private static float[][] Outputs(Network network) => [.. network.Definition.Outputs.Select(output =>
        network[network.Definition.Values[output].Name].Activation.Span.ToArray())];

    private static void RequireSameBits(float[][] expected, float[][] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(MemoryMarshal.AsBytes<float>(expected[i]).SequenceEqual(MemoryMarshal.AsBytes<float>(found[i])), $"output {i} has other bits");
    }

    // Outputs, and what choices are made of (which box, which class, which row): a choice may fall otherwise in the last digit, and all below it.
    private static IEnumerable<int> Compared(NetworkDefinition network)
    {
        var chosen = new HashSet<int>();
        var compared = new SortedSet<int>(network.Outputs);
        foreach (StepDefinition step in network.Steps)
        {
            bool chooses = !step.Operation.IsDifferentiable;
            if (chooses)
                compared.UnionWith(step.Inputs);
            if (chooses || step.Inputs.Any(chosen.Contains))
                chosen.UnionWith(step.Outputs);
        }
        return compared.Where(value => !chosen.Contains(value) && !network.Values[value].IsHidden && !network.Inputs.Contains(value));
    }

    private sealed class Disposables(IEnumerable<IDisposable> all) : IDisposable
    {
        private readonly IDisposable[] all = [.. all];

        public void Dispose()
        {
            foreach (IDisposable one in all)
                one.Dispose();
        }
    }
}
