using System.ComponentModel;
using System.Diagnostics;
using CaffeSharpGen.Passes;

namespace CaffeSharpGen.Compiled;

/// <summary>A backward pass while it runs, for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class BackwardPass
{
    private readonly Network network;
    private readonly BackwardPlan plan;
    private CancellationToken cancellationToken;
    private int left;

    internal BackwardPass(Network network, BackwardPlan plan) => (this.network, this.plan) = (network, plan);

    /// <summary>Passes gradients through the fused group that computes a value; does nothing where no gradient crosses it.</summary>
    /// <param name="value">Any value of the group; of this network, or of one that shares its definition.</param>
    /// <exception cref="InvalidOperationException">Another group comes first.</exception>
    [DebuggerStepThrough]
    public void Run(Hook value) => Run(network.GroupOf(value));

    internal void Prepare(CancellationToken cancellationToken) => this.cancellationToken = cancellationToken;

    internal void Begin()
    {
        left = network.Groups.Count;
        plan.Begin();
    }

    internal void Run(FusedGroup group)
    {
        if (group.Index != --left)
        {
            throw new InvalidOperationException(
                $"the compiled backward pass of {network.Name} does not fit its definition: it runs '{group}' in place of group {left}");
        }
        cancellationToken.ThrowIfCancellationRequested();
        group.Backward(plan);
    }

    internal void End()
    {
        if (left != 0)
            throw new InvalidOperationException($"the compiled backward pass of {network.Name} leaves out {left} groups");
    }
}
