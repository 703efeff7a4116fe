using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>The memory plan of every network in models/, played through: nothing is overwritten before its last reader, forward or backward, has run.</summary>
public sealed class MemoryPlanTests
{
    // Floats in a cache line.
    private const int Line = 16;

    public static IEnumerable<TheoryDataRow<string>> Models => ModelText.Names.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_reader_finds_what_was_written(string model)
    {
        NetworkDefinition network = ModelText.Compile(model);
        var writers = new int[network.ArenaFloats / Line];
        foreach (StepDefinition[] group in Groups(network))
        {
            foreach (int input in ReadBy(group))
                AssertHolds(network, writers, input, group[0].Layer);
            foreach (int output in group[^1].Outputs)
                Write(network, writers, output);
        }
        foreach (int output in network.Outputs)
            AssertHolds(network, writers, output, "the user");
        foreach (StepDefinition step in network.Steps)
        {
            foreach (int read in ReadBackward(network, step))
                AssertHolds(network, writers, read, $"the gradient of {step.Layer}");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Gradients_in_an_arena_of_the_same_layout_are_not_overwritten_either(string model)
    {
        NetworkDefinition network = ModelText.Compile(model);
        var writers = new int[network.ArenaFloats / Line];
        // Only what lies in the arena by itself: a gradient inside another is that one's.
        foreach (int output in network.Outputs)
            Write(network, writers, output);
        foreach (StepDefinition[] group in Groups(network).Reverse())
        {
            int[] outputs = [.. group[^1].Outputs.Where(output => network.Values[output].Offset >= 0)];
            foreach (int output in outputs)
                AssertHolds(network, writers, output, group[0].Layer);
            foreach (int input in ReadBy(group).Where(input => network.Values[input].Offset >= 0))
            {
                Write(network, writers, input);
                foreach (int output in outputs)
                    AssertHolds(network, writers, output, group[0].Layer);
            }
        }
    }

    [Fact]
    public void Last_values_survive_where_that_takes_no_more_memory()
    {
        NetworkDefinition network = ModelText.Compile("vgg16");
        int index = ModelText.Index(network, "relu5_3");
        ValueDefinition relu = network.Values[index];
        long start = relu.Offset, end = start + ArenaPlan.FloatsOf(relu.Shape);
        Assert.DoesNotContain(network.Values.Skip(index + 1), value =>
            value.Offset >= 0 && value.Offset < end && start < value.Offset + ArenaPlan.FloatsOf(value.Shape));
        Assert.Equal(2 * 64 * 224 * 224, network.ArenaFloats);
    }

    [Fact]
    public void Parts_lie_in_their_whole()
    {
        NetworkDefinition network = ModelText.Compile("squeezenet_v1.1");
        InsideOf? Inside(string name) => ModelText.Value(network, name).Inside;
        int Index(string name) => ModelText.Index(network, name);
        Assert.Equal(new InsideOf(Index("fire2/concat"), 0), Inside("fire2/relu_expand1x1"));
        Assert.Equal(new InsideOf(Index("fire2/concat"), 64), Inside("fire2/relu_expand3x3"));
        Assert.Equal(new InsideOf(Index("fire9/concat"), 0), Inside("drop9"));
        Assert.Equal(16, network.Values.Count(value => value.Inside is { } inside && network.Values[inside.Whole].LayerType == "Concat") - 1);
    }

    private static void Write(NetworkDefinition network, int[] writers, int value)
    {
        foreach (long line in LinesOf(network, value))
            writers[line] = value + 1;
    }

    private static void AssertHolds(NetworkDefinition network, int[] writers, int value, string reader)
    {
        foreach (long line in LinesOf(network, value))
        {
            int writer = writers[line] - 1;
            Assert.True(
                writer >= 0 && Contains(network, value, writer),
                $"{reader} reads {network.Values[value].Name}, over which {(writer < 0 ? "nothing" : network.Values[writer].Name)} was written");
        }
    }

    // What was written into a value may be a part of it, or a copy that lies in it.
    private static bool Contains(NetworkDefinition network, int value, int writer) =>
        value == writer || Wholes(network, writer).Contains(value) || Wholes(network, value).Contains(writer);

    private static IEnumerable<int> Wholes(NetworkDefinition network, int value)
    {
        while (network.Values[value].Inside is { } inside)
            yield return value = inside.Whole;
    }

    private static IEnumerable<long> LinesOf(NetworkDefinition network, int value)
    {
        long start = 0, floats = ArenaPlan.FloatsOf(network.Values[value].Shape);
        while (network.Values[value].Inside is { } inside)
        {
            ValueShape shape = network.Values[value].Shape;
            start += inside.Channel * shape.CountBetween(Math.Min(2, shape.Rank), shape.Rank).Fixed;
            value = inside.Whole;
        }
        if (network.Values[value].Offset < 0)
            yield break;
        start += network.Values[value].Offset;
        Assert.True(start + floats <= network.ArenaFloats && start % Line == 0);
        for (long line = start / Line; line < (start + floats) / Line; line++)
            yield return line;
    }

    private static IEnumerable<StepDefinition[]> Groups(NetworkDefinition network) =>
        network.Groups.Select(group => network.Steps.Skip(group.First).Take(group.Count).ToArray());

    private static IEnumerable<int> ReadBy(StepDefinition[] group)
    {
        var between = group.SelectMany(step => step.Outputs).ToHashSet();
        return group.SelectMany(step => step.Inputs).Where(input => !between.Contains(input));
    }

    private static IEnumerable<int> ReadBackward(NetworkDefinition network, StepDefinition step)
    {
        BackwardReads reads = step.Operation.ReadsBackward(network.UseOf(step));
        return (reads.HasFlag(BackwardReads.Inputs) ? step.Inputs : []).Concat(reads.HasFlag(BackwardReads.Outputs) ? step.Outputs : []);
    }
}
