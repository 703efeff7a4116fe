using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Fusion;
using CaffeSharpGen.Cuda.Interop;
using CaffeSharpGen.Cuda.Kernels;
using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cuda;

/// <summary>What one network has on a GPU.</summary>
internal sealed class CudaSession : DeviceSession
{
    private bool isInPass;

    public CudaSession(CudaContext context, PackedWeightCache packedWeights)
    {
        (Context, PackedWeights) = (context, packedWeights);
        Workspace = new Workspace(context);
        Scratch = new Workspace(context);
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

    /// <inheritdoc/>
    public override DeviceBuffer Allocate(Shape shape, bool isInput = false) => new CudaBuffer(this, shape);

    /// <inheritdoc/>
    public override DeviceArena CreateArena(long floats) => new CudaArena(Context, floats);

    /// <inheritdoc/>
    public override PreparedOperation? Prepare(
        Operation operation, IReadOnlyList<DeviceBuffer> inputs, IReadOnlyList<DeviceBuffer> outputs, IReadOnlyList<WeightBlob> weights)
    {
        using CudaContext.Turn turn = Context.Enter();
        return KernelTable.Prepare(
            operation, new CudaBinding(this, [.. inputs.Cast<CudaBuffer>()], [.. outputs.Cast<CudaBuffer>()], [.. weights]));
    }

    /// <inheritdoc/>
    public override PreparedOperation? PrepareFused(IReadOnlyList<FusedLayer> layers)
    {
        using CudaContext.Turn turn = Context.Enter();
        return FusedOperations.TryPrepare(layers, this);
    }

    /// <inheritdoc/>
    public override void RunPass(PassKey key, Action pass, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using CudaContext.Turn turn = Context.Enter();
        isInPass = true;
        try
        {
            pass();
        }
        finally
        {
            isInPass = false;
        }
        Faults.Throw();
    }

    /// <inheritdoc/>
    public override void Add(DeviceBuffer from, DeviceBuffer into)
    {
        using CudaContext.Turn turn = Context.Enter();
        Sum.Add(this, (CudaBuffer)from, (CudaBuffer)into);
        MarkWritten((CudaBuffer)into);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Faults.Dispose();
        Workspace.Dispose();
        Scratch.Dispose();
    }

    /// <summary>Takes the device's turn for a transfer between device and host.</summary>
    public CudaContext.Turn EnterHost() => Context.Enter();

    /// <summary>Notes that the device has written a buffer.</summary>
    public void MarkWritten(CudaBuffer buffer) => buffer.MarkWritten();

    /// <summary>An operation was launched. Within a pass, what kernels found wrong is said at its end; else at once.</summary>
    public void EndOperation()
    {
        if (!isInPass)
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
