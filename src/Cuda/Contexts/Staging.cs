using CaffeSharpGen.Cuda.Interop;

namespace CaffeSharpGen.Cuda.Contexts;

/// <summary>
/// Two pieces of memory through which floats go between the device and any memory of the host, a mapped file too: while one is
/// transferred, the other is filled or emptied.
/// </summary>
internal sealed unsafe class Staging(CudaContext context) : IDisposable
{
    private const int PieceFloats = 1 << 20;

    // CU_EVENT_DISABLE_TIMING.
    private const uint WithoutTiming = 2;

    private readonly Piece?[] pieces = new Piece?[2];
    private int next;

    /// <summary>Copies floats to the device; when it returns, the source may change.</summary>
    /// <param name="source">The floats; they need not be aligned.</param>
    /// <param name="to">Where they go.</param>
    public void Upload(ReadOnlySpan<float> source, ulong to)
    {
        using CudaContext.Turn turn = context.Enter();
        for (int start = 0; start < source.Length; start += PieceFloats)
        {
            int count = Math.Min(PieceFloats, source.Length - start);
            Piece piece = Take();
            source.Slice(start, count).CopyTo(piece.Memory.GetSpan());
            context.Require(
                Driver.cuMemcpyHtoDAsync_v2(to + (ulong)start * sizeof(float), piece.Memory.Pointer, Bytes(count), context.Stream),
                nameof(Driver.cuMemcpyHtoDAsync_v2));
            piece.Record();
        }
    }

    /// <summary>Copies floats from the device, after everything that was given to the stream before.</summary>
    /// <param name="from">Where they are.</param>
    /// <param name="destination">Where they go.</param>
    public void Download(ulong from, Span<float> destination)
    {
        using CudaContext.Turn turn = context.Enter();
        (Piece? before, int beforeStart) = (null, 0);
        for (int start = 0; start < destination.Length || before is not null; start += PieceFloats)
        {
            Piece? piece = null;
            if (start < destination.Length)
            {
                piece = Take();
                context.Require(
                    Driver.cuMemcpyDtoHAsync_v2(
                        piece.Memory.Pointer, from + (ulong)start * sizeof(float), Bytes(Math.Min(PieceFloats, destination.Length - start)),
                        context.Stream),
                    nameof(Driver.cuMemcpyDtoHAsync_v2));
                piece.Record();
            }
            if (before is not null)
            {
                before.Wait();
                int count = Math.Min(PieceFloats, destination.Length - beforeStart);
                before.Memory.GetSpan()[..count].CopyTo(destination.Slice(beforeStart, count));
            }
            (before, beforeStart) = (piece, start);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Piece? piece in pieces)
            piece?.Dispose();
    }

    private static nuint Bytes(int count) => (nuint)count * sizeof(float);

    private Piece Take()
    {
        Piece piece = pieces[next] ??= new Piece(context);
        next = (next + 1) % pieces.Length;
        piece.Wait();
        return piece;
    }

    private sealed class Piece : IDisposable
    {
        private readonly CudaContext context;
        private readonly EventHandle transferred;
        private bool isPending;

        public Piece(CudaContext context)
        {
            this.context = context;
            Memory = new PinnedMemory(context, PieceFloats);
            try
            {
                transferred = context.Make(
                    () => new EventHandle(context.Handle), nameof(Driver.cuEventCreate), made => Driver.cuEventCreate(made, WithoutTiming));
            }
            catch
            {
                ((IDisposable)Memory).Dispose();
                throw;
            }
        }

        public PinnedMemory Memory { get; }

        public void Record()
        {
            context.Require(Driver.cuEventRecord(transferred.Value, context.Stream), nameof(Driver.cuEventRecord));
            isPending = true;
        }

        public void Wait()
        {
            if (!isPending)
                return;
            context.Require(Driver.cuEventSynchronize(transferred.Value), nameof(Driver.cuEventSynchronize));
            isPending = false;
        }

        public void Dispose()
        {
            transferred.Dispose();
            ((IDisposable)Memory).Dispose();
        }
    }
}
