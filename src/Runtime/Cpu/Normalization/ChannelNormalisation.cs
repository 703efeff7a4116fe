using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Normalization;

/// <summary>Local response normalization across the channels of a blocked value.</summary>
internal static class ChannelNormalisation
{
    /// <summary>Binds it for the widest vectors there are.</summary>
    public static CpuOperation Create(Operations.LRN lrn, CpuBinding binding) => binding.Machine.TileWidth switch
    {
        16 => new ChannelNormalisation<Tile512>(lrn, binding),
        8 => new ChannelNormalisation<Tile256>(lrn, binding),
        _ => new ChannelNormalisation<Tile128>(lrn, binding),
    };
}

/// <summary>
/// Some positions at a time, with all their channels side by side in scratch memory that stays in the first-level cache. Neighboring
/// channels are then neighboring floats, over the borders of blocks too, and beyond the first and the last channel lie zeros.
/// </summary>
internal sealed unsafe class ChannelNormalisation<TVector> : CpuOperation
    where TVector : struct, ITileVector<TVector>
{
    private const int Lanes = BlockedView.Lanes;

    // Floats of a scratch's array, and of a piece of work.
    private const int FloatsOfTile = 3072;
    private const int FloatsOfPiece = 1 << 14;

    private readonly Operations.LRN lrn;
    private readonly LrnPower power;
    private readonly Action<int, int> forward;
    private readonly Action<int, int> backward;
    private readonly int channels;
    private readonly int blocks;
    private readonly int positions;
    private readonly int lead;
    private readonly int line;
    private readonly int positionsOfTile;
    private readonly int positionsOfPiece;
    private readonly int pieces;
    private readonly nint scratchFloats;
    private readonly LargeMemory scratch;
    private InputGradient target;
    private ReluRule rule;
    private BlockedView x;
    private BlockedView y;
    private BlockedView dy;
    private BlockedView dx;

    public ChannelNormalisation(Operations.LRN lrn, CpuBinding binding) : base(binding, CpuLayout.Blocked)
    {
        this.lrn = lrn;
        power = new LrnPower(lrn.Beta);
        Shape shape = binding.Input.Shape;
        (channels, blocks, positions) = (shape.Channels, BlockedView.BlocksOf(shape.Channels), shape.CountFrom(2));
        // Zeros before and behind the channels of a position, as many as a window reaches out, in whole vectors.
        lead = (lrn.LocalSize / 2 + Lanes - 1) / Lanes * Lanes;
        line = blocks * Lanes + 2 * lead;
        positionsOfTile = Math.Clamp(FloatsOfTile / line, 1, Lanes);
        positionsOfPiece = Math.Max(1, FloatsOfPiece / (blocks * Lanes) / positionsOfTile) * positionsOfTile;
        pieces = (positions + positionsOfPiece - 1) / positionsOfPiece;
        scratchFloats = (nint)positionsOfTile * (line + 2 * blocks * Lanes);
        long all = scratchFloats * binding.Workers.Threads;
        scratch = new LargeMemory(all);
        new Span<float>(scratch.Pointer, checked((int)all)).Clear();
        (forward, backward) = (ForwardPiece, BackwardPiece);
    }

    public override bool CanAdd => true;

    public override bool CanRectify => Binding.Input.ReluMask is not null;

    public override void Dispose() => scratch.Dispose();

    protected override void RunForward()
    {
        (x, y) = (Binding.Input.Blocked, Binding.Output.Blocked);
        Binding.Workers.For(x.Number * pieces, forward);
    }

    protected override void RunBackward(in OperationGradients gradients)
    {
        if (gradients.Output(0) is not { } outputGradient || gradients.Input(0) is not { } inputGradient)
            return;
        (rule, target) = (gradients.Rule, gradients.Inputs[0]);
        (x, dy, dx) = (Binding.Input.Blocked, outputGradient.Blocked, inputGradient.Blocked);
        Binding.Workers.For(x.Number * pieces, backward);
    }

    private void ForwardPiece(int piece, int worker)
    {
        (int image, int first, int end) = PieceAt(piece);
        for (; first < end; first += positionsOfTile)
            ForwardTile(image, first, Math.Min(positionsOfTile, end - first), scratch.Pointer + worker * scratchFloats);
    }

    private void BackwardPiece(int piece, int worker)
    {
        (int image, int first, int end) = PieceAt(piece);
        for (; first < end; first += positionsOfTile)
            BackwardTile(image, first, Math.Min(positionsOfTile, end - first), scratch.Pointer + worker * scratchFloats);
    }

    private (int Image, int First, int End) PieceAt(int piece)
    {
        int first = piece % pieces * positionsOfPiece;
        return (piece / pieces, first, Math.Min(first + positionsOfPiece, positions));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ForwardTile(int image, int first, int count, float* squares)
    {
        float* powers = squares + (nint)positionsOfTile * line;
        SumSquares(image, first, count, squares, powers);
        power.Raise(powers, count * blocks * Lanes);
        for (int block = 0; block < blocks; block++)
        {
            float* from = x.Block(image, block) + (nint)first * Lanes, to = y.Block(image, block) + (nint)first * Lanes;
            float* power = powers + block * Lanes;
            for (int i = 0; i < count; i++, power += blocks * Lanes)
            {
                for (int lane = 0; lane < Lanes; lane += TVector.Width)
                    TVector.Store(
                        TVector.Multiply(TVector.Load(from + i * Lanes + lane), TVector.Load(power + lane)), to + i * Lanes + lane);
            }
        }
        ClearBeyondChannels(y, image, first, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void BackwardTile(int image, int first, int count, float* shares)
    {
        // shares: first squares, then of each channel dy·x·base^(−β−1), which goes back to all channels of its window.
        float* powers = shares + (nint)positionsOfTile * line, ratios = powers + (nint)positionsOfTile * blocks * Lanes;
        SumSquares(image, first, count, shares, ratios);
        power.Raise(ratios, powers, count * blocks * Lanes);
        for (int block = 0; block < blocks; block++)
        {
            float* from = x.Block(image, block) + (nint)first * Lanes, gradient = dy.Block(image, block) + (nint)first * Lanes;
            float* share = shares + lead + block * Lanes, ratio = ratios + block * Lanes;
            for (int i = 0; i < count; i++, share += line, ratio += blocks * Lanes)
            {
                for (int lane = 0; lane < Lanes; lane += TVector.Width)
                {
                    TVector product = TVector.Multiply(TVector.Load(from + i * Lanes + lane), TVector.Load(gradient + i * Lanes + lane));
                    TVector.Store(TVector.Multiply(product, TVector.Load(ratio + lane)), share + lane);
                }
            }
        }
        for (int block = 0; block < blocks; block++)
            FinishBlock(image, block, first, count, shares, powers + block * Lanes);
        ClearBeyondChannels(dx, image, first, count);
    }

    // dx = dy·base^−β − 2αβ/n·x·Σ shares.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FinishBlock(int image, int block, int first, int count, float* shares, float* power)
    {
        nint at = (nint)first * Lanes;
        float* from = x.Block(image, block) + at, gradient = dy.Block(image, block) + at, to = dx.Block(image, block) + at;
        float* share = shares + lead + block * Lanes;
        ReluMask? below = target.Rectify ? Binding.Input.ReluMask : null;
        ushort* bits = below is null ? null : below.Bits + ((nint)image * blocks + block) * positions + first;
        TVector factor = TVector.Broadcast(-2 * lrn.Alpha * lrn.Beta / lrn.LocalSize);
        for (int lane = 0; lane < Lanes; lane += TVector.Width)
        {
            TVector slope = below is null ? TVector.Zero
                : below.Slopes is null ? TVector.Broadcast(below.Slope)
                : TVector.Load(below.Slopes + block * Lanes + lane);
            for (int i = 0; i < count; i++)
            {
                TVector through = TVector.Multiply(
                    TVector.Multiply(factor, TVector.Load(from + i * Lanes + lane)), WindowSum(share + (nint)i * line + lane));
                TVector value = TVector.MultiplyAdd(
                    TVector.Load(gradient + i * Lanes + lane), TVector.Load(power + (nint)i * blocks * Lanes + lane), through);
                if (target.Add)
                    value = TVector.Add(value, TVector.Load(to + i * Lanes + lane));
                if (bits is not null)
                    value = Rectified<TVector>.Through(rule, value, ReluMaskWords<TVector>.Get(bits + i, lane), slope);
                TVector.Store(value, to + i * Lanes + lane);
            }
        }
    }

    // base = k + α/n·Σ x² of each position and channel of a tile.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumSquares(int image, int first, int count, float* squares, float* bases)
    {
        for (int block = 0; block < blocks; block++)
        {
            float* from = x.Block(image, block) + (nint)first * Lanes, square = squares + lead + block * Lanes;
            for (int i = 0; i < count; i++, square += line)
            {
                for (int lane = 0; lane < Lanes; lane += TVector.Width)
                {
                    TVector value = TVector.Load(from + i * Lanes + lane);
                    TVector.Store(TVector.Multiply(value, value), square + lane);
                }
            }
        }
        TVector constant = TVector.Broadcast(lrn.K), factor = TVector.Broadcast(lrn.Alpha / lrn.LocalSize);
        for (int i = 0; i < count; i++, squares += line)
        {
            for (int channel = 0; channel < blocks * Lanes; channel += TVector.Width, bases += TVector.Width)
                TVector.Store(TVector.MultiplyAdd(WindowSum(squares + lead + channel), factor, constant), bases);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector WindowSum(float* centre)
    {
        float* first = centre - lrn.LocalSize / 2;
        TVector sum = TVector.Load(first);
        for (int i = 1; i < lrn.LocalSize; i++)
            sum = TVector.Add(sum, TVector.Load(first + i));
        return sum;
    }

    // There is something where a power of 0, or of a neighbour that is no number, came in.
    private void ClearBeyondChannels(BlockedView value, int image, int first, int count)
    {
        int beyond = blocks * Lanes - channels;
        for (int i = 0; beyond > 0 && i < count; i++)
            new Span<float>(value.Block(image, blocks - 1) + (nint)(first + i + 1) * Lanes - beyond, beyond).Clear();
    }
}
