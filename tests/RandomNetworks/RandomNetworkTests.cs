using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.RandomNetworks.Actions;
using CaffeSharpGen.RandomNetworks.Generation;
using CaffeSharpGen.RandomNetworks.Networks;
using CsCheck;

namespace CaffeSharpGen.RandomNetworks;

/// <summary>
/// Small random networks and random orders of what can be done with them, against an oracle that runs each layer by itself. A run is a function of its seed:
/// <c>CSG_RANDOM_NETWORKS</c> networks (600 unless set) of seed <c>CSG_RANDOM_SEED</c>; a network of a run is run again by <c>CSG_RANDOM_FIRST</c>.
/// With <c>CSG_RANDOM_FINDINGS</c>, a folder, the run goes on after a failure and writes each kind of failure there.
/// </summary>
public sealed class RandomNetworkTests
{
    private static readonly int Count = Setting("CSG_RANDOM_NETWORKS", 600);
    private static readonly int Seed = Setting("CSG_RANDOM_SEED", 14);
    private static readonly int First = Setting("CSG_RANDOM_FIRST", 0);
    private static readonly string? Findings = Environment.GetEnvironmentVariable("CSG_RANDOM_FINDINGS");

    [Fact]
    public void Every_layer_type_is_made()
    {
        var cases = new CaseMaker(Seed, first: 0, isFinite: true);
        var missing = LayerMaker.Made.ToHashSet();
        for (int i = 0; i < 3000 && missing.Count > 0; i++)
            missing.ExceptWith(cases.Next().Case.Text.Layers.Select(layer => layer.Type));
        Assert.Empty(missing);
    }

    [Fact]
    public void Networks_compute_what_their_layers_do_in_any_order_of_calls() => Run(new CaseMaker(Seed, First, isFinite: true), Count);

    [Fact]
    public void What_is_not_finite_goes_where_the_plain_loops_let_it_go() => Run(new CaseMaker(Seed + 1, First, isFinite: false), Math.Max(1, Count / 10));

    private static void Run(CaseMaker cases, int count)
    {
        var watch = Stopwatch.StartNew();
        var outcomes = new ConcurrentDictionary<string, int>();
        var failures = new ConcurrentDictionary<string, string>();
        cases.Sample(
            it =>
            {
                string outcome = Outcome(it, failures);
                outcomes.AddOrUpdate(outcome, 1, (_, before) => before + 1);
            },
            iter: count, threads: Environment.ProcessorCount, print: it => it.Case.ToString());
        string summary = $"{count} networks of seed {cases.Seed} from {First} on in {watch.Elapsed.TotalSeconds:f1} s: {string.Join(", ", outcomes.OrderBy(o => o.Key).Select(o => $"{o.Value} {o.Key}"))}";
        Console.WriteLine(summary);
        Assert.True(failures.IsEmpty, $"{summary}\n{string.Join("\n\n", failures.Values.Take(3))}");
        // Cases that say nothing are few, or the test would be weak.
        Assert.True(outcomes.GetValueOrDefault("right") >= count * 3 / 4, summary);
    }

    private static string Outcome(NumberedCase it, ConcurrentDictionary<string, string> failures)
    {
        try
        {
            CaseRun.Run(it.Case);
            return "right";
        }
        catch (Inconclusive why)
        {
            return $"undecided ({why.Message})";
        }
        catch (Exception other)
        {
            Disagreement failure = other as Disagreement ?? new Disagreement($"throws {other.GetType().Name}", other.ToString());
            Report(it, failure, failures);
            return "wrong";
        }
    }

    private static void Report(NumberedCase it, Disagreement failure, ConcurrentDictionary<string, string> failures)
    {
        (RandomCase small, Disagreement how) = Shrinking.Shrink(it.Case, failure);
        string text = $"network {it.Number} of seed {it.Seed}: {how.Message}\n{small}";
        string kind = $"{how.Kind}: {string.Join('+', small.Text.Layers.Select(layer => layer.Type))} {string.Join('+', small.Actions.Select(action => action.Kind))}";
        if (Findings is null)
            throw new Xunit.Sdk.XunitException($"run it alone with CSG_RANDOM_SEED={it.Seed} CSG_RANDOM_FIRST={it.Number} CSG_RANDOM_NETWORKS=1\n{text}");
        if (failures.TryAdd(kind, text))
            File.WriteAllText(Path.Combine(Findings, $"{failures.Count:d3}-{it.Seed}-{it.Number}.txt"), $"{kind}\n{text}\n");
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>A case, and how to make it again.</summary>
    private sealed record NumberedCase(RandomCase Case, int Seed, int Number);

    /// <summary>The cases of a run, one after another, whichever thread asks: a run of a seed is the same every time.</summary>
    private sealed class CaseMaker(int seed, int first, bool isFinite) : Gen<NumberedCase>
    {
        private int next = first - 1;

        public int Seed { get; } = seed;

        public override NumberedCase Generate(PCG pcg, Size? min, out Size size)
        {
            NumberedCase made = Next();
            size = new Size((ulong)(made.Case.Text.Layers.Length + made.Case.Actions.Length));
            return made;
        }

        /// <summary>The next case.</summary>
        public NumberedCase Next()
        {
            int number = Interlocked.Increment(ref next);
            var choices = new Choices(new PCG((uint)Seed, (ulong)number));
            NetworkText text = new NetworkMaker(choices).Make();
            NetworkDefinition network = NetworkProgram.TryCompile(text.ToString(), out NetworkDefinition? compiled, out string problems)
                ? compiled
                : throw new InvalidOperationException(problems);
            return new NumberedCase(ActionMaker.Case(choices, text, network, isFinite), Seed, number);
        }
    }
}
