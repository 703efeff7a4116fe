using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Activations;

/// <summary>
/// The gradient of an operation's output, passed through the rectifier at its end. This happens in place if nothing else reads the
/// gradient, and in scratch memory if something does.
/// </summary>
internal sealed unsafe class RectifiedGradient : IDisposable
{
    private readonly ReluMask? mask;
    private readonly CpuBinding binding;
    private readonly Action<int, int> run;
    private LargeMemory? scratch;
    private BlockedView from;
    private BlockedView to;
    private ReluRule rule;

    public RectifiedGradient(ReluMask? mask, CpuBinding binding)
    {
        (this.mask, this.binding) = (mask, binding);
        run = binding.Machine.TileWidth switch
        {
            16 => RunBlock<Tile512>,
            8 => RunBlock<Tile256>,
            _ => RunBlock<Tile128>,
        };
    }

    /// <summary>Passes a blocked gradient through.</summary>
    public BlockedView Of(OutputGradient gradient, ReluRule rule)
    {
        BlockedView arriving = ((CpuBuffer)gradient.Buffer!).Blocked;
        if (mask is null || gradient.IsRectified)
            return arriving;
        (from, to, this.rule) = (arriving, arriving, rule);
        if (!gradient.MayChange)
        {
            nint stride = BlockedView.FloatsOf(from.Channels, from.Height, from.Width);
            scratch ??= new LargeMemory(from.Number * stride);
            to = new BlockedView(scratch.Pointer, stride, from.Number, from.Channels, from.Height, from.Width);
        }
        binding.Workers.For(from.Number * from.Blocks, run);
        return to;
    }

    public void Dispose() => scratch?.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunBlock<TVector>(int piece, int worker)
        where TVector : struct, ITileVector<TVector>
    {
        int image = piece / from.Blocks, block = piece % from.Blocks;
        nint positions = (nint)from.Height * from.Width;
        float* x = from.Block(image, block), y = to.Block(image, block);
        ushort* bits = mask!.Bits + piece * positions;
        for (int lane = 0; lane < BlockedView.Lanes; lane += TVector.Width)
        {
            int channel = block * BlockedView.Lanes + lane;
            TVector slope = mask.Slopes is null ? TVector.Broadcast(mask.Slope) : TVector.Load(mask.Slopes + channel);
            for (nint i = 0; i < positions; i++)
            {
                nint at = i * BlockedView.Lanes + lane;
                TVector.Store(
                    Rectified<TVector>.Through(rule, TVector.Load(x + at), ReluMaskWords<TVector>.Get(bits + i, lane), slope), y + at);
            }
        }
    }
}
