using CaffeSharpGen.Cuda.Interop;

namespace CaffeSharpGen.Cuda.Contexts;

/// <summary>Times what runs on the stream of a device, by events.</summary>
internal sealed unsafe class StreamTimer : IDisposable
{
    private readonly CudaContext context;
    private readonly EventHandle start;
    private readonly EventHandle? end;

    /// <summary>Makes the events.</summary>
    public StreamTimer(CudaContext context)
    {
        this.context = context;
        using CudaContext.Turn turn = context.Enter();
        start = Make();
        try
        {
            end = Make();
        }
        catch
        {
            start.Dispose();
            throw;
        }
    }

    /// <summary>Runs something and waits for it.</summary>
    /// <returns>How long it took, in milliseconds.</returns>
    public float Time(Action run)
    {
        using CudaContext.Turn turn = context.Enter();
        context.Require(Driver.cuEventRecord(start.Value, context.Stream), nameof(Driver.cuEventRecord));
        run();
        context.Require(Driver.cuEventRecord(end!.Value, context.Stream), nameof(Driver.cuEventRecord));
        context.Require(Driver.cuEventSynchronize(end.Value), nameof(Driver.cuEventSynchronize));
        float milliseconds;
        context.Require(Driver.cuEventElapsedTime(&milliseconds, start.Value, end.Value), nameof(Driver.cuEventElapsedTime));
        return milliseconds;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        start.Dispose();
        end?.Dispose();
    }

    private EventHandle Make() =>
        context.Make(() => new EventHandle(context.Handle), nameof(Driver.cuEventCreate), made => Driver.cuEventCreate(made, 0));
}
