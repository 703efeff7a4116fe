using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cpu.Pooling;

/// <summary>Pooling of blocked values.</summary>
internal static class BlockedPooling
{
    /// <summary>Binds it for the widest vectors there are.</summary>
    public static CpuOperation Create(Operations.Pooling pooling, CpuBinding binding) => binding.Machine.TileWidth switch
    {
        16 => Create<Tile512>(pooling, binding),
        8 => Create<Tile256>(pooling, binding),
        _ => Create<Tile128>(pooling, binding),
    };

    private static CpuOperation Create<TVector>(Operations.Pooling pooling, CpuBinding binding)
        where TVector : struct, ITileVector<TVector> =>
        pooling.Method == PoolingMethod.Max ? new MaxPooling<TVector>(pooling, binding) : new AveragePooling<TVector>(pooling, binding);
}

/// <summary>
/// Pooling in rows of outputs forward, of inputs backward. The backward pass reads nothing of the forward pass but what the operation
/// itself keeps. It gathers: a position of the input sums up what the windows that hold it send, in their order, so that it is written
/// once, finished.
/// </summary>
internal abstract unsafe class BlockedPooling<TVector> : CpuOperation
    where TVector : struct, ITileVector<TVector>
{
    protected const int Lanes = BlockedView.Lanes;

    // Positions of a piece of work: 64 kB.
    private const int PositionsOfPiece = 1024;

    private readonly Action<int, int> forward;
    private readonly Action<int, int> backward;
    private readonly int planes;
    private readonly int outputRowsOfPiece;
    private readonly int inputRowsOfPiece;
    private LargeMemory? zeros;
    private InputGradient target;
    private BlockedView dy;
    private BlockedView dx;
    private ReluRule rule;

    protected BlockedPooling(Operations.Pooling pooling, CpuBinding binding) : base(binding, CpuLayout.Blocked)
    {
        (Shape input, Shape output) = (binding.Input.Shape, binding.Output.Shape);
        Rows = new WindowAxis(input.Height, output.Height, pooling.KernelH, pooling.StrideH, pooling.PadH, pooling.PadBottom);
        Columns = new WindowAxis(input.Width, output.Width, pooling.KernelW, pooling.StrideW, pooling.PadW, pooling.PadRight);
        planes = input.BatchSize * BlockedView.BlocksOf(input.Channels);
        outputRowsOfPiece = Math.Max(1, PositionsOfPiece / (input.Width * Math.Min(pooling.StrideH, input.Height)));
        inputRowsOfPiece = Math.Max(1, PositionsOfPiece / input.Width);
        (forward, backward) = (ForwardPiece, BackwardPiece);
    }

    public sealed override bool CanAdd => true;

    public sealed override bool CanRectify => Binding.Input.ReluMask is not null;

    protected WindowAxis Rows { get; }

    protected WindowAxis Columns { get; }

    protected BlockedView X { get; private set; }

    protected BlockedView Y { get; private set; }

    /// <summary>N × ⌈C/16⌉.</summary>
    protected int Planes => planes;

    public override void Dispose() => zeros?.Dispose();

    /// <summary>Computes a row of a plane's outputs.</summary>
    protected abstract void PoolRow(int image, int block, int row);

    /// <summary>Computes the gradients of a row of a plane's inputs: calls <see cref="Gather"/> with its kind of terms.</summary>
    protected abstract void GatherRow(int image, int block, int row, float* dy);

    protected sealed override void RunForward()
    {
        (X, Y) = (Binding.Input.Blocked, Binding.Output.Blocked);
        Binding.Workers.For(Pieces(Rows.Outputs, outputRowsOfPiece), forward);
    }

    protected sealed override void RunBackward(in OperationGradients gradients)
    {
        if (gradients.Input(0) is not { } inputGradient)
            return;
        (rule, target, dx, dy) = (gradients.Rule, gradients.Inputs[0], inputGradient.Blocked, gradients.Output(0)?.Blocked ?? Zeros());
        Binding.Workers.For(Pieces(Rows.Size, inputRowsOfPiece), backward);
    }

    /// <summary>A bit for each lane of a block that is a channel.</summary>
    protected uint ChannelBits(int block) => (1u << Math.Min(Lanes, Binding.Input.Shape.Channels - block * Lanes)) - 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected void Gather<TTerms>(TTerms terms, int image, int block, int row)
        where TTerms : struct, IWindowTerms<TVector>
    {
        nint first = (nint)row * Columns.Size;
        float* to = dx.Block(image, block) + first * Lanes;
        ReluMask? below = target.Rectify ? Binding.Input.ReluMask : null;
        ushort* bits = below is null ? null : below.Bits + ((nint)image * dx.Blocks + block) * dx.Positions + first;
        (int firstRow, int endRow) = Rows.Holding(row);
        // Two vectors at a time, unless one is a whole block: they share the search for windows.
        int further = TVector.Width == Lanes ? 0 : TVector.Width;
        for (int lane = 0; lane < Lanes; lane += TVector.Width + further)
        {
            for (int column = 0; column < Columns.Size; column++)
            {
                (int firstColumn, int endColumn) = Columns.Holding(column);
                TVector sum = TVector.Zero, other = TVector.Zero;
                for (int y = firstRow; y < endRow; y++)
                {
                    int position = (row - Rows.Start(y)) * Columns.Kernel + column - Columns.Start(firstColumn);
                    nint window = (nint)y * Columns.Outputs + firstColumn, endWindow = window + endColumn - firstColumn;
                    for (; window < endWindow; window++, position -= Columns.Stride)
                    {
                        sum = TVector.Add(sum, terms.Of(window, position, lane));
                        if (further > 0)
                            other = TVector.Add(other, terms.Of(window, position, lane + further));
                    }
                }
                Put(sum, below, bits + column, to + (nint)column * Lanes, block, lane);
                if (further > 0)
                    Put(other, below, bits + column, to + (nint)column * Lanes, block, lane + further);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(TVector sum, ReluMask? below, ushort* bits, float* to, int block, int lane)
    {
        if (target.Add)
            sum = TVector.Add(sum, TVector.Load(to + lane));
        if (below is not null)
        {
            TVector slope = below.Slopes is null ? TVector.Broadcast(below.Slope) : TVector.Load(below.Slopes + block * Lanes + lane);
            sum = Rectified<TVector>.Through(rule, sum, ReluMaskWords<TVector>.Get(bits, lane), slope);
        }
        TVector.Store(sum, to + lane);
    }

    private int Pieces(int rows, int rowsOfPiece) => checked((int)(((long)planes * rows + rowsOfPiece - 1) / rowsOfPiece));

    private void ForwardPiece(int piece, int worker)
    {
        long end = Math.Min((piece + 1L) * outputRowsOfPiece, (long)planes * Rows.Outputs);
        for (long row = (long)piece * outputRowsOfPiece; row < end; row++)
        {
            (int plane, int of) = ((int)(row / Rows.Outputs), (int)(row % Rows.Outputs));
            PoolRow(plane / X.Blocks, plane % X.Blocks, of);
        }
    }

    private void BackwardPiece(int piece, int worker)
    {
        long end = Math.Min((piece + 1L) * inputRowsOfPiece, (long)planes * Rows.Size);
        for (long row = (long)piece * inputRowsOfPiece; row < end; row++)
        {
            (int plane, int of) = ((int)(row / Rows.Size), (int)(row % Rows.Size));
            (int image, int block) = (plane / dx.Blocks, plane % dx.Blocks);
            GatherRow(image, block, of, dy.Block(image, block));
        }
    }

    // Where gradients arrive at the positions of the maxima alone.
    private BlockedView Zeros()
    {
        Shape shape = Binding.Output.Shape;
        nint floats = BlockedView.FloatsOf(shape.Channels, shape.Height, shape.Width);
        if (zeros is null)
        {
            zeros = new LargeMemory(floats);
            new Span<float>(zeros.Pointer, checked((int)floats)).Clear();
        }
        return new BlockedView(zeros.Pointer, 0, shape.BatchSize, shape.Channels, shape.Height, shape.Width);
    }
}
