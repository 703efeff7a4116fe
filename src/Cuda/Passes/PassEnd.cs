using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Interop;

namespace CaffeSharpGen.Cuda.Passes;

/// <summary>
/// The end of a session's last pass, on the stream: somebody waits for it as long as the pass is wanted. A pass that is not wanted any more
/// runs to its end, and what the stream gets next begins after it.
/// </summary>
internal sealed unsafe class PassEnd(CudaContext context) : IDisposable
{
    // CU_EVENT_DISABLE_TIMING.
    private const uint WithoutTiming = 2;

    // CUDA_ERROR_NOT_READY.
    private const int NotReady = 600;

    // A pass over one picture ends while it is asked without a pause; who waits longer sleeps a millisecond at a time.
    private const int QuestionsWithoutSleep = 1000;

    private EventHandle? reached;

    /// <summary>Marks the end of what the stream got so far.</summary>
    public void Mark()
    {
        reached ??= context.Make(
            () => new EventHandle(context.Handle), nameof(Driver.cuEventCreate), made => Driver.cuEventCreate(made, WithoutTiming));
        context.Require(Driver.cuEventRecord(reached.Value, context.Stream), nameof(Driver.cuEventRecord));
    }

    /// <summary>Waits until the device has come to the mark. Others have their turns meanwhile.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before.</exception>
    public void Wait(CancellationToken cancellationToken)
    {
        for (var spin = new SpinWait(); !IsReached(cancellationToken); spin.SpinOnce(QuestionsWithoutSleep))
            cancellationToken.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public void Dispose() => reached?.Dispose();

    private bool IsReached(CancellationToken cancellationToken)
    {
        using CudaContext.Turn turn = context.Enter(cancellationToken);
        int status = Driver.cuEventQuery(reached!.Value);
        if (status != NotReady)
            context.Require(status, nameof(Driver.cuEventQuery));
        return status != NotReady;
    }
}
