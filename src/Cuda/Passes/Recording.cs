using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Interop;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Passes;

/// <summary>A pass as a CUDA graph.</summary>
internal sealed unsafe class Recording : IDisposable
{
    // CU_STREAM_CAPTURE_MODE_THREAD_LOCAL: what other threads call does not disturb it.
    private const int ThreadLocal = 1;

    private readonly GraphExecHandle graph;
    private readonly CudaBuffer[] written;
    private readonly bool mayHaveFaults;

    private Recording(PassKey key, GraphExecHandle graph, CudaBuffer[] written, bool mayHaveFaults) =>
        (Key, this.graph, this.written, this.mayHaveFaults) = (key, graph, written, mayHaveFaults);

    /// <summary>Which pass.</summary>
    public PassKey Key { get; }

    /// <summary>Records a pass; nothing of it runs.</summary>
    public static Recording Of(SessionMemory session, PassKey key, Action pass)
    {
        CudaContext context = session.Context;
        context.Require(Driver.cuStreamBeginCapture_v2(context.Stream, ThreadLocal), nameof(Driver.cuStreamBeginCapture_v2));
        session.BeginRecording();
        try
        {
            pass();
        }
        catch
        {
            // The stream has to leave the capture, whatever became of it.
            session.EndRecording();
            Abandon(context);
            throw;
        }
        CudaBuffer[] written = session.EndRecording();
        using GraphHandle captured = context.Make(
            () => new GraphHandle(context.Handle), nameof(Driver.cuStreamEndCapture), made => End(context, made));
        GraphExecHandle graph = context.Make(
            () => new GraphExecHandle(context.Handle), nameof(Driver.cuGraphInstantiateWithFlags), made => Instantiate(captured, made));
        return new Recording(key, graph, written, session.Faults.MayHaveFaults);
    }

    /// <summary>Runs it.</summary>
    public void Replay(SessionMemory session)
    {
        CudaContext context = session.Context;
        context.Require(Driver.cuGraphLaunch(graph.Value, context.Stream), nameof(Driver.cuGraphLaunch));
        foreach (CudaBuffer buffer in written)
            buffer.MarkWritten();
        if (mayHaveFaults)
            session.Faults.MarkReplayed();
    }

    /// <inheritdoc/>
    public void Dispose() => graph.Dispose();

    private static int End(CudaContext context, nint* made) => Driver.cuStreamEndCapture(context.Stream, made);

    private static int Instantiate(GraphHandle captured, nint* made) =>
        Driver.cuGraphInstantiateWithFlags(made, captured.Value, 0);

    private static void Abandon(CudaContext context)
    {
        nint made = 0;
        if (Driver.cuStreamEndCapture(context.Stream, &made) == 0 && made != 0)
            _ = Driver.cuGraphDestroy(made);
    }
}
