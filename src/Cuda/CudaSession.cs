using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Fusion;
using CaffeSharpGen.Cuda.Interop;
using CaffeSharpGen.Cuda.Kernels;
using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.Cuda.Passes;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cuda;

/// <summary>What one network has on a GPU.</summary>
internal sealed class CudaSession : DeviceSession
{
    private readonly PassRecorder passes;
    private readonly PassEnd end;
    private readonly List<CudaBuffer> written = [];
    private bool isInPass;
    private bool isRecording;

    public CudaSession(CudaContext context, PackedWeightCache packedWeights)
    {
        (Context, PackedWeights) = (context, packedWeights);
        passes = new PassRecorder(this);
        end = new PassEnd(context);
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

    /// <summary>How its passes run.</summary>
    public PassRecorder Passes => passes;

    /// <summary>How often there were transfers between device and host.</summary>
    public int Transfers { get; private set; }

    /// <summary>How often memory has moved that a recorded pass may use.</summary>
    public int Moves { get; private set; }

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
        Launch(key, pass, cancellationToken);
        // Launching takes a part of the time only. Who cannot cancel a pass waits where its values are read.
        if (cancellationToken.CanBeCanceled)
            end.Wait(cancellationToken);
        Faults.Throw();
    }

    /// <inheritdoc/>
    public override bool CanMapChannels => true;

    /// <inheritdoc/>
    public override void MapChannels(DeviceBuffer activation, DeviceBuffer gradient, int image, Span<float> map)
    {
        using CudaContext.Turn turn = EnterHost();
        ChannelMap.Compute(this, (CudaBuffer)activation, (CudaBuffer)gradient, image, map);
    }

    /// <inheritdoc/>
    public override void MapChannels(DeviceBuffer activation, DeviceBuffer gradient, int image, nint pointer, nint stream)
    {
        using CudaContext.Turn turn = EnterHost();
        Context.Order.WaitFor(stream);
        ChannelMap.Compute(this, (CudaBuffer)activation, (CudaBuffer)gradient, image, (ulong)pointer);
        Context.Order.LetWait(stream);
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
        passes.Dispose();
        end.Dispose();
        Faults.Dispose();
        Workspace.Dispose();
        Scratch.Dispose();
    }

    /// <summary>Takes the device's turn for a transfer between device and host.</summary>
    public CudaContext.Turn EnterHost()
    {
        Transfers++;
        return Context.Enter();
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

    private void Launch(PassKey key, Action pass, CancellationToken cancellationToken)
    {
        using CudaContext.Turn turn = Context.Enter(cancellationToken);
        Faults.Forget();
        isInPass = true;
        try
        {
            passes.Run(key, pass);
            if (cancellationToken.CanBeCanceled)
                end.Mark();
        }
        finally
        {
            isInPass = false;
        }
    }
}
