using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using CaffeSharpGen.Imaging.Pixels;

namespace CaffeSharpGen.Imaging.Codecs;

/// <summary>Filters rows of a PNG file: each becomes differences to the left, upper or predicted samples.</summary>
internal sealed class PngRows : IDisposable
{
    private const int Sub = 1, Up = 2, Paeth = 4;

    private readonly RgbPixels pixels;
    private readonly int samples, length;
    private readonly byte[] scratch;

    public PngRows(RgbPixels pixels, int samples)
    {
        this.pixels = pixels;
        this.samples = samples;
        length = pixels.Width * samples;
        scratch = ArrayPool<byte>.Shared.Rent(3 * length);
    }

    /// <summary>Writes the filter's number and a filtered row.</summary>
    public void Filter(int y, Span<byte> to)
    {
        Span<byte> row = scratch.AsSpan(0, length), above = scratch.AsSpan(length, length);
        Span<byte> candidate = scratch.AsSpan(2 * length, length);
        Take(y, row);
        if (y == 0)
            above.Clear();
        else
            Take(y - 1, above);
        Span<byte> result = to[1..];
        LeftDifferences(row, result, samples);
        (to[0], long least) = (Sub, Size(result));
        UpperDifferences(row, above, candidate);
        Choose(Up, candidate, to, ref least);
        PredictedDifferences(row, above, candidate, samples);
        Choose(Paeth, candidate, to, ref least);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(scratch);

    private void Take(int y, Span<byte> row)
    {
        ReadOnlySpan<byte> rgb = pixels.Rgb.AsSpan(y * pixels.Width * 3, pixels.Width * 3);
        if (samples == 3)
            rgb.CopyTo(row);
        else
            PixelBytes.CopyFirst(rgb, row);
    }

    private static void Choose(byte filter, ReadOnlySpan<byte> candidate, Span<byte> to, ref long least)
    {
        long size = Size(candidate);
        if (size >= least)
            return;
        least = size;
        to[0] = filter;
        candidate.CopyTo(to[1..]);
    }

    // How far the differences are from zero, which says roughly how well they compress.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Size(ReadOnlySpan<byte> differences)
    {
        long size = 0;
        int i = 0;
        while (i <= differences.Length - Vector<byte>.Count)
        {
            // Sums of 128 bytes of at most 128 fit into 16 bits, twice.
            Vector<ushort> low = Vector<ushort>.Zero, high = Vector<ushort>.Zero;
            for (int k = 0; k < 128 && i <= differences.Length - Vector<byte>.Count; k++, i += Vector<byte>.Count)
            {
                var values = new Vector<byte>(differences[i..]);
                Vector.Widen(Vector.Min(values, Vector<byte>.Zero - values), out Vector<ushort> first, out Vector<ushort> second);
                low += first;
                high += second;
            }
            Vector.Widen(low, out Vector<uint> a, out Vector<uint> b);
            Vector.Widen(high, out Vector<uint> c, out Vector<uint> d);
            size += Vector.Sum(a + b + c + d);
        }
        for (; i < differences.Length; i++)
            size += Math.Min(differences[i], 256 - differences[i]);
        return size;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LeftDifferences(ReadOnlySpan<byte> row, Span<byte> to, int samples)
    {
        row[..samples].CopyTo(to);
        int i = samples;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            (new Vector<byte>(row[i..]) - new Vector<byte>(row[(i - samples)..])).CopyTo(to[i..]);
        for (; i < row.Length; i++)
            to[i] = (byte)(row[i] - row[i - samples]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UpperDifferences(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> to)
    {
        int i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            (new Vector<byte>(row[i..]) - new Vector<byte>(above[i..])).CopyTo(to[i..]);
        for (; i < row.Length; i++)
            to[i] = (byte)(row[i] - above[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PredictedDifferences(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> to, int samples)
    {
        for (int k = 0; k < samples; k++)
            to[k] = (byte)(row[k] - above[k]);
        int i = samples;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[(i - samples)..]), out Vector<ushort> left0, out Vector<ushort> left1);
            Vector.Widen(new Vector<byte>(above[i..]), out Vector<ushort> up0, out Vector<ushort> up1);
            Vector.Widen(new Vector<byte>(above[(i - samples)..]), out Vector<ushort> corner0, out Vector<ushort> corner1);
            Vector<byte> predicted = Vector.Narrow(
                Predicted((Vector<short>)left0, (Vector<short>)up0, (Vector<short>)corner0),
                Predicted((Vector<short>)left1, (Vector<short>)up1, (Vector<short>)corner1));
            (new Vector<byte>(row[i..]) - predicted).CopyTo(to[i..]);
        }
        for (; i < row.Length; i++)
        {
            int left = row[i - samples], up = above[i], corner = above[i - samples];
            int ofLeft = Math.Abs(up - corner), ofUp = Math.Abs(left - corner), ofCorner = Math.Abs(left + up - 2 * corner);
            to[i] = (byte)(row[i] - (ofLeft <= ofUp && ofLeft <= ofCorner ? left : ofUp <= ofCorner ? up : corner));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ushort> Predicted(Vector<short> left, Vector<short> up, Vector<short> corner)
    {
        Vector<short> ofLeft = Vector.Abs(up - corner), ofUp = Vector.Abs(left - corner);
        Vector<short> ofCorner = Vector.Abs(left - corner + up - corner);
        Vector<short> upOrCorner = Vector.ConditionalSelect(Vector.LessThanOrEqual(ofUp, ofCorner), up, corner);
        Vector<short> takesLeft = Vector.LessThanOrEqual(ofLeft, Vector.Min(ofUp, ofCorner));
        return (Vector<ushort>)Vector.ConditionalSelect(takesLeft, left, upOrCorner);
    }
}
