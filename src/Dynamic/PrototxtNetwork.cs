using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic;

/// <summary>
/// Networks of prototxts that are known only at run time. Compiler and engine are those of networks that are compiled into the program, so
/// results are equal bit for bit. A prototxt that is known when the program is built is better compiled into it: its layers are members
/// then, and its mistakes compile errors.
/// </summary>
public static class PrototxtNetwork
{
    /// <summary>Compiles a prototxt and loads weights.</summary>
    /// <param name="prototxt">The file.</param>
    /// <param name="caffemodel">The weights.</param>
    /// <param name="device">Where it runs; defaults to a CPU of its own. A device passed in stays owned by the caller.</param>
    /// <param name="batchSize">The number of images that run at once.</param>
    /// <param name="options">How the prototxt is compiled; defaults to what a project without metadata does.</param>
    /// <exception cref="PrototxtException">The prototxt has errors, or cannot be read.</exception>
    /// <exception cref="WeightException">The file is not a caffemodel, or its weights are not those that the network reads.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The prototxt fixes another number of images.</exception>
    public static Network Load(
        string prototxt, string caffemodel, Device? device = null, int batchSize = 1, PrototxtOptions? options = null)
    {
        // First the prototxt: where both are wrong, its errors explain more.
        NetworkDefinition definition = CompiledPrototxt.Read(prototxt, options).Definition;
        return new Network(definition, CaffeModel.Open(caffemodel), device, batchSize);
    }

    /// <summary>Compiles a prototxt and takes weights from any source, which the network owns unless it is left open.</summary>
    /// <inheritdoc cref="Load(string, string, Device?, int, PrototxtOptions?)"/>
    public static Network Load(
        string prototxt, WeightSource weights, Device? device = null, int batchSize = 1, PrototxtOptions? options = null,
        bool leaveOpen = false)
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
