using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Interop;

namespace CaffeSharpGen.Cuda.Memory;

/// <summary>
/// What one network has in the memory of a GPU besides its values, and what happens there: for operations, and for what records passes.
/// </summary>
internal abstract class SessionMemory : DeviceSession
{
    private readonly List<CudaBuffer> written = [];
    private bool isRecording;

    protected SessionMemory(CudaContext context, PackedWeightCache packedWeights)
    {
        (Context, PackedWeights) = (context, packedWeights);
        Workspace = new Workspace(this);
        Scratch = new Workspace(this);
        Faults = new Faults(this);
    }

    /// <summary>What all sessions of the device share.</summary>
    public CudaContext Context { get; }

    /// <summary>Weights on the device, shared by the instances of a network.</summary>
    public PackedWeightCache PackedWeights { get; }

    /// <summary>Memory in which convolutions work, one after the other.</summary>
    public Workspace Workspace { get; }

    /// <summary>Memory for a gradient that an operation needs while it runs, shared by all of them.</summary>
    public Workspace Scratch { get; }

    /// <summary>What kernels found wrong in the values that they read.</summary>
    public Faults Faults { get; }

    /// <summary>How often there were transfers between device and host.</summary>
    public int Transfers { get; private set; }

    /// <summary>How often memory has moved that a recorded pass may use.</summary>
    public int Moves { get; private set; }

    /// <summary>Whether a pass runs.</summary>
    protected bool IsInPass { get; set; }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Faults.Dispose();
        Workspace.Dispose();
        Scratch.Dispose();
    }

    /// <summary>Takes the device's turn for a transfer between device and host.</summary>
    public CudaContext.Turn EnterHost()
    {
        RequireNoRecording("transfers something");
        Transfers++;
        return Context.Enter();
    }

    /// <summary>
    /// Requires that no pass is being recorded, before calls that a capture does not take: some of them, such as an event that is recorded
    /// and then waited for, would leave more behind than a recording that failed.
    /// </summary>
    /// <exception cref="CudaException">One is.</exception>
    public void RequireNoRecording(string what)
    {
        if (isRecording)
            throw new CudaException($"a pass that is being recorded {what}");
    }

    /// <summary>Says that memory has moved that a recorded pass may use.</summary>
    public void MarkMoved() => Moves++;

    /// <summary>Notes that the device has written a buffer, or will when what is recorded runs.</summary>
    public void MarkWritten(CudaBuffer buffer)
    {
        buffer.MarkWritten();
        if (isRecording)
            written.Add(buffer);
    }

    /// <summary>Collects from now on what the device writes.</summary>
    public void BeginRecording()
    {
        written.Clear();
        isRecording = true;
    }

    /// <summary>What was collected.</summary>
    public CudaBuffer[] EndRecording()
    {
        isRecording = false;
        return [.. written.Distinct()];
    }

    /// <summary>An operation was launched. Within a pass, what kernels found wrong is said at its end; else at once.</summary>
    public void EndOperation()
    {
        if (!IsInPass)
            Faults.Throw();
    }

    /// <summary>Fills a buffer with zeros.</summary>
    public void Clear(CudaBuffer buffer)
    {
        View view = buffer.View;
        (int rows, int count) = buffer.IsDense ? (1, buffer.Shape.Count) : (buffer.Images, buffer.ImageCount);
        for (int n = 0; n < rows && count > 0; n++)
        {
            Context.Require(
                Driver.cuMemsetD32Async(view.Data + (ulong)(n * view.Stride * sizeof(float)), 0, (nuint)count, Context.Stream),
                nameof(Driver.cuMemsetD32Async));
        }
    }
}
