using System.Globalization;
using CaffeSharpGen.Cuda.Testing;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.RandomNetworks.Actions;
using CaffeSharpGen.RandomNetworks.Generation;
using CaffeSharpGen.RandomNetworks.Networks;
using CsCheck;

namespace CaffeSharpGen.Cuda.Tests.RandomNetworks;

/// <summary>
/// Small random networks and random orders of what can be done with them, on the double: against each layer by itself there, bit for
/// bit, and each layer against the plain loops of the CPU. <c>CSG_RANDOM_NETWORKS</c>, <c>CSG_RANDOM_SEED</c>, <c>CSG_RANDOM_FIRST</c> and
/// <c>CSG_RANDOM_FINDINGS</c> are as in <c>tests/RandomNetworks</c>.
/// </summary>
[Collection(nameof(Gpu))]
public sealed class RandomNetworkTests
{
    private static readonly int Count = Setting("CSG_RANDOM_NETWORKS", 60);
    private static readonly int Seed = Setting("CSG_RANDOM_SEED", 17);
    private static readonly int First = Setting("CSG_RANDOM_FIRST", 0);
    private static readonly string? Findings = Environment.GetEnvironmentVariable("CSG_RANDOM_FINDINGS");

    [Fact]
    public void Networks_compute_what_their_layers_do_in_any_order_of_calls() => Run(Seed, Count, isFinite: true);

    [Fact]
    public void What_is_not_finite_goes_where_the_plain_loops_let_it_go() => Run(Seed + 1, Math.Max(1, Count / 5), isFinite: false);

    private static void Run(int seed, int count, bool isFinite)
    {
        CudaDouble.Reset();
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        int right = 0;
        try
        {
            for (int number = First; number < First + count; number++)
            {
                (CudaDouble.Eager, CudaDouble.Descending) = (number % 2 == 0, number % 3 == 0);
                RandomCase it = Make(seed, number, isFinite);
                if (Outcome(it, ref right) is not { } failure)
                    continue;
                (RandomCase small, Disagreement how) = Shrinking.Shrink(it, failure);
                string text = $"number {number} of CSG_RANDOM_SEED={seed}\n{how.Message}\n{small}";
                if (Findings is null)
                    Assert.Fail(text);
                string kind = $"{how.Kind}: {string.Join('+', small.Text.Layers.Select(layer => layer.Type))}";
                if (kinds.Add(kind))
                    File.WriteAllText(Path.Combine(Findings, $"{kinds.Count:d3}-{seed}-{number}.txt"), $"{kind}\n{text}\n");
            }
        }
        finally
        {
            Configuration.CloseAll();
            CudaDouble.Reset();
        }
        Assert.Empty(kinds);
        // Cases that say nothing are few, or the test would be weak.
        Assert.True(right >= count * 3 / 4, $"{right} of {count} are decided");
        Assert.True(CudaDouble.LiveObjects == 0, string.Join(", ", CudaDouble.Live));
    }

    // How it fails, if it does; undecided cases do not count.
    private static Disagreement? Outcome(RandomCase it, ref int right)
    {
        try
        {
            CaseRun.Run(it);
            right++;
            return null;
        }
        catch (Inconclusive)
        {
            return null;
        }
        catch (Exception other)
        {
            return other as Disagreement ?? new Disagreement($"throws {other.GetType().Name}", other.ToString());
        }
    }

    private static RandomCase Make(int seed, int number, bool isFinite)
    {
        var choices = new Choices(new PCG((uint)seed, (ulong)number));
        NetworkText text = new NetworkMaker(choices).Make();
        Assert.True(NetworkProgram.TryCompile(text.ToString(), out NetworkDefinition? network, out string problems), problems);
        RandomCase it = ActionMaker.Case(choices, text, network, isFinite);
        return it with { Device = new Configuration(false, 16, choices.Of(1, 3, 3), Accuracy.Exact) };
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
