using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Fusion;
using CaffeSharpGen.Cuda.Kernels;
using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.Cuda.Passes;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cuda.Devices;

/// <summary>What one network has on a GPU.</summary>
internal sealed class CudaSession : SessionMemory
{
    private readonly PassRecorder passes;
    private readonly PassEnd end;

    public CudaSession(CudaContext context, PackedWeightCache packedWeights) : base(context, packedWeights)
    {
        passes = new PassRecorder(this);
        end = new PassEnd(context);
    }

    /// <summary>How its passes run.</summary>
    public PassRecorder Passes => passes;

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
        base.Dispose();
    }

    private void Launch(PassKey key, Action pass, CancellationToken cancellationToken)
    {
        // No turn: callbacks may wait for other threads, or for other devices. Each operation takes its own, a recording one for all.
        using CudaContext.Pass running = Context.BeginPass(cancellationToken);
        Faults.Forget();
        IsInPass = true;
        try
        {
            passes.Run(key, pass);
            if (cancellationToken.CanBeCanceled)
                Mark();
        }
        finally
        {
            IsInPass = false;
        }
    }

    private void Mark()
    {
        using CudaContext.Turn turn = Context.Enter();
        end.Mark();
    }
}
