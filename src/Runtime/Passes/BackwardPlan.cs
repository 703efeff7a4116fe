using CaffeSharpGen.Definitions;
using CaffeSharpGen.Heads;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Passes;

/// <summary>
/// Which values and steps a backward pass from targets to some hooks touches: those on a way from a hook to a target. Values are indices in
/// the definition. One object serves all passes of a network: planning a pass allocates nothing.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="hasGradient">Whether gradients can flow back through a step.</param>
internal sealed class BackwardPlan(NetworkDefinition network, Predicate<StepDefinition> hasGradient)
{
    private readonly bool[] needed = new bool[network.Values.Length];
    private readonly bool[] influences = new bool[network.Values.Length];
    private readonly bool[] written = new bool[network.Values.Length];
    private readonly int[] missing = new int[network.Values.Length];

    // As the pass begins: whether a value is a target, and how many steps contribute to its gradient.
    private readonly bool[] isTarget = new bool[network.Values.Length];
    private readonly int[] contributions = new int[network.Values.Length];
    private readonly ulong[] bits = new ulong[network.Values.Length / 8 + 2];

    /// <summary>
    /// Everything that tells the plan from others: a byte for each value, of which the plan uses the two lowest bits and leaves the others
    /// to the memory of gradients; then the rule.
    /// </summary>
    public Span<ulong> Bits
    {
        get
        {
            Array.Clear(bits);
            for (int v = 0; v < needed.Length; v++)
                bits[v / 8] |= ((needed[v] ? 1UL : 0) | (isTarget[v] ? 2UL : 0)) << (8 * (v % 8));
            bits[^1] = (ulong)Rule;
            return bits;
        }
    }

    /// <summary>What rectifiers do.</summary>
    public ReluRule Rule { get; private set; }

    /// <summary>Whether the pass needs this value's gradient.</summary>
    public bool Needs(int value) => needed[value];

    /// <summary>Whether the pass goes through a step.</summary>
    public bool Crosses(StepDefinition step) => Reaches(step) && needed.HasAny(step.Inputs);

    /// <summary>Whether the pass arrives at a step; it need not go through.</summary>
    public bool Reaches(StepDefinition step) => needed.HasAny(step.Outputs);

    /// <summary>Begins the pass; a device that gave up what it had begun of it begins it again.</summary>
    public void Begin()
    {
        isTarget.CopyTo(written, 0);
        contributions.CopyTo(missing, 0);
    }

    /// <summary>Notes that a step is about to contribute to a value's gradient.</summary>
    /// <returns>Whether no other did before, and whether no other will.</returns>
    public (bool IsFirst, bool IsLast) Contribute(int value)
    {
        bool isFirst = !written[value];
        written[value] = true;
        return (isFirst, --missing[value] == 0);
    }

    /// <summary>Plans a pass.</summary>
    /// <exception cref="ArgumentException">No target depends on one of the hooks.</exception>
    /// <exception cref="InvalidOperationException">A step on the way has no gradient.</exception>
    public void Plan(ReadOnlySpan<int> targets, ReadOnlySpan<int> hooks, ReluRule rule)
    {
        Rule = rule;
        MarkInfluencedBy(hooks);
        KeepInfluencesOf(targets);
        foreach (int hook in hooks)
        {
            if (!Needs(hook))
            {
                throw new ArgumentException(
                    $"{NamesOf(targets)} does not depend on '{network.Values[hook].Name}': there is no gradient to compute");
            }
        }
        Array.Clear(isTarget);
        Array.Clear(contributions);
        bool isBarred = false;
        foreach (StepDefinition step in network.Steps)
        {
            if (!Crosses(step))
                continue;
            isBarred |= !hasGradient(step);
            foreach (int input in step.Inputs)
                contributions[input]++;
        }
        if (isBarred)
            throw Barred(targets, hooks);
        foreach (int target in targets)
            isTarget[target] = true;
    }

    private void MarkInfluencedBy(ReadOnlySpan<int> hooks)
    {
        Array.Clear(needed);
        foreach (int hook in hooks)
            needed[hook] = true;
        foreach (StepDefinition step in network.Steps)
        {
            if (needed.HasAny(step.Inputs))
                needed.Mark(step.Outputs);
        }
    }

    private void KeepInfluencesOf(ReadOnlySpan<int> targets)
    {
        Array.Clear(influences);
        foreach (int target in targets)
            influences[target] = true;
        for (int s = network.Steps.Length - 1; s >= 0; s--)
        {
            if (influences.HasAny(network.Steps[s].Outputs))
                influences.Mark(network.Steps[s].Inputs);
        }
        for (int v = 0; v < needed.Length; v++)
            needed[v] &= influences[v];
    }

    private InvalidOperationException Barred(ReadOnlySpan<int> targets, ReadOnlySpan<int> hooks)
    {
        // What the hooks influence by steps that have gradients: targets, unlike the boxes that a detector compares with.
        var smooth = new bool[network.Values.Length];
        foreach (int hook in hooks)
            smooth[hook] = true;
        StepDefinition barrier = network.Steps.First(step => Crosses(step) && !hasGradient(step));
        foreach (StepDefinition step in network.Steps.Where(step => step.Inputs.Any(input => smooth[input])))
        {
            // The last one is next to the target.
            if (Crosses(step) && !hasGradient(step))
                barrier = step;
            foreach (int output in step.Outputs)
                smooth[output] |= hasGradient(step);
        }
        return new InvalidOperationException(
            $"layer '{barrier.Layer}' ({barrier.LayerType}) lies between {NamesOf(targets)} and the hook and has no gradient: "
            + $"{Why(barrier)}; explain {Instead(barrier)}what it reads instead, such as a score in {NamesOf(ReadBy(barrier, smooth))}");
    }

    private static string Why(StepDefinition step) => step.Operation is Custom
        ? "it is computed by code of the program that has no backward"
        : "what it puts out does not change smoothly with what it reads";

    private static string Instead(StepDefinition step) => step.Operation is IBoxHead
        ? "one of its detections, each of which is a target (Detections() of its hook), or "
        : "";

    // What a step reads of what may be a target; of what lies inside a layer, what that layer reads.
    private int[] ReadBy(StepDefinition step, bool[] smooth)
    {
        var read = new List<int>();
        void Add(StepDefinition of)
        {
            foreach (int input in of.Inputs)
            {
                if (!smooth[input] || read.Contains(input))
                    continue;
                if (network.Values[input].IsHidden)
                    Add(network.Steps.First(other => other.Outputs.Contains(input)));
                else
                    read.Add(input);
            }
        }
        Add(step);
        return [.. read];
    }

    private string NamesOf(ReadOnlySpan<int> targets)
    {
        string[] names = new string[targets.Length];
        for (int i = 0; i < names.Length; i++)
            names[i] = $"'{network.Values[targets[i]].Name}'";
        return string.Join(", ", names);
    }
}
