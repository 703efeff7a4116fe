using System.ComponentModel;

namespace CaffeSharpGen;

/// <content>Reading what passes computed.</content>
public sealed partial class Network
{
    /// <summary>A value of the last forward pass, or of the one that runs.</summary>
    internal Tensor Read(Hook hook) => BufferOf(hook).Map();

    /// <summary>The memory of a value of the last forward pass, or of the one that runs.</summary>
    internal DeviceBuffer BufferOf(Hook hook)
    {
        using NetworkGate.Use use = Gate.Begin();
        // A callback reads what its own pass has computed so far.
        if (!Gate.IsInPass)
            RequireForward();
        if (!Holds(hook))
        {
            RequireCode(hook);
            if (Gate.IsInPass)
                throw new InvalidOperationException($"'{hook.Name}' of {Name} is not kept while the network runs: call its Keep before");
            using NetworkGate.Use pass = Gate.BeginPass();
            RunAgainFor(hook, CancellationToken.None);
        }
        return hook.State.Buffer;
    }

    /// <summary>Makes a value readable, by a pass if it is gone, for a caller that has entered the gate already.</summary>
    internal void MakeReadable(Hook hook, CancellationToken cancellationToken)
    {
        if (!Holds(hook))
            RunAgainFor(hook, cancellationToken);
    }

    /// <summary>The gradient of the last backward pass.</summary>
    internal Tensor ReadGradient(Hook hook)
    {
        using NetworkGate.Use use = Gate.Begin();
        return GradientBufferOf(hook).Map();
    }

    /// <summary>The memory of the gradient of the last backward pass.</summary>
    internal DeviceBuffer GradientBufferOf(Hook hook)
    {
        if (hasRunBackward && hook.State.Gradient is { IsRequested: true } gradient && gradient.Pass == BackwardPasses)
            return gradient.Buffer;
        throw new InvalidOperationException(
            hasRunBackward ? $"the last backward pass of {Name} was not called with the hook '{hook.Name}'"
            : BackwardPasses > 0
                ? $"the last backward pass of {Name} did not end, as it was cancelled or an exception left it: call Backward first"
                : $"{Name} has not run backward yet: call Backward with the hook '{hook.Name}' first");
    }

    /// <summary>Whether the device can map channels.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool CanMapChannels => session.CanMapChannels;

    /// <summary>
    /// Computes the map of Grad-CAM on the device: the channels of a value, each weighted by the sum of its plane's gradient of the last
    /// backward pass, added up where the sum is positive.
    /// </summary>
    /// <param name="value">The value, N×C×H×W.</param>
    /// <param name="at">Where the gradient is, of the same shape.</param>
    /// <param name="image">Which image of the batch.</param>
    /// <param name="map">Takes H×W.</param>
    /// <exception cref="InvalidOperationException">There was no backward pass to <paramref name="at"/>.</exception>
    /// <exception cref="NotSupportedException">The device cannot (<see cref="CanMapChannels"/>).</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void MapChannels(Hook value, Hook at, int image, Span<float> map)
    {
        RequireOwn(value);
        RequireOwn(at);
        using NetworkGate.Use use = Gate.Begin();
        session.MapChannels(BufferOf(value), GradientBufferOf(at), image, map);
    }

    /// <summary>As the other, into memory of the device, in the order of a stream of the caller.</summary>
    /// <inheritdoc cref="MapChannels(Hook, Hook, int, Span{float})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void MapChannels(Hook value, Hook at, int image, nint pointer, nint stream)
    {
        RequireOwn(value);
        RequireOwn(at);
        using NetworkGate.Use use = Gate.Begin();
        session.MapChannels(BufferOf(value), GradientBufferOf(at), image, pointer, stream);
    }

    // Runs forward again so that a value can be read that the last pass did not keep.
    private void RunAgainFor(Hook hook, CancellationToken cancellationToken)
    {
        RequireComputed(hook);
        if (inputsChanged && Inputs.Any(input => forwardPlan.Has(input.Index)))
        {
            throw new InvalidOperationException(
                $"the last forward pass of {Name} did not keep '{hook.Name}', and the inputs have changed since: "
                + "call its Keep before Forward, or read it before the inputs change");
        }
        if (Hooks.FirstOrDefault(other => other.State.ForwardCallbacks.HasEndedAfterChange) is { } changed)
        {
            throw new InvalidOperationException(
                $"the last forward pass of {Name} did not keep '{hook.Name}', and a callback that changed '{changed.Name}' then has ended "
                + "since: call its Keep before Forward, or read it before");
        }
        hook.State.KeepForGood();
        // With the callbacks of the last pass, not with those that came since: it is that pass's value.
        PlanMemory(withNewCallbacks: false);
        RunForwardPass(cancellationToken, isAgain: true);
        if (!Holds(hook))
        {
            throw new InvalidOperationException(
                $"'{hook.Name}' of {Name} is kept and yet not there after a forward pass: "
                + "this is a fault of the memory plan, please report it");
        }
    }

    private void RequireForward()
    {
        if (hasRun)
            return;
        throw new InvalidOperationException(hasBegun
            ? $"the last forward pass of {Name} did not end, as it was cancelled or an exception left it, or a group ran alone since: "
                + "call Forward first"
            : $"{Name} has not run yet: call Forward first");
    }

    private void RequireComputed(Hook hook)
    {
        if (forwardPlan.Has(hook.Index))
            return;
        RequireCode(hook);
        throw new InvalidOperationException($"the last forward pass of {Name} computed only a part of the values: it has no '{hook.Name}'");
    }

    private void RequireCode(Hook hook)
    {
        if (forwardPlan.LacksFor(hook.Index) is { } step)
            throw new InvalidOperationException(custom.Reason(hook.Name, step));
    }

    private void RequireOwn(Hook hook)
    {
        if (hook.Network != this)
        {
            throw new ArgumentException(hook.Network.Definition == Definition
                ? $"'{hook.Name}' belongs to another instance of {Name}: take the hook of the instance that runs"
                : $"'{hook.Name}' belongs to another network ({hook.Network.Name}), not to this {Name}");
        }
    }
}
