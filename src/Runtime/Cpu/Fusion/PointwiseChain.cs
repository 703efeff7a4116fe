using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Cpu.Normalization;

namespace CaffeSharpGen.Cpu.Fusion;

/// <summary>
/// Of a blocked value, element by element: a factor and a term for each channel, the sum with a second value, a rectifier; each if there is one.
/// </summary>
internal static class PointwiseChain
{
    /// <summary>Binds it for the widest vectors there are.</summary>
    /// <param name="affine">Factor and term; null for none.</param>
    /// <param name="signs">The signs that the rectifier keeps; null if there is none.</param>
    /// <param name="binding">One input, or two whose sum is taken.</param>
    public static CpuOperation Create(ChannelAffine? affine, RectifierSigns? signs, CpuBinding binding) => binding.Machine.TileWidth switch
    {
        16 => new PointwiseChain<Tile512>(affine, signs, binding),
        8 => new PointwiseChain<Tile256>(affine, signs, binding),
        _ => new PointwiseChain<Tile128>(affine, signs, binding),
    };
}

/// <inheritdoc cref="PointwiseChain"/>
internal sealed unsafe class PointwiseChain<TVector> : CpuOperation
    where TVector : struct, ITileVector<TVector>
{
    private const int Lanes = BlockedView.Lanes;

    // Places of a piece of work: 64 kB of each value.
    private const int PlacesOfPiece = 1024;

    private readonly RectifierSigns? signs;
    private readonly PaddedChannels factors;
    private readonly PaddedChannels terms;
    private readonly Action<int, int> forward;
    private readonly Action<int, int> backward;
    private readonly int blocks;
    private readonly nint places;
    private readonly int piecesOfBlock;
    private readonly InputGradient[] targets;
    private ReluRule rule;
    private bool isRectified;
    private BlockedView dy;

    public PointwiseChain(ChannelAffine? affine, RectifierSigns? signs, CpuBinding binding) : base(binding, CpuLayout.Blocked)
    {
        this.signs = signs;
        Shape shape = binding.Output.Shape;
        // −0 leaves a zero its sign; a sum begins with +0, as Caffe's does.
        factors = new PaddedChannels(affine?.Factors ?? Filled(shape.Channels, 1));
        terms = new PaddedChannels(affine?.Terms ?? Filled(shape.Channels, binding.Inputs.Length == 1 ? -0f : 0));
        blocks = (shape.Channels + Lanes - 1) / Lanes;
        places = (nint)shape.Height * shape.Width;
        piecesOfBlock = (int)((places + PlacesOfPiece - 1) / PlacesOfPiece);
        targets = new InputGradient[binding.Inputs.Length];
        (forward, backward) = (ForwardPiece, BackwardPiece);
    }

    public override bool CanAdd => true;

    public override bool CanRectify => Binding.Input.Signs is not null;

    private int Pieces => Binding.Output.Shape.BatchSize * blocks * piecesOfBlock;

    public override void Dispose()
    {
        factors.Dispose();
        terms.Dispose();
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
        nint first = (nint)(piece % piecesOfBlock) * PlacesOfPiece;
        int block = piece / piecesOfBlock;
        return (block / blocks, block % blocks, first, (int)Math.Min(PlacesOfPiece, places - first));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ForwardPiece(int piece, int worker)
    {
        (int image, int block, nint first, int count) = PieceAt(piece);
        float* x = Binding.Input.Blocked.Block(image, block) + first * Lanes, y = Binding.Output.Blocked.Block(image, block) + first * Lanes;
        float* second = Binding.Inputs.Length > 1 ? Binding.Inputs[1].Blocked.Block(image, block) + first * Lanes : null;
        ushort* bits = signs is null ? null : signs.Bits + ((nint)image * blocks + block) * places + first;
        bool isPlain = signs is { Slopes: null, Slope: 0 };
        for (int lane = 0; lane < Lanes; lane += TVector.Width)
        {
            int channel = block * Lanes + lane;
            TVector factor = TVector.Load(factors.Pointer + channel), term = TVector.Load(terms.Pointer + channel);
            TVector slope = signs is null ? TVector.Zero : Slope(signs, channel);
            for (nint i = 0; i < count; i++)
            {
                nint at = i * Lanes + lane;
                TVector value = TVector.MultiplyAdd(TVector.Load(x + at), factor, term);
                if (second is not null)
                    value = TVector.Add(value, TVector.Load(second + at));
                if (bits is not null)
                {
                    SignWords<TVector>.Put(bits + i, lane, TVector.PositiveBits(value));
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
        nint word = ((nint)image * blocks + block) * places + first;
        ushort* bits = signs is null || isRectified ? null : signs.Bits + word;
        for (int input = 0; input < targets.Length; input++)
        {
            if (targets[input].Buffer is not CpuBuffer buffer)
                continue;
            float* dx = buffer.Blocked.Block(image, block) + first * Lanes;
            RectifierSigns? below = targets[input].Rectify ? Binding.Inputs[input].Signs : null;
            for (int lane = 0; lane < Lanes; lane += TVector.Width)
            {
                int channel = block * Lanes + lane;
                TVector factor = input == 0 ? TVector.Load(factors.Pointer + channel) : TVector.Broadcast(1);
                TVector slope = signs is null ? TVector.Zero : Slope(signs, channel), slopeBelow = below is null ? TVector.Zero : Slope(below, channel);
                for (nint i = 0; i < count; i++)
                {
                    nint at = i * Lanes + lane;
                    TVector value = TVector.Load(gradient + at);
                    if (bits is not null)
                        value = Rectified<TVector>.Through(rule, value, SignWords<TVector>.Get(bits + i, lane), slope);
                    value = TVector.Multiply(value, factor);
                    if (targets[input].Add)
                        value = TVector.Add(value, TVector.Load(dx + at));
                    if (below is not null)
                        value = Rectified<TVector>.Through(rule, value, SignWords<TVector>.Get(below.Bits + word + i, lane), slopeBelow);
                    TVector.Store(value, dx + at);
                }
            }
        }
    }

    private static TVector Slope(RectifierSigns signs, int channel) => signs.Slopes is null ? TVector.Broadcast(signs.Slope) : TVector.Load(signs.Slopes + channel);

    private static float[] Filled(int count, float value)
    {
        float[] values = new float[count];
        Array.Fill(values, value);
        return values;
    }
}
