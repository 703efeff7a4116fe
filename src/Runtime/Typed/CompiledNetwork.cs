using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CaffeSharpGen.Compiled;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>
/// Base of the classes that prototxts are compiled to. It has an engine. Everything that takes a hook takes one of this very class: a hook
/// of another network class does not compile.
/// </summary>
public abstract class CompiledNetwork<TSelf> : IDisposable
    where TSelf : class
{
    /// <summary>Makes the network. It owns the weights from now on, even if this throws, unless they are left open.</summary>
    /// <inheritdoc cref="CaffeSharpGen.Network(NetworkDefinition, WeightSource, LoadOptions, bool, CancellationToken)"/>
    protected CompiledNetwork(
        NetworkDefinition definition, WeightSource weights, LoadOptions options, bool leaveOpen, CancellationToken cancellationToken) =>
        Network = new Network(definition, weights, options, leaveOpen, this as INetworkPasses, cancellationToken);

    /// <summary>Makes another instance over the weights and the device of one.</summary>
    protected CompiledNetwork(CompiledNetwork<TSelf> sharing, int batchSize) =>
        Network = new Network(sharing.Network, sharing.Network.Definition, batchSize, this as INetworkPasses);

    /// <summary>Makes an instance for another shape of the input over the weights and the device of one.</summary>
    protected CompiledNetwork(CompiledNetwork<TSelf> sharing, NetworkDefinition definition, ReadOnlySpan<int> inputShape) =>
        Network = new Network(sharing.Network, definition, definition.HasFreeBatch ? inputShape[0] : 1, this as INetworkPasses);

    /// <summary>The engine, for code that serves any network: hooks by name, layers, groups, notes.</summary>
    public Network Network { get; }

    /// <summary>Number of images that run at once.</summary>
    public int BatchSize => Network.BatchSize;

    /// <summary>The engine.</summary>
    public static implicit operator Network(CompiledNetwork<TSelf> network) => network.Network;

    /// <summary>Finds a value by Caffe's name of its layer.</summary>
    public bool TryGetHook(string caffeName, out Hook<TSelf> hook)
    {
        bool isFound = Network.TryGetHook(caffeName, out Hook? found);
        hook = isFound ? new Hook<TSelf>(found!) : default;
        return isFound;
    }

    /// <inheritdoc cref="Network.Forward()"/>
    public void Forward() => Network.Forward();

    /// <inheritdoc cref="Network.Forward(CancellationToken)"/>
    public void Forward(CancellationToken cancellationToken) => Network.Forward(cancellationToken);

    /// <inheritdoc cref="Network.ForwardTo(ReadOnlySpan{Hook})"/>
    public void ForwardTo(params ReadOnlySpan<Hook<TSelf>> values) => Network.ForwardTo(Plain(values));

    /// <inheritdoc cref="Network.ForwardTo(ReadOnlySpan{Hook}, CancellationToken)"/>
    public void ForwardTo(ReadOnlySpan<Hook<TSelf>> values, CancellationToken cancellationToken) =>
        Network.ForwardTo(Plain(values), cancellationToken);

    /// <inheritdoc cref="Network.ForwardFrom(ReadOnlySpan{Hook}, Action{Hook, Tensor}, ReadOnlySpan{Hook})"/>
    public void ForwardFrom(ReadOnlySpan<Hook<TSelf>> given, Action<Hook, Tensor> fill, params ReadOnlySpan<Hook<TSelf>> to) =>
        Network.ForwardFrom(Plain(given), fill, Plain(to));

    /// <inheritdoc cref="Network.ForwardFrom(ReadOnlySpan{Hook}, Action{Hook, Tensor}, ReadOnlySpan{Hook}, CancellationToken)"/>
    public void ForwardFrom(
        ReadOnlySpan<Hook<TSelf>> given, Action<Hook, Tensor> fill, ReadOnlySpan<Hook<TSelf>> to, CancellationToken cancellationToken) =>
        Network.ForwardFrom(Plain(given), fill, Plain(to), cancellationToken);

    /// <inheritdoc cref="Network.ResetStates"/>
    public void ResetStates() => Network.ResetStates();

    /// <inheritdoc cref="Network.Backward(Target, Hook, ReluRule, CancellationToken)"/>
    public void Backward(
        Target<TSelf> of, Hook<TSelf> to, ReluRule rule = ReluRule.Standard, CancellationToken cancellationToken = default) =>
        Network.Backward(of, to, rule, cancellationToken);

    /// <inheritdoc cref="Network.Backward(Target, ReadOnlySpan{Hook}, ReluRule, CancellationToken)"/>
    public void Backward(
        Target<TSelf> of, ReadOnlySpan<Hook<TSelf>> to, ReluRule rule = ReluRule.Standard, CancellationToken cancellationToken = default) =>
        Network.Backward(of, Plain(to), rule, cancellationToken);

    /// <inheritdoc cref="Network.Backward(ReadOnlySpan{Target}, ReadOnlySpan{Hook}, ReluRule, CancellationToken)"/>
    public void Backward(
        ReadOnlySpan<Target<TSelf>> of, ReadOnlySpan<Hook<TSelf>> to, ReluRule rule = ReluRule.Standard,
        CancellationToken cancellationToken = default) =>
        Network.Backward(Plain(of), Plain(to), rule, cancellationToken);

    /// <inheritdoc cref="Network.BackwardEach"/>
    public void BackwardEach(
        IReadOnlyList<Target<TSelf>> of, Hook<TSelf> to, Action<int, Tensor> take, ReluRule rule = ReluRule.Standard, int image = 0,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(of);
        Network.BackwardEach([.. of.Select(target => (Target)target)], to, take, rule, image, cancellationToken);
    }

    /// <inheritdoc cref="Network.Dispose"/>
    public void Dispose()
    {
        Network.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A value, by its index.</summary>
    protected Hook<TSelf> HookAt(int index) => new(Network.Hooks[index]);

    /// <summary>A value without a gradient, by its index.</summary>
    protected HookWithoutGradient<TSelf> ValueAt(int index) => new(Network.Hooks[index]);

    /// <summary>An input, by its index as a value.</summary>
    protected InputHook<TSelf> InputAt(int index) => new(Network.Inputs[index]);

    /// <summary>Finds the definition that is compiled for a shape of the input.</summary>
    /// <exception cref="ArgumentException">There is none; the message names those that there are.</exception>
    protected static NetworkDefinition DefinitionFor(ReadOnlySpan<int> inputShape, ReadOnlySpan<NetworkDefinition> definitions)
    {
        var known = new List<string>();
        foreach (NetworkDefinition definition in definitions)
        {
            foreach (int input in definition.Inputs)
            {
                ValueShape shape = definition.Values[input].Shape;
                if (inputShape.Length == shape.Rank && inputShape[0] > 0 && Fits(inputShape, shape))
                    return definition;
                known.Add($"{shape}");
            }
        }
        throw new ArgumentException(
            $"{typeof(TSelf).Name} is compiled for inputs of {string.Join(", ", known.Distinct())}, not for "
            + $"{string.Join('×', inputShape.ToArray())}; add the shape to the metadata CaffeOtherShapes of its prototxt",
            nameof(inputShape));
    }

    private static bool Fits(ReadOnlySpan<int> inputShape, ValueShape shape)
    {
        for (int axis = 0; axis < inputShape.Length; axis++)
        {
            if (!shape[axis].IsPerImage && shape[axis].Length != inputShape[axis])
                return false;
        }
        return true;
    }

    // A typed hook is nothing but its hook, unless it was never assigned: then asking for the hook throws.
    private static ReadOnlySpan<Hook> Plain(ReadOnlySpan<Hook<TSelf>> hooks)
    {
        foreach (Hook<TSelf> hook in hooks)
            _ = hook.Untyped;
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<Hook<TSelf>, Hook>(ref MemoryMarshal.GetReference(hooks)), hooks.Length);
    }

    private static ReadOnlySpan<Target> Plain(ReadOnlySpan<Target<TSelf>> targets)
    {
        foreach (Target<TSelf> target in targets)
            _ = target.Untyped;
        ref Target<TSelf> first = ref MemoryMarshal.GetReference(targets);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<Target<TSelf>, Target>(ref first), targets.Length);
    }
}
