using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.Layout;

/// <summary>
/// Converts between plain and blocked layout, in tiles of 16 positions. Lines of memory are read and written whole while they are in
/// the first-level cache.
/// </summary>
internal sealed unsafe class LayoutConversion
{
    private const int Lanes = BlockedView.Lanes;

    // Positions of a piece of work: 64 kB of each layout.
    private const int PositionsOfPiece = 1024;

    private readonly SessionWorkers workers;
    private readonly Action<int, int> toPlain;
    private readonly Action<int, int> toBlocked;
    private BlockedView blocked;
    private float* plain;

    public LayoutConversion(SessionWorkers workers)
    {
        this.workers = workers;
        (toPlain, toBlocked) = (PieceToPlain, PieceToBlocked);
    }

    private int PiecesOfPlane => (int)((blocked.Positions + PositionsOfPiece - 1) / PositionsOfPiece);

    // Planes that are a piece together, where they are small.
    private int PlanesOfPiece => (int)Math.Max(1, PositionsOfPiece / Math.Max(1, blocked.Positions));

    /// <summary>To N×C×H×W.</summary>
    public void ToPlain(BlockedView from, float* to)
    {
        blocked = from;
        plain = to;
        workers.For(Pieces(), toPlain);
    }

    /// <summary>From N×C×H×W; lanes beyond C become zero.</summary>
    public void ToBlocked(float* from, BlockedView to)
    {
        blocked = to;
        plain = from;
        workers.For(Pieces(), toBlocked);
    }

    private int Pieces() => (blocked.Number * blocked.Blocks * PiecesOfPlane + PlanesOfPiece - 1) / PlanesOfPiece;

    private void PieceToPlain(int piece, int worker)
    {
        int all = blocked.Number * blocked.Blocks * PiecesOfPlane, end = Math.Min((piece + 1) * PlanesOfPiece, all);
        for (int part = piece * PlanesOfPiece; part < end; part++)
        {
            (nint position, nint endPosition, int channels) = PartAt(part, out float* x, out float* y);
            for (; position <= endPosition - Lanes; position += Lanes)
            {
                for (int channel = 0; channel < channels; channel += 4)
                    TileToPlain(
                        x + position * Lanes + channel, y + channel * blocked.Positions + position, blocked.Positions,
                        Math.Min(4, channels - channel));
            }
            for (; position < endPosition; position++)
            {
                for (int channel = 0; channel < channels; channel++)
                    y[channel * blocked.Positions + position] = x[position * Lanes + channel];
            }
        }
    }

    private void PieceToBlocked(int piece, int worker)
    {
        int all = blocked.Number * blocked.Blocks * PiecesOfPlane, end = Math.Min((piece + 1) * PlanesOfPiece, all);
        for (int part = piece * PlanesOfPiece; part < end; part++)
        {
            (nint position, nint endPosition, int channels) = PartAt(part, out float* y, out float* x);
            for (; position <= endPosition - Lanes; position += Lanes)
            {
                for (int channel = 0; channel < Lanes; channel += 4)
                    TileToBlocked(
                        x + channel * blocked.Positions + position, y + position * Lanes + channel, blocked.Positions, channels - channel);
            }
            for (; position < endPosition; position++)
            {
                for (int channel = 0; channel < Lanes; channel++)
                    y[position * Lanes + channel] = channel < channels ? x[channel * blocked.Positions + position] : 0;
            }
        }
    }

    private (nint Position, nint EndPosition, int Channels) PartAt(int part, out float* lanes, out float* channels)
    {
        int plane = part / PiecesOfPlane, image = plane / blocked.Blocks, block = plane % blocked.Blocks;
        nint position = (nint)(part % PiecesOfPlane) * PositionsOfPiece;
        lanes = blocked.Block(image, block);
        channels = plain + ((nint)image * blocked.Channels + block * Lanes) * blocked.Positions;
        return (position, Math.Min(position + PositionsOfPiece, blocked.Positions), Math.Min(Lanes, blocked.Channels - block * Lanes));
    }

    // 16 positions of up to 4 channels.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TileToPlain(float* x, float* y, nint positions, int channels)
    {
        for (int i = 0; i < Lanes; i += 4, x += 4 * Lanes, y += 4)
        {
            (Vector128<float> c0, Vector128<float> c1, Vector128<float> c2, Vector128<float> c3) =
                FourByFour.Transpose(
                    Vector128.Load(x), Vector128.Load(x + Lanes), Vector128.Load(x + 2 * Lanes), Vector128.Load(x + 3 * Lanes));
            c0.Store(y);
            if (channels > 1)
                c1.Store(y + positions);
            if (channels > 2)
                c2.Store(y + 2 * positions);
            if (channels > 3)
                c3.Store(y + 3 * positions);
        }
    }

    // 16 positions of 4 lanes, of which those beyond the channels become zero.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TileToBlocked(float* x, float* y, nint positions, int channels)
    {
        for (int i = 0; i < Lanes; i += 4, x += 4, y += 4 * Lanes)
        {
            (Vector128<float> p0, Vector128<float> p1, Vector128<float> p2, Vector128<float> p3) = FourByFour.Transpose(
                channels > 0 ? Vector128.Load(x) : default, channels > 1 ? Vector128.Load(x + positions) : default,
                channels > 2 ? Vector128.Load(x + 2 * positions) : default, channels > 3 ? Vector128.Load(x + 3 * positions) : default);
            p0.Store(y);
            p1.Store(y + Lanes);
            p2.Store(y + 2 * Lanes);
            p3.Store(y + 3 * Lanes);
        }
    }
}
