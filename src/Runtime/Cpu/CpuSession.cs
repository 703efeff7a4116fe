using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cpu;

/// <summary>What one network has on the processor.</summary>
internal sealed class CpuSession : DeviceSession
{
    private readonly LayoutConversion conversion;

    public CpuSession(CpuDevice device, PackedWeightCache packedWeights)
    {
        (Device, PackedWeights) = (device, packedWeights);
        Workers = new SessionWorkers(device.Workers);
        Workspace = new Workspace(Workers);
        conversion = new LayoutConversion(Workers);
    }

    public CpuDevice Device { get; }

    /// <summary>Packed weights, shared by all instances of the network.</summary>
    public PackedWeightCache PackedWeights { get; }

    /// <summary>The device's threads, under the cancellation of the pass that runs.</summary>
    public SessionWorkers Workers { get; }

    /// <summary>What one operation uses while it runs.</summary>
    public Workspace Workspace { get; }

    // The oracle has no layouts, no shared memory and no chains: nothing but its loops can be wrong.
    private bool IsPlain => Device.Kernels == CpuKernels.Scalar;

    public override DeviceBuffer Allocate(Shape shape, bool isInput = false) =>
        new CpuBuffer(shape, !IsPlain && !isInput && shape.Rank == 4 ? CpuLayout.Blocked : CpuLayout.Plain, conversion);

    public override DeviceArena? CreateArena(long floats) => IsPlain ? null : new CpuArena(floats);

    public override PreparedOperation Prepare(
        Operation operation, IReadOnlyList<DeviceBuffer> inputs, IReadOnlyList<DeviceBuffer> outputs, IReadOnlyList<WeightBlob> weights)
    {
        var binding = new CpuBinding(this, [.. inputs.Cast<CpuBuffer>()], [.. outputs.Cast<CpuBuffer>()], [.. weights]);
        return IsPlain ? KernelTable.PrepareReference(operation, binding) : KernelTable.PrepareKernel(operation, binding);
    }

    public override PreparedOperation? PrepareChain(IReadOnlyList<ChainLink> chain) => IsPlain || !Device.Fuses ? null : Chain.TryPrepare(chain, this);

    public override void RunPass(PassKey key, Action pass, CancellationToken cancellationToken)
    {
        Device.Workers.RequireUsable();
        CancellationToken before = Workers.CancellationToken;
        Workers.CancellationToken = cancellationToken;
        try
        {
            pass();
        }
        finally
        {
            Workers.CancellationToken = before;
        }
    }

    public override void Add(DeviceBuffer from, DeviceBuffer into)
    {
        var (source, sum) = ((CpuBuffer)from, (CpuBuffer)into);
        CpuLayout layout = Device.Kernels == CpuKernels.Simd && sum.Shape.Rank == 4 ? CpuLayout.Blocked : CpuLayout.Plain;
        source.Require(layout);
        sum.Require(layout);
        if (layout == CpuLayout.Plain)
            Sum.AddTo(sum.Span, source.Span);
        else
            Sum.AddTo(sum.Blocked, source.Blocked);
        sum.Announce(layout);
    }

    public override void Dispose() => Workspace.Dispose();
}
