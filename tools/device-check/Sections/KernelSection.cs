using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Interop;
using CaffeSharpGen.DeviceCheck.Devices;
using CaffeSharpGen.DeviceCheck.Reporting;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.DeviceCheck.Sections;

/// <summary>Our kernels alone, on values of 64 MiB, beside a copy from device to device.</summary>
internal sealed class KernelSection() : Section("Kernels alone")
{
    // What kernels that only move memory are to reach, of a copy's rate.
    private const double Target = 0.75;

    private const int Channels = 64;

    /// <inheritdoc/>
    public override void Run(CheckRun run)
    {
        // Values of 64 MiB.
        int side = run.Options.IsQuick ? 16 : 512;
        using Device device = run.Subject.Open(new Setting(RecordsPasses: false));
        using var clock = new DeviceClock(device, run.Options.IsQuick);
        double bytes = sizeof(float) * Channels * side * side, copy = CopyRate(device, clock, (nuint)bytes);
        run.Report.Note(
            "GB/s: bytes that a kernel has to read and write, each once, ÷ time by events, median of 60 calls after 10. "
            + (copy > 0 ? $"A copy from device to device: {copy / 1e9:0} GB/s. " : "")
            + $"Kernels that only move memory are to reach {Target:0 %} of that.");
        run.Report.BeginTable(
            "kernel", Column.Number("forward, GB/s"), Column.Number("÷ copy"), Column.Number("backward, GB/s"), Column.Number("÷ copy, backward"),
            "moves memory only");
        int missed = 0, left = 0;
        foreach (Case one in Cases(side))
        {
            if (run.HasTimeFor(5))
                run.Try(one.Name, () => missed += Time(run, one, device, clock, bytes, copy));
            else
                left++;
        }
        if (missed > 0 && copy > 0)
            run.Report.Note($"{missed} below {Target:0 %} of a copy.");
        if (left > 0)
            run.Report.Note($"Left out, as the time is over: {left}.");
    }

    private static int Time(CheckRun run, Case one, Device device, DeviceClock clock, double bytes, double copy)
    {
        using var operation = new OperationOnDevice(device, one.Operation, one.Inputs, one.Outputs, one.Weights);
        operation.Forward();
        double forward = Rate(clock, one.IsAdd ? operation.Add : operation.Forward, one.Forward * bytes);
        double? backward = one.IsAdd ? null : Rate(clock, operation.Backward, one.Backward * bytes);
        Cell Share(double? rate) => copy > 0 && rate is { } known ? Cell.Of(known / copy, "0.00") : Cell.None;
        run.Report.Row(
            one.Name, Cell.Of(forward / 1e9, "0"), Share(forward), backward is { } known ? Cell.Of(known / 1e9, "0") : Cell.None, Share(backward),
            one.MovesOnly ? "yes" : "");
        return one.MovesOnly && (forward < Target * copy || backward < Target * copy) ? 1 : 0;
    }

    private static double Rate(DeviceClock clock, Action call, double bytes)
    {
        CallTimes times = clock.Time(call);
        return bytes * 1000 / (times.Events ?? times.Wall);
    }

    // Bytes a second, read and written; 0 for a device that has no such copy.
    private static double CopyRate(Device device, DeviceClock clock, nuint bytes)
    {
        if (Gpu.ContextOf(device) is not { } context)
            return 0;
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
            2.0 * bytes);
    }

    private static Case[] Cases(int side)
    {
        Shape value = [1, Channels, side, side], half = [1, Channels / 2, side, side], pooled = [1, Channels, side / 2, side / 2];
        Shape rows = [Channels * side * side / 1024, 1024], channels = [Channels];
        const double mask = 1 / 16.0, quarter = 1 / 4.0;
        return
        [
            new("ReLU", new ReLU(), [value], [value], [], 2 + mask, 2 + mask, MovesOnly: true),
            new("PReLU", new PReLU(), [value], [value], [channels], 2 + mask, 2 + mask, MovesOnly: true),
            new("sum of two", new Eltwise(), [value, value], [value], [], 3, 3, MovesOnly: true),
            new("sum of gradients", new ReLU(), [value], [value], [], 3, 0, MovesOnly: true, IsAdd: true),
            new("scale and shift", new Scale(Bias: true), [value], [value], [channels, channels], 2, 2, MovesOnly: true),
            new("joining two", new Concat(), [half, half], [value], [], 2, 2, MovesOnly: true),
            new("sigmoid", new Sigmoid(), [value], [value], [], 2, 3),
            new("maxima of 2×2", new Pooling(PoolingMethod.Max, 2, 2, 2, 2), [value], [pooled], [], 1 + 2 * quarter, 1 + 2 * quarter),
            new("means of 2×2", new Pooling(PoolingMethod.Average, 2, 2, 2, 2), [value], [pooled], [], 1 + quarter, 1 + quarter),
            new("LRN of 5 channels", new LRN(5, 1e-4f), [value], [value], [], 2, 4),
            new("softmax of 1024", new Softmax(), [rows], [rows], [], 2, 3),
            new("depthwise 3×3", Depthwise, [value], [value], [[Channels, 1, 3, 3], channels], 2, 2),
        ];
    }

    private static Operations.Convolution Depthwise => new(Channels, 3, 3, PadH: 1, PadW: 1, Group: Channels);

    /// <param name="Name">What reports call it.</param>
    /// <param name="Operation">The operation.</param>
    /// <param name="Inputs">Shapes of its inputs.</param>
    /// <param name="Outputs">Shapes of its outputs.</param>
    /// <param name="Weights">Shapes of its weights.</param>
    /// <param name="Forward">How many values it reads and writes.</param>
    /// <param name="Backward">The same, backward.</param>
    /// <param name="MovesOnly">Whether memory alone decides how long it takes.</param>
    /// <param name="IsAdd">Whether what is timed is the sum of two gradients.</param>
    private sealed record Case(
        string Name, Operation Operation, Shape[] Inputs, Shape[] Outputs, Shape[] Weights, double Forward, double Backward, bool MovesOnly = false,
        bool IsAdd = false);
}
