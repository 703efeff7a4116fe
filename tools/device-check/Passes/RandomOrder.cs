using System.Runtime.InteropServices;
using CaffeSharpGen.DeviceCheck.Networks;

namespace CaffeSharpGen.DeviceCheck.Passes;

/// <summary>
/// The same random actions on two instances of a network: passes of a few kinds, which return often enough to be replayed, and between
/// them new inputs, values that are kept, and callbacks that see or change values. Whatever one shows, the other has to show bit for bit.
/// </summary>
internal sealed class RandomOrder
{
    private const int Kinds = 5;

    private readonly Random random;
    private readonly Side first, second;
    private readonly BackwardKind[] kinds;
    private readonly List<string> actions = [];
    private bool hasRun;

    /// <summary>Makes an order.</summary>
    public RandomOrder(LoadedNetwork first, LoadedNetwork second, int seed)
    {
        random = new Random(seed);
        (this.first, this.second) = (new Side(first), new Side(second));
        kinds = [.. Enumerable.Range(0, Kinds).Select(_ => MakeKind(first.Engine))];
    }

    /// <summary>How many values were compared.</summary>
    public long Compared { get; private set; }

    /// <summary>Runs it.</summary>
    /// <param name="count">How many actions.</param>
    /// <returns>Where the two differ first, and after which actions; null if they do not.</returns>
    public string? Run(int count)
    {
        Both("set the inputs", side => side.Network.Feed());
        for (int i = 0; i < count; i++)
        {
            if (Act() is { } difference)
                return $"{difference}, after: {string.Join(", ", actions.TakeLast(12))}";
        }
        return null;
    }

    private string? Act()
    {
        switch (hasRun ? random.Next(28) : 0)
        {
            case <= 1:
                int seed = random.Next(3);
                Both($"set the inputs to {seed}", side => side.Network.Feed((ulong)seed));
                return Forward();
            case <= 7:
                return Repeat(Forward);
            case 8:
                int at = ComputedIndex();
                return ForwardTo(at);
            case <= 20:
                BackwardKind kind = kinds[random.Next(kinds.Length)];
                return Repeat(() => Backward(kind));
            case 21:
                int kept = ComputedIndex();
                Both($"keep '{Name(kept)}'", side => side.Keep(kept));
                return null;
            case 22:
                int seen = ComputedIndex();
                bool changes = random.Next(3) == 0;
                Both($"{(changes ? "change" : "see")} '{Name(seen)}'", side => side.SeeForward(seen, changes));
                return null;
            case 23:
                int seenBackward = ComputedIndex();
                Both($"see the gradient of '{Name(seenBackward)}'", side => side.SeeBackward(seenBackward));
                return null;
            case <= 25:
                Both("end all that is kept and seen", side => side.EndSubscriptions());
                return null;
            default:
                int read = ComputedIndex();
                return Read(read);
        }
    }

    // So often that the same pass is recorded and replayed.
    private string? Repeat(Func<string?> pass)
    {
        string? difference = null;
        for (int i = random.Next(1, 5); i > 0 && difference is null; i--)
            difference = pass();
        return difference;
    }

    private string? Forward()
    {
        Both("forward", side => side.Network.Engine.Forward());
        hasRun = true;
        return Difference(side => side.Network.Outputs.Select(output => (output.Name, output.Activation)));
    }

    private string? ForwardTo(int index)
    {
        Both($"forward to '{Name(index)}'", side => side.Network.Engine.ForwardTo(side.Network.Engine.Hooks[index]));
        string? difference = Difference(side => [(Name(index), side.Network.Engine.Hooks[index].Activation)]);
        // Most passes backward need all values.
        return difference ?? Forward();
    }

    private string? Backward(BackwardKind kind)
    {
        Both(kind.ToString(), side => side.Try(() => side.Network.Engine.Backward(kind.TargetOf(side.Network.Engine), kind.HooksOf(side.Network.Engine), kind.Rule)));
        if (first.Failure != second.Failure)
            return $"{kind}: one says '{first.Failure}', the other '{second.Failure}'";
        return first.Failure is not null
            ? null
            : Difference(side => kind.HooksOf(side.Network.Engine).Select(hook => ($"the gradient of {hook.Name}", hook.Gradient)));
    }

    private string? Read(int index)
    {
        Both($"read '{Name(index)}'", side => side.Try(() => _ = side.Network.Engine.Hooks[index].Activation));
        if (first.Failure != second.Failure)
            return $"reading '{Name(index)}': one says '{first.Failure}', the other '{second.Failure}'";
        return first.Failure is not null ? null : Difference(side => [(Name(index), side.Network.Engine.Hooks[index].Activation)]);
    }

    private void Both(string action, Action<Side> act)
    {
        actions.Add(action);
        act(first);
        act(second);
    }

    // Of some values, and of all that callbacks saw meanwhile.
    private string? Difference(Func<Side, IEnumerable<(string What, Tensor Value)>> values)
    {
        foreach (((string what, Tensor expected), (_, Tensor found)) in values(second).Zip(values(first)))
        {
            if (Compare(what, expected.Span, found.Span) is { } difference)
                return difference;
        }
        if (first.Seen.Count != second.Seen.Count)
            return $"callbacks were called {first.Seen.Count} and {second.Seen.Count} times";
        for (int i = 0; i < first.Seen.Count; i++)
        {
            if (Compare($"what a callback saw of {first.Seen[i].What}", second.Seen[i].Value, first.Seen[i].Value) is { } difference)
                return difference;
        }
        first.Seen.Clear();
        second.Seen.Clear();
        return null;
    }

    private string? Compare(string what, ReadOnlySpan<float> expected, ReadOnlySpan<float> found)
    {
        Compared += expected.Length;
        if (MemoryMarshal.AsBytes(expected).SequenceEqual(MemoryMarshal.AsBytes(found)))
            return null;
        int at = 0;
        while (BitConverter.SingleToInt32Bits(expected[at]) == BitConverter.SingleToInt32Bits(found[at]))
            at++;
        return $"{what} differs at {at} of {expected.Length}: {expected[at]} as it is, {found[at]} recorded";
    }

    private int ComputedIndex() => random.Next(first.Network.Engine.Inputs.Count, first.Network.Engine.Hooks.Count);

    private string Name(int index) => first.Network.Engine.Hooks[index].Name;

    // A target in the second half, and hooks that it depends on.
    private BackwardKind MakeKind(Network network)
    {
        int count = network.Hooks.Count, target = random.Next(count / 2, count);
        int[] before = [.. Enumerable.Range(0, target).Where(index => network.Behind(network.Hooks[index]).Contains(network.Hooks[target]))];
        random.Shuffle(before);
        var rule = (ReluRule)random.Next(3);
        return new BackwardKind(target, random.Next(network.Hooks[target].Shape.CountFrom(1)), before[..Math.Min(before.Length, random.Next(1, 4))], rule);
    }

    /// <summary>A pass backward.</summary>
    private sealed record BackwardKind(int Target, int Element, int[] Hooks, ReluRule Rule)
    {
        public Target TargetOf(Network network) => new(network.Hooks[Target], Element);

        public Hook[] HooksOf(Network network) => [.. Hooks.Select(index => network.Hooks[index])];

        public override string ToString() => $"backward from {Target}[{Element}] to {string.Join(" and ", Hooks)}, {Rule}";
    }
}
