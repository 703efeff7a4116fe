using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Fusion;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cpu;

/// <summary>What one network has on the processor.</summary>
internal sealed class CpuSession : CpuContext
{
    private readonly LayoutConversion conversion;
    private readonly CpuDevice device;

    public CpuSession(CpuDevice device, PackedWeightCache packedWeights) : base(device, packedWeights)
    {
        this.device = device;
        conversion = new LayoutConversion(Workers);
    }

    // The oracle has no layouts, no shared memory and no fused layers: nothing but its loops can be wrong.
    private bool IsPlain => device.Kernels == CpuKernels.Scalar;

    public override DeviceBuffer Allocate(Shape shape, bool isInput = false) =>
        new CpuBuffer(shape, !IsPlain && !isInput && shape.Rank == 4 ? CpuLayout.Blocked : CpuLayout.Plain, conversion);

    public override DeviceArena? CreateArena(long floats) => IsPlain ? null : new CpuArena(floats);

    public override PreparedOperation Prepare(
        Operation operation, IReadOnlyList<DeviceBuffer> inputs, IReadOnlyList<DeviceBuffer> outputs, IReadOnlyList<WeightBlob> weights)
    {
        var binding = new CpuBinding(this, [.. inputs.Cast<CpuBuffer>()], [.. outputs.Cast<CpuBuffer>()], [.. weights]);
        return IsPlain ? KernelTable.PrepareReference(operation, binding) : KernelTable.PrepareKernel(operation, binding);
    }

    public override PreparedOperation? PrepareFused(IReadOnlyList<FusedLayer> layers) =>
        IsPlain || !device.Fuses ? null : FusedOperations.TryPrepare(layers, this);

    public override void RunPass(PassKey key, Action pass, CancellationToken cancellationToken)
    {
        device.Workers.RequireUsable();
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
        CpuLayout layout = device.Kernels == CpuKernels.Simd && sum.Shape.Rank == 4 ? CpuLayout.Blocked : CpuLayout.Plain;
        source.EnsureLayout(layout);
        sum.EnsureLayout(layout);
        if (layout == CpuLayout.Plain)
            Sum.AddTo(sum.Span, source.Span);
        else
            Sum.AddTo(sum.Blocked, source.Blocked);
        sum.MarkWritten(layout);
    }
}
