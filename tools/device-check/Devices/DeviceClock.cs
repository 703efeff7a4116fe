using System.Diagnostics;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Interop;

namespace CaffeSharpGen.DeviceCheck.Devices;

/// <summary>Medians of a call's times, in milliseconds.</summary>
/// <param name="Events">Between two CUDA events, before and behind the call on its stream; null without a GPU.</param>
/// <param name="Wall">On the clock of the host, from the call to the end of what it gave to the device.</param>
internal readonly record struct CallTimes(double? Events, double Wall);

/// <summary>Times calls, each begun on an idle device, as bench/gpu/peers.py does.</summary>
internal sealed unsafe class DeviceClock : IDisposable
{
    // Milliseconds: what takes longer is timed less often.
    private const double LongCall = 10;

    private readonly bool isQuick;
    private readonly CudaContext? context;
    private readonly EventHandle? begin, end;

    /// <summary>Makes a clock.</summary>
    /// <param name="device">Whose calls are timed.</param>
    /// <param name="isQuick">Whether 2 calls after 2 are enough: paths run then, and nothing is measured.</param>
    public DeviceClock(Device device, bool isQuick)
    {
        this.isQuick = isQuick;
        context = Gpu.ContextOf(device);
        if (context is null)
            return;
        using CudaContext.Turn turn = context.Enter();
        begin = MakeEvent(context);
        end = MakeEvent(context);
    }

    /// <summary>Times a call.</summary>
    public CallTimes Time(Action call)
    {
        // Twice: the first time, much is prepared; the second time, a pass is recorded.
        call();
        call();
        (int repeats, int warmUps) = isQuick ? (2, 0) : TimeOnce(call).Wall > LongCall ? (20, 0) : (60, 7);
        for (int i = 0; i < warmUps; i++)
            call();
        double[] events = new double[repeats], walls = new double[repeats];
        for (int i = 0; i < repeats; i++)
            (events[i], walls[i]) = TimeOnce(call);
        return new CallTimes(context is null ? null : Median(events), Median(walls));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        begin?.Dispose();
        end?.Dispose();
    }

    private static EventHandle MakeEvent(CudaContext context) => context.Make(
        () => new EventHandle(context.Handle), nameof(Driver.cuEventCreate), made => Driver.cuEventCreate(made, 0));

    private (double Events, double Wall) TimeOnce(Action call) => context is null ? (0, TimeOnHost(call)) : TimeOnGpu(context, call);

    private static double TimeOnHost(Action call)
    {
        long start = Stopwatch.GetTimestamp();
        call();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private (double Events, double Wall) TimeOnGpu(CudaContext context, Action call)
    {
        using CudaContext.Turn turn = context.Enter();
        context.Synchronize();
        long start = Stopwatch.GetTimestamp();
        context.Require(Driver.cuEventRecord(begin!.Value, context.Stream), nameof(Driver.cuEventRecord));
        call();
        context.Require(Driver.cuEventRecord(end!.Value, context.Stream), nameof(Driver.cuEventRecord));
        context.Require(Driver.cuEventSynchronize(end.Value), nameof(Driver.cuEventSynchronize));
        double wall = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        float milliseconds;
        context.Require(
            Driver.cuEventElapsedTime(&milliseconds, begin.Value, end.Value), nameof(Driver.cuEventElapsedTime));
        return (milliseconds, wall);
    }

    private static double Median(double[] times)
    {
        Array.Sort(times);
        return (times[(times.Length - 1) / 2] + times[times.Length / 2]) / 2;
    }
}
