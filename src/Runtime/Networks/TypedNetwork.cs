using System.Diagnostics.CodeAnalysis;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>Base of the generated networks: everything that takes a hook takes one of this very class.</summary>
public abstract class Network<TSelf> : Network
    where TSelf : Network<TSelf>
{
    /// <summary>Builds the network. It owns the weights from now on, even if this throws, unless they are left open.</summary>
    /// <param name="name">Name of the network.</param>
    /// <param name="weights">Where its weights are.</param>
    /// <param name="device">Where it runs; a device of its own on the processor if null.</param>
    /// <param name="batch">Number of images that run at once.</param>
    /// <param name="leaveOpen">
    /// Whether the weights stay the caller's, who disposes of them at any time: the network keeps the memory that it needs until its last instance ends.
    /// </param>
    protected Network(string name, WeightSource weights, Device? device, int batch, bool leaveOpen = false)
        : base(name, weights, device, batch, leaveOpen) => Build(MakeHook);

    /// <summary>Builds another instance over the weights and the device of one.</summary>
    protected Network(string name, TSelf sharing, int batch) : base(name, sharing, batch) => Build(MakeHook);

    /// <summary>Finds a value by Caffe's name of its layer.</summary>
    public bool TryGetHook(string caffeName, [NotNullWhen(true)] out Hook<TSelf>? hook)
    {
        hook = base.TryGetHook(caffeName, out Hook? found) ? (Hook<TSelf>)found : null;
        return hook is not null;
    }

    /// <summary>Computes the gradient of a target at a hook, over the activations of the last <see cref="Network.Forward()"/>.</summary>
    /// <exception cref="ArgumentException">The target does not depend on the hook.</exception>
    /// <exception cref="InvalidOperationException">There was no forward pass, or a layer on the way has no gradient.</exception>
    public void Backward(Target<TSelf> of, Hook<TSelf> to, ReluRule rule = ReluRule.Standard) => BackwardUntyped(of, rule, to);

    /// <summary>Computes the gradients of a target at several hooks in one pass.</summary>
    /// <inheritdoc cref="Backward(Target{TSelf}, Hook{TSelf}, ReluRule)"/>
    public void Backward(Target<TSelf> of, ReadOnlySpan<Hook<TSelf>> to, ReluRule rule = ReluRule.Standard)
    {
        Hook[] hooks = new Hook[to.Length];
        for (int i = 0; i < hooks.Length; i++)
            hooks[i] = to[i];
        BackwardUntyped(of, rule, hooks);
    }

    /// <summary>Computes the gradients of the sum of several targets at several hooks in one pass: what a recurrent step gets from those after it.</summary>
    /// <inheritdoc cref="Backward(Target{TSelf}, Hook{TSelf}, ReluRule)"/>
    public void Backward(ReadOnlySpan<Target<TSelf>> of, ReadOnlySpan<Hook<TSelf>> to, ReluRule rule = ReluRule.Standard)
    {
        Target[] targets = new Target[of.Length];
        for (int i = 0; i < targets.Length; i++)
            targets[i] = of[i];
        Hook[] hooks = new Hook[to.Length];
        for (int i = 0; i < hooks.Length; i++)
            hooks[i] = to[i];
        BackwardUntyped(targets, rule, hooks);
    }

    /// <summary>A value, by its number.</summary>
    protected Hook<TSelf> HookAt(int index) => (Hook<TSelf>)Hooks[index];

    /// <summary>An input, by its number as a value.</summary>
    protected InputHook<TSelf> InputAt(int index) => (InputHook<TSelf>)Hooks[index];

    private Hook<TSelf> MakeHook(int index, string hook, string type, DeviceBuffer buffer, bool isInput) => isInput
        ? new InputHook<TSelf>(this, index, hook, buffer)
        : new Hook<TSelf>(this, index, hook, type, buffer);
}
