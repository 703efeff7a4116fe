using System.ComponentModel;
using System.Diagnostics;
using CaffeSharpGen.Passes;

namespace CaffeSharpGen.Compiled;

/// <summary>A forward pass while it runs, for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ForwardPass
{
    private readonly Network network;
    private readonly ForwardPlan plan;
    private CancellationToken cancellationToken;
    private int next;

    internal ForwardPass(Network network, ForwardPlan plan) => (this.network, this.plan) = (network, plan);

    /// <summary>Runs the fused group that computes a value, as far as the pass needs it.</summary>
    /// <param name="value">Any value of the group; of this network, or of one that shares its definition.</param>
    /// <exception cref="InvalidOperationException">Another group comes first.</exception>
    [DebuggerStepThrough]
    public void Run(Hook value) => Run(network.GroupOf(value));

    /// <summary>Whether the pass was run to its end; not if the device has replayed it.</summary>
    internal bool HasEnded { get; private set; }

    internal void Prepare(CancellationToken cancellationToken) => (this.cancellationToken, HasEnded) = (cancellationToken, false);

    internal void Begin() => next = 0;

    internal void Run(FusedGroup group)
    {
        if (group.Index != next++)
        {
            throw new InvalidOperationException(
                $"the compiled forward pass of {network.Name} does not fit its definition: it runs '{group}' in place of group {next - 1}");
        }
        cancellationToken.ThrowIfCancellationRequested();
        group.Forward(plan, isReplayed: false);
    }

    internal void End()
    {
        if (next != network.Groups.Count)
        {
            throw new InvalidOperationException(
                $"the compiled forward pass of {network.Name} runs {next} of {network.Groups.Count} groups");
        }
        HasEnded = true;
    }
}
