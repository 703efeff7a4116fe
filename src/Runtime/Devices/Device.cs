using CaffeSharpGen.Cpu;
using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>
/// Where networks run. A device owns the layout of its buffers: outside it only plain N×C×H×W is seen.
/// One device object may serve several networks; dispose it after them.
/// </summary>
public abstract class Device : IDisposable
{
    /// <summary>The processor, with the fastest kernels it has.</summary>
    /// <param name="threads">Number of threads, the caller's included; 0 for as many as there are cores.</param>
    public static Device Cpu(int threads = 0) => new CpuDevice(CpuKernels.Simd, threads);

    /// <summary>The processor, with plain scalar kernels on one thread: slow, obvious, and the oracle for all others.</summary>
    public static Device Scalar() => new CpuDevice(CpuKernels.Scalar, threads: 1);

    /// <summary>Makes a buffer of zeros.</summary>
    public abstract DeviceBuffer Allocate(Shape shape);

    /// <summary>Binds an operation to its buffers and weights and prepares everything that can be prepared.</summary>
    /// <remarks>The weights' memory must outlive the prepared operation.</remarks>
    public abstract PreparedOperation Prepare(
        Operation operation, IReadOnlyList<DeviceBuffer> inputs, IReadOnlyList<DeviceBuffer> outputs, IReadOnlyList<WeightBlob> weights);

    /// <summary>Adds one buffer to another of the same shape, element by element: gradients of a value used several times.</summary>
    public abstract void Add(DeviceBuffer from, DeviceBuffer into);

    /// <summary>What runs, for a person: device, threads, kernels.</summary>
    public abstract override string ToString();

    /// <summary>Ends threads and frees device resources.</summary>
    public abstract void Dispose();
}
