using CaffeSharpGen.Cpu;

namespace CaffeSharpGen;

/// <summary>
/// Where networks run. A device owns the layout of its buffers: outside it only plain N×C×H×W is seen.
/// One device object may serve several networks, also at once on several threads; dispose it after them.
/// </summary>
public abstract class Device : IDisposable
{
    /// <summary>The processor, with the fastest kernels it has.</summary>
    /// <param name="threads">Number of threads, 1 … 64, the caller's included; 0 for as many as there are cores.</param>
    /// <param name="accuracy">Whether convolutions may trade digits for speed.</param>
    /// <param name="vectorBits">
    /// Width of the kernels' vectors, 128, 256 or 512. 0 takes it from the environment variable <c>CSG_VECTOR_BITS</c>, or from the
    /// processor's model if that is not set; it is the same in every run. Another width may change the last digits of results.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is none of these.</exception>
    /// <exception cref="PlatformNotSupportedException">
    /// The processor has no vectors of that width, or the program was not compiled for them.
    /// </exception>
    public static Device Cpu(int threads = 0, Accuracy accuracy = Accuracy.Fast, int vectorBits = 0) =>
        CpuDevice.Fast(threads, accuracy, vectorBits);

    /// <summary>The processor, with plain scalar kernels on one thread: slow, obvious, and the oracle for all others.</summary>
    public static Device Scalar() => new CpuDevice(CpuKernels.Scalar, threads: 1);

    /// <summary>Makes room for one network.</summary>
    /// <param name="packedWeights">Weights that were prepared for other instances of the same network; they outlive the session.</param>
    public abstract DeviceSession CreateSession(PackedWeightCache packedWeights);

    /// <summary>Memory that it has in use; null if it does not count it.</summary>
    public virtual MemoryUse? Memory => null;

    /// <summary>What runs and why, for a person: device, threads, kernels.</summary>
    public abstract override string ToString();

    /// <summary>Ends threads and frees device resources.</summary>
    public abstract void Dispose();
}
