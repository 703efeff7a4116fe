using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Interop;
using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.DeviceCheck.Devices;
using CaffeSharpGen.DeviceCheck.Reporting;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.DeviceCheck.Sections;

/// <summary>Our kernels alone, on values of 64 MiB, beside a copy from device to device.</summary>
internal sealed class KernelSection() : Section("Kernels alone")
{
    // 64 MiB of floats.
    private const int Count = 16 << 20;
    private const double Mib = 1 << 20;

    // What kernels that only move memory are to reach, of a copy's rate.
    private const double Target = 0.75;

    private static readonly Shape s_value = [1, 64, 512, 512], s_half = [1, 32, 512, 512], s_pooled = [1, 64, 256, 256], s_rows = [16384, 1024];

    private static readonly Case[] s_cases =
    [
        new("ReLU", new ReLU(), [s_value], [s_value], [], 64 + 64 + 4, 4 + 64 + 64, MovesOnly: true),
        new("PReLU", new PReLU(), [s_value], [s_value], [[64]], 64 + 64 + 4, 4 + 64 + 64, MovesOnly: true),
        new("sum of two", new Eltwise(), [s_value, s_value], [s_value], [], 3 * 64, 3 * 64, MovesOnly: true),
        new("sum of gradients", new ReLU(), [s_value], [s_value], [], 3 * 64, 0, MovesOnly: true, IsAdd: true),
        new("scale and shift", new Scale(Bias: true), [s_value], [s_value], [[64], [64]], 64 + 64, 64 + 64, MovesOnly: true),
        new("joining two", new Concat(), [s_half, s_half], [s_value], [], 64 + 64, 64 + 64, MovesOnly: true),
        new("sigmoid", new Sigmoid(), [s_value], [s_value], [], 64 + 64, 3 * 64),
        new("maxima of 2×2", new Pooling(PoolingMethod.Max, 2, 2, 2, 2), [s_value], [s_pooled], [], 64 + 16 + 16, 16 + 16 + 64),
        new("means of 2×2", new Pooling(PoolingMethod.Average, 2, 2, 2, 2), [s_value], [s_pooled], [], 64 + 16, 16 + 64),
        new("LRN of 5 channels", new LRN(5, 1e-4f), [s_value], [s_value], [], 64 + 64, 4 * 64),
        new("softmax of 1024", new Softmax(), [s_rows], [s_rows], [], 64 + 64, 3 * 64),
        new("depthwise 3×3", new Operations.Convolution(64, 3, 3, PadH: 1, PadW: 1, Group: 64), [s_value], [s_value], [[64, 1, 3, 3], [64]], 64 + 64, 64 + 64),
    ];

    /// <inheritdoc/>
    public override void Run(CheckRun run)
    {
        using Device device = run.Subject.Open(new Setting(RecordsPasses: false));
        using var clock = new DeviceClock(device);
        double copy = CopyRate(device, clock);
        run.Report.Note(
            "GB/s: bytes that a kernel has to read and write, each once, ÷ time by events, median of 60 calls after 10. "
            + (copy > 0 ? $"A copy from device to device: {copy / 1e9:0} GB/s. " : "")
            + $"Kernels that only move memory are to reach {Target:0 %} of that.");
        run.Report.BeginTable(
            "kernel", Column.Number("forward, GB/s"), Column.Number("÷ copy"), Column.Number("backward, GB/s"), Column.Number("÷ copy, backward"),
            "moves memory only");
        int missed = 0, left = 0;
        foreach (Case one in s_cases)
        {
            if (run.HasTimeFor(5))
                run.Try(one.Name, () => missed += Time(run, one, device, clock, copy));
            else
                left++;
        }
        if (missed > 0 && copy > 0)
            run.Report.Note($"{missed} below {Target:0 %} of a copy.");
        if (left > 0)
            run.Report.Note($"Left out, as the time is over: {left}.");
    }

    private static int Time(CheckRun run, Case one, Device device, DeviceClock clock, double copy)
    {
        using var operation = new OperationOnDevice(device, one.Operation, one.Inputs, one.Outputs, one.Weights);
        operation.Forward();
        double forward = Rate(clock, one.IsAdd ? operation.Add : operation.Forward, one.ForwardMib);
        double? backward = one.IsAdd ? null : Rate(clock, operation.Backward, one.BackwardMib);
        Cell Share(double? rate) => copy > 0 && rate is { } known ? Cell.Of(known / copy, "0.00") : Cell.None;
        run.Report.Row(
            one.Name, Cell.Of(forward / 1e9, "0"), Share(forward), backward is { } known ? Cell.Of(known / 1e9, "0") : Cell.None, Share(backward),
            one.MovesOnly ? "yes" : "");
        return one.MovesOnly && (forward < Target * copy || backward < Target * copy) ? 1 : 0;
    }

    private static double Rate(DeviceClock clock, Action call, double mib)
    {
        CallTimes times = clock.Time(call);
        return mib * Mib * 1000 / (times.Events ?? times.Wall);
    }

    // Bytes a second, read and written; 0 for a device that has no such copy.
    private static double CopyRate(Device device, DeviceClock clock)
    {
        if (Gpu.ContextOf(device) is not { } context)
            return 0;
        const nuint bytes = (nuint)Count * sizeof(float);
        using var from = new DeviceMemory(context, bytes);
        using var to = new DeviceMemory(context, bytes);
        from.Clear(context);
        return Rate(
            clock,
            () =>
            {
                using CudaContext.Turn turn = context.Enter();
                context.Require(Driver.cuMemcpyDtoDAsync_v2(to.Pointer, from.Pointer, bytes, context.Stream), nameof(Driver.cuMemcpyDtoDAsync_v2));
            },
            2 * 64);
    }

    private sealed record Case(
        string Name, Operation Operation, Shape[] Inputs, Shape[] Outputs, Shape[] Weights, double ForwardMib, double BackwardMib, bool MovesOnly = false,
        bool IsAdd = false);
}
