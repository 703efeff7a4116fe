using CaffeSharpGen.Cuda.Interop;

namespace CaffeSharpGen.Cuda.Contexts;

/// <summary>
/// Orders the stream of a device among those that the program has on it beside ours. Neither thread nor device waits: one stream does, for
/// what the other got so far.
/// </summary>
internal sealed unsafe class StreamOrder(CudaContext context) : IDisposable
{
    // CU_EVENT_DISABLE_TIMING.
    private const uint WithoutTiming = 2;

    // One is enough: a stream waits for what an event was last recorded behind when it is told to wait.
    private EventHandle? reached;

    /// <summary>What our stream gets from now on begins when another has done what it got so far.</summary>
    public void WaitFor(nint other) => Put(other, context.Stream);

    /// <summary>What another stream gets from now on begins when ours has done what it got so far.</summary>
    public void LetWait(nint other) => Put(context.Stream, other);

    /// <inheritdoc/>
    public void Dispose() => reached?.Dispose();

    private void Put(nint first, nint second)
    {
        reached ??= context.Make(
            () => new EventHandle(context.Handle), nameof(Driver.cuEventCreate), made => Driver.cuEventCreate(made, WithoutTiming));
        string whose = first == context.Stream
            ? "our stream"
            : $"the caller's stream, which has to be of the primary context of cuda:{context.Info.Index},";
        context.Require(Driver.cuEventRecord(reached.Value, first), $"cuEventRecord on {whose}");
        context.Require(Driver.cuStreamWaitEvent(second, reached.Value, 0), nameof(Driver.cuStreamWaitEvent));
    }
}
