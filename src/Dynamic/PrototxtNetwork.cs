using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic;

/// <summary>
/// Networks of prototxts that are known only at run time: the compiler of the generator and the engine of compiled networks, so results are equal to theirs bit for
/// bit. A network that is known when the program is built is better compiled into it: its layers are members then, and its mistakes compile errors.
/// </summary>
public static class PrototxtNetwork
{
    /// <summary>Compiles a prototxt and loads weights.</summary>
    /// <param name="prototxt">The file.</param>
    /// <param name="caffemodel">The weights.</param>
    /// <param name="device">Where it runs; null for a device of its own on the processor. A device passed in stays owned by the caller.</param>
    /// <param name="batchSize">Number of images that run at once.</param>
    /// <param name="options">What a compiled network is told by metadata in the project.</param>
    /// <exception cref="PrototxtException">The prototxt has errors, or cannot be read.</exception>
    /// <exception cref="WeightException">The file is not a caffemodel, or its weights are not those that the network reads.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The prototxt fixes another number of images.</exception>
    public static Network Load(string prototxt, string caffemodel, Device? device = null, int batchSize = 1, PrototxtOptions? options = null)
    {
        // First the prototxt: where both are wrong, its errors explain more.
        NetworkDefinition definition = CompiledPrototxt.Read(prototxt, options).Definition;
        return new Network(definition, CaffeModel.Open(caffemodel), device, batchSize);
    }

    /// <summary>Compiles a prototxt and takes weights from any source, which belongs to the network from now on unless it is left open.</summary>
    /// <inheritdoc cref="Load(string, string, Device?, int, PrototxtOptions?)"/>
    public static Network Load(
        string prototxt, WeightSource weights, Device? device = null, int batchSize = 1, PrototxtOptions? options = null, bool leaveOpen = false)
    {
        NetworkDefinition definition;
        try
        {
            definition = CompiledPrototxt.Read(prototxt, options).Definition;
        }
        catch when (!leaveOpen)
        {
            weights.Dispose();
            throw;
        }
        return new Network(definition, weights, device, batchSize, leaveOpen);
    }
}
