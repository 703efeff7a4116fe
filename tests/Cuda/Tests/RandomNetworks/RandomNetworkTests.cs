using System.Globalization;
using CaffeSharpGen.Cuda.Testing;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.RandomNetworks.Actions;
using CaffeSharpGen.RandomNetworks.Generation;
using CaffeSharpGen.RandomNetworks.Networks;
using CsCheck;

namespace CaffeSharpGen.Cuda.Tests.RandomNetworks;

/// <summary>
/// Small random networks and random orders of what can be done with them, on the double, against each layer by itself there and against the
/// plain loops of the CPU. <c>CSG_RANDOM_NETWORKS</c>, <c>CSG_RANDOM_SEED</c>, <c>CSG_RANDOM_FIRST</c> and <c>CSG_RANDOM_FINDINGS</c> are as in RandomNetworks.
/// </summary>
[Collection(nameof(Gpu))]
public sealed class RandomNetworkTests
{
    private static readonly int Count = Setting("CSG_RANDOM_NETWORKS", 60);
    private static readonly int Seed = Setting("CSG_RANDOM_SEED", 17);
    private static readonly int First = Setting("CSG_RANDOM_FIRST", 0);

    [Fact]
    public void Networks_compute_what_their_layers_do_in_any_order_of_calls()
    {
        CudaDouble.Reset();
        string? findings = Environment.GetEnvironmentVariable("CSG_RANDOM_FINDINGS");
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        int right = 0;
        try
        {
            for (int number = First; number < First + Count; number++)
            {
                RandomCase it = Make(number);
                if (Shrinking.Failure(it) is not { } failure)
                {
                    right++;
                    continue;
                }
                (RandomCase small, Disagreement how) = Shrinking.Shrink(it, failure);
                string text = $"network {number} of seed {Seed}: {how.Message}\n{small}";
                if (findings is null)
                    Assert.Fail(text);
                string kind = $"{how.Kind}: {string.Join('+', small.Text.Layers.Select(layer => layer.Type))}";
                if (kinds.Add(kind))
                    File.WriteAllText(Path.Combine(findings, $"{kinds.Count:d3}-{number}.txt"), $"{kind}\n{text}\n");
            }
        }
        finally
        {
            Configuration.CloseAll();
        }
        Assert.Empty(kinds);
        Assert.Equal(Count, right);
        Assert.True(CudaDouble.LiveObjects == 0, string.Join(", ", CudaDouble.Live));
    }

    private static RandomCase Make(int number)
    {
        var choices = new Choices(new PCG((uint)Seed, (ulong)number));
        NetworkText text = new NetworkMaker(choices).Make();
        Assert.True(NetworkProgram.TryCompile(text.ToString(), out NetworkDefinition? network, out string problems), problems);
        RandomCase it = ActionMaker.Case(choices, text, network, isFinite: true);
        return it with { Device = new Configuration(false, 16, choices.Of(1, 3, 3), Accuracy.Fast) };
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
