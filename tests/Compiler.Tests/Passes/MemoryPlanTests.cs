using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Passes;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>The memory plan of every network in models/, played through: nothing is overwritten before its last reader, forward or backward, has run.</summary>
public sealed class MemoryPlanTests
{
    public static IEnumerable<TheoryDataRow<string>> Models => ModelText.Names.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_reader_finds_what_was_written(string model)
    {
        NetworkModel network = ModelText.Compile(model);
        MemoryPlan plan = MemoryPlan.Of(network);
        var writers = new int[plan.ArenaSize / 16];
        foreach (EquatableArray<int> group in plan.Groups)
        {
            foreach (int input in ReadBy(network, group))
                AssertHolds(network, plan, writers, input, network.Steps[group[0]].Name);
            foreach (int output in network.Steps[group[group.Length - 1]].Outputs)
                Write(network, plan, writers, output);
        }
        foreach (int output in network.Outputs)
            AssertHolds(network, plan, writers, output, "the user");
        foreach (StepModel step in network.Steps)
        {
            foreach (int needed in NeededBackward(step))
                AssertHolds(network, plan, writers, needed, $"the gradient of {step.Name}");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Gradients_in_an_arena_of_the_same_layout_are_not_overwritten_either(string model)
    {
        NetworkModel network = ModelText.Compile(model);
        MemoryPlan plan = MemoryPlan.Of(network);
        var writers = new int[plan.ArenaSize / 16];
        // Only what lies in the arena by itself: a gradient inside another is that one's.
        foreach (int output in network.Outputs)
            Write(network, plan, writers, output);
        foreach (EquatableArray<int> group in plan.Groups.Reverse())
        {
            int[] outputs = [.. network.Steps[group[group.Length - 1]].Outputs];
            foreach (int output in outputs.Where(output => plan.Offsets[output] >= 0))
                AssertHolds(network, plan, writers, output, network.Steps[group[0]].Name);
            foreach (int input in ReadBy(network, group).Where(input => plan.Offsets[input] >= 0))
            {
                Write(network, plan, writers, input);
                foreach (int output in outputs.Where(output => plan.Offsets[output] >= 0))
                    AssertHolds(network, plan, writers, output, network.Steps[group[0]].Name);
            }
        }
    }

    [Fact]
    public void Last_values_survive_where_that_takes_no_more_memory()
    {
        NetworkModel network = ModelText.Compile("vgg16");
        MemoryPlan plan = MemoryPlan.Of(network);
        ValueModel relu = network.Values.Single(value => value.HookName == "relu5_3");
        long start = plan.Offsets[relu.Index], end = start + MemoryPlan.Floats(relu.Shape);
        Assert.DoesNotContain(network.Values.Skip(relu.Index + 1), value =>
            plan.Offsets[value.Index] >= 0 && plan.Offsets[value.Index] < end && start < plan.Offsets[value.Index] + MemoryPlan.Floats(value.Shape));
        Assert.Equal(2 * 64 * 224 * 224, plan.ArenaSize);
    }

    [Fact]
    public void Parts_lie_in_their_whole()
    {
        NetworkModel network = ModelText.Compile("squeezenet_v1.1");
        MemoryPlan plan = MemoryPlan.Of(network);
        int Index(string name) => network.Values.Single(value => value.HookName == name).Index;
        Assert.Contains(new Inside(Index("fire2/relu_expand1x1"), Index("fire2/concat"), 0), plan.Insides);
        Assert.Contains(new Inside(Index("fire2/relu_expand3x3"), Index("fire2/concat"), 64), plan.Insides);
        Assert.Contains(new Inside(Index("drop9"), Index("fire9/concat"), 0), plan.Insides);
        Assert.Equal(16, plan.Insides.Count(inside => network.Values[inside.Whole].Type == "Concat") - 1);
    }

    private static void Write(NetworkModel network, MemoryPlan plan, int[] writers, int value)
    {
        foreach (long line in LinesOf(network, plan, value))
            writers[line] = value + 1;
    }

    private static void AssertHolds(NetworkModel network, MemoryPlan plan, int[] writers, int value, string reader)
    {
        foreach (long line in LinesOf(network, plan, value))
        {
            int writer = writers[line] - 1;
            Assert.True(writer >= 0 && Contains(plan, value, writer), $"{reader} reads {network.Values[value].HookName}, over which {(writer < 0 ? "nothing" : network.Values[writer].HookName)} was written");
        }
    }

    // What was written into a value may be a part of it, or a copy that lies in it.
    private static bool Contains(MemoryPlan plan, int value, int writer) => value == writer || Wholes(plan, writer).Contains(value) || Wholes(plan, value).Contains(writer);

    private static IEnumerable<int> Wholes(MemoryPlan plan, int value)
    {
        while (plan.Insides.FirstOrDefault(inside => inside.Value == value) is { } inside)
            yield return value = inside.Whole;
    }

    private static IEnumerable<long> LinesOf(NetworkModel network, MemoryPlan plan, int value)
    {
        long start = 0, floats = MemoryPlan.Floats(network.Values[value].Shape);
        while (plan.Insides.FirstOrDefault(inside => inside.Value == value) is { } inside)
        {
            start += (long)inside.Channel * network.Values[value].Shape.CountBetween(Math.Min(2, network.Values[value].Shape.Rank), network.Values[value].Shape.Rank);
            value = inside.Whole;
        }
        if (plan.Offsets[value] < 0)
            yield break;
        start += plan.Offsets[value];
        Assert.True(start + floats <= plan.ArenaSize && start % 16 == 0);
        for (long line = start / 16; line < (start + floats) / 16; line++)
            yield return line;
    }

    private static IEnumerable<int> ReadBy(NetworkModel network, EquatableArray<int> group)
    {
        var between = group.SelectMany(step => network.Steps[step].Outputs).ToHashSet();
        return group.SelectMany(step => network.Steps[step].Inputs).Where(input => !between.Contains(input));
    }

    private static IEnumerable<int> NeededBackward(StepModel step) =>
        (step.Needs.HasFlag(BackwardNeeds.Inputs) ? step.Inputs : []).Concat(step.Needs.HasFlag(BackwardNeeds.Outputs) ? step.Outputs : []);
}
