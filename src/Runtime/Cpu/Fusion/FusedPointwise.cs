using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Cpu.Normalization;

namespace CaffeSharpGen.Cpu.Fusion;

/// <summary>
/// Of a blocked value, element by element: a scale and a shift for each channel, the sum with a second value, a rectifier; each if
/// there is one.
/// </summary>
internal static class FusedPointwise
{
    /// <summary>Binds it for the widest vectors there are.</summary>
    /// <param name="scaleShift">Scale and shift; null for none.</param>
    /// <param name="mask">The mask that the rectifier keeps; null if there is none.</param>
    /// <param name="binding">One input, or two whose sum is taken.</param>
    public static CpuOperation Create(ChannelScaleShift? scaleShift, ReluMask? mask, CpuBinding binding) => binding.Machine.TileWidth switch
    {
        16 => new FusedPointwise<Tile512>(scaleShift, mask, binding),
        8 => new FusedPointwise<Tile256>(scaleShift, mask, binding),
        _ => new FusedPointwise<Tile128>(scaleShift, mask, binding),
    };
}

/// <inheritdoc cref="FusedPointwise"/>
internal sealed unsafe class FusedPointwise<TVector> : CpuOperation
    where TVector : struct, ITileVector<TVector>
{
    private const int Lanes = BlockedView.Lanes;

    // Positions of a piece of work: 64 kB of each value.
    private const int PositionsOfPiece = 1024;

    private readonly ReluMask? mask;
    private readonly PaddedChannels scales;
    private readonly PaddedChannels shifts;
    private readonly Action<int, int> forward;
    private readonly Action<int, int> backward;
    private readonly int blocks;
    private readonly nint positions;
    private readonly int piecesOfBlock;
    private readonly InputGradient[] targets;
    private ReluRule rule;
    private bool isRectified;
    private BlockedView dy;

    public FusedPointwise(ChannelScaleShift? scaleShift, ReluMask? mask, CpuBinding binding) : base(binding, CpuLayout.Blocked)
    {
        this.mask = mask;
        Shape shape = binding.Output.Shape;
        // −0 leaves a zero its sign; a sum begins with +0, as Caffe's does.
        scales = new PaddedChannels(scaleShift?.Scales ?? Arrays.Filled(shape.Channels, 1f));
        shifts = new PaddedChannels(scaleShift?.Shifts ?? Arrays.Filled(shape.Channels, binding.Inputs.Length == 1 ? -0f : 0f));
        blocks = (shape.Channels + Lanes - 1) / Lanes;
        positions = (nint)shape.Height * shape.Width;
        piecesOfBlock = (int)((positions + PositionsOfPiece - 1) / PositionsOfPiece);
        targets = new InputGradient[binding.Inputs.Length];
        (forward, backward) = (ForwardPiece, BackwardPiece);
    }

    public override bool CanAdd => true;

    public override bool CanRectify => Binding.Input.ReluMask is not null;

    private int Pieces => Binding.Output.Shape.BatchSize * blocks * piecesOfBlock;

    public override void Dispose()
    {
        scales.Dispose();
        shifts.Dispose();
    }

    protected override void RunForward() => Binding.Workers.For(Pieces, forward);

    protected override void RunBackward(in OperationGradients gradients)
    {
        if (gradients.Output(0) is not { } outputGradient)
            return;
        (rule, isRectified, dy) = (gradients.Rule, gradients.Outputs[0].IsRectified, outputGradient.Blocked);
        gradients.Inputs.CopyTo(targets);
        Binding.Workers.For(Pieces, backward);
    }

    private (int Image, int Block, nint First, int Count) PieceAt(int piece)
    {
        nint first = (nint)(piece % piecesOfBlock) * PositionsOfPiece;
        int block = piece / piecesOfBlock;
        return (block / blocks, block % blocks, first, (int)Math.Min(PositionsOfPiece, positions - first));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ForwardPiece(int piece, int worker)
    {
        (int image, int block, nint first, int count) = PieceAt(piece);
        float* x = Binding.Input.Blocked.Block(image, block) + first * Lanes;
        float* y = Binding.Output.Blocked.Block(image, block) + first * Lanes;
        float* second = Binding.Inputs.Length > 1 ? Binding.Inputs[1].Blocked.Block(image, block) + first * Lanes : null;
        ushort* bits = mask is null ? null : mask.Bits + ((nint)image * blocks + block) * positions + first;
        bool isPlain = mask is { Slopes: null, Slope: 0 }, isLimited = mask is { IsLimited: true };
        TVector maximum = TVector.Broadcast(mask?.Maximum ?? 0);
        for (int lane = 0; lane < Lanes; lane += TVector.Width)
        {
            int channel = block * Lanes + lane;
            TVector scale = TVector.Load(scales.Pointer + channel), shift = TVector.Load(shifts.Pointer + channel);
            TVector slope = mask is null ? TVector.Zero : Slope(mask, channel);
            for (nint i = 0; i < count; i++)
            {
                nint at = i * Lanes + lane;
                TVector value = TVector.MultiplyAdd(TVector.Load(x + at), scale, shift);
                if (second is not null)
                    value = TVector.Add(value, TVector.Load(second + at));
                if (isLimited)
                {
                    ReluMaskWords<TVector>.Put(bits + i, lane, RectifierValue.LimitedBits(value, maximum));
                    value = RectifierValue.LimitedVector(value, maximum);
                }
                else if (bits is not null)
                {
                    ReluMaskWords<TVector>.Put(bits + i, lane, TVector.PositiveBits(value));
                    value = isPlain ? RectifierValue.PlainVector(value) : RectifierValue.LeakyVector(value, slope);
                }
                TVector.Store(value, y + at);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void BackwardPiece(int piece, int worker)
    {
        (int image, int block, nint first, int count) = PieceAt(piece);
        float* gradient = dy.Block(image, block) + first * Lanes;
        nint word = ((nint)image * blocks + block) * positions + first;
        ushort* bits = mask is null || isRectified ? null : mask.Bits + word;
        for (int input = 0; input < targets.Length; input++)
        {
            if (targets[input].Buffer is not CpuBuffer buffer)
                continue;
            float* dx = buffer.Blocked.Block(image, block) + first * Lanes;
            ReluMask? below = targets[input].Rectify ? Binding.Inputs[input].ReluMask : null;
            for (int lane = 0; lane < Lanes; lane += TVector.Width)
            {
                int channel = block * Lanes + lane;
                TVector scale = input == 0 ? TVector.Load(scales.Pointer + channel) : TVector.Broadcast(1);
                TVector slope = mask is null ? TVector.Zero : Slope(mask, channel);
                TVector slopeBelow = below is null ? TVector.Zero : Slope(below, channel);
                for (nint i = 0; i < count; i++)
                {
                    nint at = i * Lanes + lane;
                    TVector value = TVector.Load(gradient + at);
                    if (bits is not null)
                        value = Rectified<TVector>.Through(rule, value, ReluMaskWords<TVector>.Get(bits + i, lane), slope);
                    value = TVector.Multiply(value, scale);
                    if (targets[input].Add)
                        value = TVector.Add(value, TVector.Load(dx + at));
                    if (below is not null)
                        value = Rectified<TVector>.Through(
                            rule, value, ReluMaskWords<TVector>.Get(below.Bits + word + i, lane), slopeBelow);
                    TVector.Store(value, dx + at);
                }
            }
        }
    }

    private static TVector Slope(ReluMask mask, int channel) =>
        mask.Slopes is null ? TVector.Broadcast(mask.Slope) : TVector.Load(mask.Slopes + channel);
}
