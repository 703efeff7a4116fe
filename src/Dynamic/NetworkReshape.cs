using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic;

/// <summary>Another input size at run time.</summary>
public static class NetworkReshape
{
    /// <summary>
    /// The network for another size of its input, over the same weights and device: what <c>net.blobs['data'].reshape(…)</c> and
    /// <c>net.reshape()</c> are in pycaffe. The prototxt is compiled again, which takes milliseconds; weights, and what was packed of them,
    /// are shared. This network stays as it is; each is disposed of by itself.
    /// </summary>
    /// <param name="network">A network that <see cref="PrototxtNetwork"/> made, or of a <see cref="CompiledPrototxt"/>.</param>
    /// <param name="inputShape">Lengths of the axes, N×C×H×W: the first is the number of images.</param>
    /// <exception cref="ArgumentException">It is no shape of the input, or has another number of axes than the weights fit.</exception>
    /// <exception cref="InvalidOperationException">The network was not compiled at run time.</exception>
    /// <exception cref="PrototxtException">A layer does not fit the size.</exception>
    /// <exception cref="WeightException">A layer has other weights for the size: an inner product over a plane has.</exception>
    /// <exception cref="ObjectDisposedException">The network was disposed of.</exception>
    public static Network Reshape(this Network network, params ReadOnlySpan<int> inputShape) =>
        network.Reshape(string.Join(',', inputShape.ToArray()));

    /// <summary>The network for another size of its inputs, over the same weights and device.</summary>
    /// <param name="network">A network that <see cref="PrototxtNetwork"/> made, or of a <see cref="CompiledPrototxt"/>.</param>
    /// <param name="inputShape">As <see cref="PrototxtOptions.InputShape"/>: <c>1,3,480,640</c>, or several inputs by their names.</param>
    /// <inheritdoc cref="Reshape(Network, ReadOnlySpan{int})" path="/exception"/>
    public static Network Reshape(this Network network, string inputShape)
    {
        ArgumentNullException.ThrowIfNull(network);
        CompiledPrototxt compiled = CompiledPrototxt.Of(network.Definition) ?? throw new InvalidOperationException(
            $"{network.Name} was not compiled at run time: a network that is compiled into the program takes its other sizes from the "
            + "metadata CaffeOtherShapes; PrototxtNetwork.Load compiles a prototxt at run time");
        NetworkDefinition definition = compiled.WithInputShape(inputShape).Definition;
        try
        {
            return network.Share(definition, definition.HasFreeBatch ? ImagesOf(inputShape) : 1);
        }
        catch (WeightException e) when (WithOtherAxes(network.Definition, definition) is { } input)
        {
            throw new ArgumentException($"{input}, and the weights fit no such input: {e.Message}", nameof(inputShape), e);
        }
    }

    // Says of which input the given shape has another number of axes: for most networks a mistake.
    private static string? WithOtherAxes(NetworkDefinition was, NetworkDefinition becomes) =>
        was.Inputs.Zip(becomes.Inputs, (one, other) => (Was: was.Values[one], Becomes: becomes.Values[other]))
            .Where(pair => pair.Was.Shape.Rank != pair.Becomes.Shape.Rank)
            .Select(pair => $"input '{pair.Was.Name}' is {pair.Was.Shape}, of {pair.Was.Shape.Rank} axes; "
                + $"the given shape {pair.Becomes.Shape} has {pair.Becomes.Shape.Rank}")
            .FirstOrDefault();

    // Compiled for any number of images, the network has as many as the first length says.
    private static int ImagesOf(string inputShape)
    {
        GivenShapes shapes = GivenShapes.Parse(inputShape)!;
        return shapes.Unnamed.Length > 0 ? shapes.Unnamed[0] : shapes.Named[0].Lengths[0];
    }
}
