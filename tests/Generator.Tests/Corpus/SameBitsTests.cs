using System.Reflection;
using CaffeSharpGen.Tests;
using CaffeSharpGen.Weights;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests.Corpus;

/// <summary>A generated class gives the bits of the network that is compiled at run time, for all networks of the corpus.</summary>
public sealed class SameBitsTests
{
    [Fact]
    public void Generated_networks_give_the_bits_of_those_compiled_at_run_time()
    {
        CorpusNetwork[] networks = [.. CorpusFile.All().Select(CorpusNetwork.Of)];
        var run = new GeneratorRun([.. networks.Select((network, i) => CorpusClass.Of(network.File, i, network.InputShape))]);
        Assert.DoesNotContain(run.Diagnostics, message => message.Severity == DiagnosticSeverity.Error);
        Assembly generated = run.Load();
        using var device = Device.Cpu(2);
        var wrong = new List<string>();
        for (int i = 0; i < networks.Length; i++)
        {
            Type type = generated.GetType($"Demo.{CorpusClass.NameOf(i)}", throwOnError: true)!;
            using MemoryWeights weights = CorpusWeights.For(networks[i].Definition);
            float[][] expected, found;
            using (var dynamic = new Network(networks[i].Definition, weights, device, leaveOpen: true))
                expected = Outputs(dynamic);
            using (Network compiled = LoadedNetwork.Of(type, weights, device, leaveOpen: true))
                found = Outputs(compiled);
            bool isEqual = expected.Length == found.Length && expected.Zip(found).All(pair => HaveSameBits(pair.First, pair.Second));
            if (!isEqual)
                wrong.Add(networks[i].File.Name);
        }
        Assert.Empty(wrong);
    }

    private static float[][] Outputs(Network network)
    {
        CorpusInputs.Set(network);
        network.Forward();
        return [.. network.Definition.Outputs.Select(output =>
            network[network.Definition.Values[output].Name].Activation.Span.ToArray())];
    }

    private static bool HaveSameBits(float[] one, float[] other) => one.Length == other.Length
        && one.Zip(other).All(pair => BitConverter.SingleToInt32Bits(pair.First) == BitConverter.SingleToInt32Bits(pair.Second));
}
