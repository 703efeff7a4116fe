using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Convolution;

namespace CaffeSharpGen.Cuda.Devices;

/// <summary>An NVIDIA GPU.</summary>
internal sealed class CudaDevice : Device
{
    private readonly CudaContext context;

    /// <summary>Opens a GPU.</summary>
    public CudaDevice(CudaOptions options)
    {
        if (options.Precision is < Precision.Full or > Precision.Tf32)
            throw new ArgumentOutOfRangeException(nameof(options), options.Precision, "expected a precision of Full or Tf32");
        if (options.Tuning is < Tuning.Heuristic or > Tuning.Measured)
            throw new ArgumentOutOfRangeException(nameof(options), options.Tuning, "expected a tuning of Heuristic or Measured");
        ArgumentOutOfRangeException.ThrowIfNegative(options.MostWorkspaceBytes, nameof(options));
        context = new CudaContext(Gpus.Find(options.Index), options);
    }

    /// <summary>What its sessions share.</summary>
    public CudaContext Context => context;

    /// <inheritdoc/>
    public override MemoryUse? Memory => context.Memory.Now;

    /// <inheritdoc/>
    public override DeviceSession CreateSession(PackedWeightCache packedWeights) => new CudaSession(context, packedWeights);

    /// <summary>
    /// Such as <c>CUDA 0, NVIDIA H100 PCIe (compute capability 9.0, driver for CUDA 13.0, cuDNN 91300), full precision</c>.
    /// </summary>
    public override string ToString() =>
        $"CUDA {context.Info.Index}, {context.Info.Name} (compute capability {context.Info.ComputeCapability}, {context.Libraries}), "
        + (context.Options.Precision == Precision.Full ? "full precision" : "TF32")
        + (context.Options.Tuning == Tuning.Measured ? ", measured" : "")
        + (MeasuredChoices.Of(context).Problem is { } problem ? $" (measurements are not kept: {problem})" : "");

    /// <inheritdoc/>
    public override void Dispose() => context.Dispose();
}
