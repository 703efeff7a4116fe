using System.Numerics;
using System.Runtime.InteropServices;

namespace CaffeSharpGen.Loading;

/// <summary>Looks for NaN and infinity among weights, as fast as memory is read.</summary>
internal static unsafe class FiniteNumbers
{
    // Floats whose exponent has all bits are infinity or NaN.
    private const int Exponent = 0x7F800000;

    // A piece is read by one thread.
    private const int Piece = 1 << 20;

    /// <summary>Whether all numbers are finite.</summary>
    public static bool Are(float* first, int count)
    {
        if (count <= 4 * Piece)
            return AreOfPiece(new ReadOnlySpan<float>(first, count));
        bool areFinite = true;
        Parallel.For(0, (count - 1) / Piece + 1, (piece, state) =>
        {
            int start = piece * Piece;
            if (AreOfPiece(new ReadOnlySpan<float>(first + start, Math.Min(Piece, count - start))))
                return;
            Volatile.Write(ref areFinite, false);
            state.Stop();
        });
        return areFinite;
    }

    private static bool AreOfPiece(ReadOnlySpan<float> numbers)
    {
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(numbers);
        var exponent = new Vector<int>(Exponent);
        Vector<int> found = Vector<int>.Zero;
        int i = 0;
        for (; i <= bits.Length - Vector<int>.Count; i += Vector<int>.Count)
            found |= Vector.Equals(new Vector<int>(bits[i..]) & exponent, exponent);
        bool areFinite = found == Vector<int>.Zero;
        for (; i < bits.Length; i++)
            areFinite &= (bits[i] & Exponent) != Exponent;
        return areFinite;
    }
}
