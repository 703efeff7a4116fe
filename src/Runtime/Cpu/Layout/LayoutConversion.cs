using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.Layout;

/// <summary>Between plain and blocked layout, in tiles of 16 places; lines of memory are read and written whole while they are in the first-level cache.</summary>
internal sealed unsafe class LayoutConversion
{
    private const int Lanes = BlockedView.Lanes;

    // Places of a piece of work: 64 kB of each layout.
    private const int PlacesOfPiece = 1024;

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

    private int PiecesOfPlane => (int)((blocked.Places + PlacesOfPiece - 1) / PlacesOfPiece);

    // Planes that are a piece together, where they are small.
    private int PlanesOfPiece => (int)Math.Max(1, PlacesOfPiece / Math.Max(1, blocked.Places));

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
            (nint place, nint endPlace, int channels) = PartAt(part, out float* x, out float* y);
            for (; place <= endPlace - Lanes; place += Lanes)
            {
                for (int channel = 0; channel < channels; channel += 4)
                    TileToPlain(x + place * Lanes + channel, y + channel * blocked.Places + place, blocked.Places, Math.Min(4, channels - channel));
            }
            for (; place < endPlace; place++)
            {
                for (int channel = 0; channel < channels; channel++)
                    y[channel * blocked.Places + place] = x[place * Lanes + channel];
            }
        }
    }

    private void PieceToBlocked(int piece, int worker)
    {
        int all = blocked.Number * blocked.Blocks * PiecesOfPlane, end = Math.Min((piece + 1) * PlanesOfPiece, all);
        for (int part = piece * PlanesOfPiece; part < end; part++)
        {
            (nint place, nint endPlace, int channels) = PartAt(part, out float* y, out float* x);
            for (; place <= endPlace - Lanes; place += Lanes)
            {
                for (int channel = 0; channel < Lanes; channel += 4)
                    TileToBlocked(x + channel * blocked.Places + place, y + place * Lanes + channel, blocked.Places, channels - channel);
            }
            for (; place < endPlace; place++)
            {
                for (int channel = 0; channel < Lanes; channel++)
                    y[place * Lanes + channel] = channel < channels ? x[channel * blocked.Places + place] : 0;
            }
        }
    }

    private (nint Place, nint EndPlace, int Channels) PartAt(int part, out float* lanes, out float* channels)
    {
        int plane = part / PiecesOfPlane, image = plane / blocked.Blocks, block = plane % blocked.Blocks;
        nint place = (nint)(part % PiecesOfPlane) * PlacesOfPiece;
        lanes = blocked.Block(image, block);
        channels = plain + ((nint)image * blocked.Channels + block * Lanes) * blocked.Places;
        return (place, Math.Min(place + PlacesOfPiece, blocked.Places), Math.Min(Lanes, blocked.Channels - block * Lanes));
    }

    // 16 places of up to 4 channels.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TileToPlain(float* x, float* y, nint places, int channels)
    {
        for (int i = 0; i < Lanes; i += 4, x += 4 * Lanes, y += 4)
        {
            (Vector128<float> c0, Vector128<float> c1, Vector128<float> c2, Vector128<float> c3) =
                FourByFour.Transpose(Vector128.Load(x), Vector128.Load(x + Lanes), Vector128.Load(x + 2 * Lanes), Vector128.Load(x + 3 * Lanes));
            c0.Store(y);
            if (channels > 1)
                c1.Store(y + places);
            if (channels > 2)
                c2.Store(y + 2 * places);
            if (channels > 3)
                c3.Store(y + 3 * places);
        }
    }

    // 16 places of 4 lanes, of which those beyond the channels become zero.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TileToBlocked(float* x, float* y, nint places, int channels)
    {
        for (int i = 0; i < Lanes; i += 4, x += 4, y += 4 * Lanes)
        {
            (Vector128<float> p0, Vector128<float> p1, Vector128<float> p2, Vector128<float> p3) = FourByFour.Transpose(
                channels > 0 ? Vector128.Load(x) : default, channels > 1 ? Vector128.Load(x + places) : default,
                channels > 2 ? Vector128.Load(x + 2 * places) : default, channels > 3 ? Vector128.Load(x + 3 * places) : default);
            p0.Store(y);
            p1.Store(y + Lanes);
            p2.Store(y + 2 * Lanes);
            p3.Store(y + 3 * Lanes);
        }
    }
}
