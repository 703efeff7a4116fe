using System.Runtime.CompilerServices;
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
        string prototxt, string caffemodel, Device? device = null, int batchSize = 1, PrototxtOptions? options = null) =>
        Load(prototxt, caffemodel, new LoadOptions { Device = device, BatchSize = batchSize }, options);

    /// <summary>Compiles a prototxt and takes weights from any source, which the network owns unless it is left open.</summary>
    /// <inheritdoc cref="Load(string, string, Device?, int, PrototxtOptions?)"/>
    public static Network Load(
        string prototxt, WeightSource weights, Device? device = null, int batchSize = 1, PrototxtOptions? options = null,
        bool leaveOpen = false) =>
        Load(prototxt, weights, new LoadOptions { Device = device, BatchSize = batchSize }, options, leaveOpen);

    /// <summary>Compiles a prototxt and loads weights, with progress and cancellation.</summary>
    /// <param name="prototxt">The file.</param>
    /// <param name="caffemodel">The weights.</param>
    /// <param name="loading">Device, number of images, progress.</param>
    /// <param name="options">How the prototxt is compiled; defaults to what a project without metadata does.</param>
    /// <param name="cancellationToken">Ends the loading within the time that a layer takes; what was made so far is freed.</param>
    /// <exception cref="PrototxtException">The prototxt has errors, or cannot be read.</exception>
    /// <exception cref="WeightException">The file is not a caffemodel, or its weights are not those that the network reads.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The prototxt fixes another number of images.</exception>
    /// <exception cref="OperationCanceledException">The loading was cancelled.</exception>
    [OverloadResolutionPriority(-1)]
    public static Network Load(
        string prototxt, string caffemodel, LoadOptions loading, PrototxtOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(prototxt);
        ArgumentException.ThrowIfNullOrEmpty(caffemodel);
        ArgumentNullException.ThrowIfNull(loading);
        // First the prototxt: where both are wrong, its errors explain more.
        NetworkDefinition definition = CompiledPrototxt.Read(prototxt, options).Definition;
        return new Network(definition, CaffeModel.Open(caffemodel), loading, leaveOpen: false, cancellationToken);
    }

    /// <summary>
    /// Compiles a prototxt and takes weights from any source, which the network owns unless it is left open, with progress and
    /// cancellation.
    /// </summary>
    /// <param name="prototxt">The file.</param>
    /// <param name="weights">Where the weights are.</param>
    /// <param name="loading">Device, number of images, progress.</param>
    /// <param name="options">How the prototxt is compiled; defaults to what a project without metadata does.</param>
    /// <param name="leaveOpen">Whether the weights stay the caller's.</param>
    /// <param name="cancellationToken">Ends the loading within the time that a layer takes; what was made so far is freed.</param>
    /// <inheritdoc cref="Load(string, string, LoadOptions, PrototxtOptions?, CancellationToken)" path="/exception"/>
    [OverloadResolutionPriority(-1)]
    public static Network Load(
        string prototxt, WeightSource weights, LoadOptions loading, PrototxtOptions? options = null, bool leaveOpen = false,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(weights);
        NetworkDefinition definition;
        try
        {
            ArgumentException.ThrowIfNullOrEmpty(prototxt);
            ArgumentNullException.ThrowIfNull(loading);
            definition = CompiledPrototxt.Read(prototxt, options).Definition;
        }
        catch when (!leaveOpen)
        {
            weights.Dispose();
            throw;
        }
        return new Network(definition, weights, loading, leaveOpen, cancellationToken);
    }
}
