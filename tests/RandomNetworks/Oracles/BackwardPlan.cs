using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.RandomNetworks.Oracles;

/// <summary>Which values a backward pass from targets to hooks has to compute gradients of, and why it cannot run.</summary>
internal sealed class BackwardPlan
{
    private readonly bool[] wanted;

    public BackwardPlan(NetworkDefinition network, IEnumerable<int> targets, IReadOnlyList<int> hooks)
    {
        wanted = new bool[network.Values.Length];
        bool[] influences = new bool[network.Values.Length];
        foreach (int hook in hooks)
            wanted[hook] = true;
        foreach (int target in targets)
            influences[target] = true;
        foreach (StepDefinition step in network.Steps.Where(step => step.Inputs.Any(input => wanted[input])))
            Mark(wanted, step.Outputs);
        foreach (StepDefinition step in network.Steps.Reverse().Where(step => step.Outputs.Any(output => influences[output])))
            Mark(influences, step.Inputs);
        for (int v = 0; v < wanted.Length; v++)
            wanted[v] &= influences[v];
        IsConnected = hooks.All(Wants);
        IsDifferentiable = !network.Steps.Any(step => Crosses(step) && !step.Operation.IsDifferentiable);
    }

    /// <summary>Whether a target depends on each hook.</summary>
    public bool IsConnected { get; }

    /// <summary>Whether every layer on the way has a gradient.</summary>
    public bool IsDifferentiable { get; }

    /// <summary>Whether the pass needs this value's gradient.</summary>
    public bool Wants(int value) => wanted[value];

    /// <summary>Whether the pass goes through a layer.</summary>
    public bool Crosses(StepDefinition step) => step.Outputs.Any(Wants) && step.Inputs.Any(Wants);

    private static void Mark(bool[] marks, IEnumerable<int> values)
    {
        foreach (int value in values)
            marks[value] = true;
    }
}
