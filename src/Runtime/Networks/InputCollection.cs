using System.Collections;

namespace CaffeSharpGen;

/// <summary>The inputs of a network, by index or name.</summary>
public sealed class InputCollection : IReadOnlyList<InputHook>
{
    private readonly Network network;
    private readonly InputHook[] inputs;

    internal InputCollection(Network network, InputHook[] inputs) => (this.network, this.inputs) = (network, inputs);

    /// <summary>Number of inputs.</summary>
    public int Count => inputs.Length;

    /// <summary>An input, in the order of the prototxt.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none; the message says how many there are.</exception>
    public InputHook this[int index] => (uint)index < (uint)inputs.Length
        ? inputs[index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"{network.Name} has {inputs.Length} inputs, counted from 0");

    /// <summary>The input of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message names those that there are.</exception>
    public InputHook this[string name] => Array.Find(inputs, input => input.Name == name)
        ?? throw new KeyNotFoundException(
            $"{network.Name} has no input '{name}'; it has {string.Join(", ", inputs.Select(input => $"'{input.Name}'"))}");

    /// <inheritdoc/>
    public IEnumerator<InputHook> GetEnumerator() => ((IEnumerable<InputHook>)inputs).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => inputs.GetEnumerator();
}
