using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Packed;

/// <summary>
/// The innermost loops of matrix products: a tile of C = A·B whose sums stay in registers while they run down the whole depth. A is packed
/// as <see cref="TileRows"/> numbers for each step of the depth, B as one or three vectors for each step.
/// </summary>
internal static unsafe class Tile<TVector>
    where TVector : struct, ITileVector<TVector>
{
    /// <summary>Rows of a tile.</summary>
    public static int TileRows => TVector.TileRows;

    /// <summary>Columns of a wide tile.</summary>
    public static int WideColumns => 3 * TVector.Width;

    /// <summary>Computes a tile of <see cref="TileRows"/> rows and three vectors of columns, or one.</summary>
    /// <param name="a">Packed A.</param>
    /// <param name="b">Packed B.</param>
    /// <param name="wide">Whether B has three vectors a step.</param>
    /// <param name="depth">Number of steps.</param>
    /// <param name="c">The tile in C.</param>
    /// <param name="stride">From row to row of C.</param>
    /// <param name="bias">What to add to each row; null to add to what is in C.</param>
    public static void Multiply(float* a, float* b, bool wide, int depth, float* c, nint stride, float* bias)
    {
        if (TileRows == 8)
        {
            if (wide)
                Tile8By3(a, b, depth, c, stride, bias);
            else
                Tile8By1(a, b, depth, c, stride, bias);
        }
        else if (wide)
            Tile4By3(a, b, depth, c, stride, bias);
        else
            Tile4By1(a, b, depth, c, stride, bias);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8By3(float* a, float* b, int depth, float* c, nint stride, float* bias)
    {
        TVector s0a = TVector.Zero, s0b = TVector.Zero, s0c = TVector.Zero;
        TVector s1a = TVector.Zero, s1b = TVector.Zero, s1c = TVector.Zero;
        TVector s2a = TVector.Zero, s2b = TVector.Zero, s2c = TVector.Zero;
        TVector s3a = TVector.Zero, s3b = TVector.Zero, s3c = TVector.Zero;
        TVector s4a = TVector.Zero, s4b = TVector.Zero, s4c = TVector.Zero;
        TVector s5a = TVector.Zero, s5b = TVector.Zero, s5c = TVector.Zero;
        TVector s6a = TVector.Zero, s6b = TVector.Zero, s6c = TVector.Zero;
        TVector s7a = TVector.Zero, s7b = TVector.Zero, s7c = TVector.Zero;
        for (int k = 0; k < depth; k++)
        {
            TVector b0 = TVector.Load(b), b1 = TVector.Load(b + TVector.Width), b2 = TVector.Load(b + 2 * TVector.Width);
            TVector w0 = TVector.Broadcast(a[0]);
            s0a = TVector.MultiplyAdd(w0, b0, s0a);
            s0b = TVector.MultiplyAdd(w0, b1, s0b);
            s0c = TVector.MultiplyAdd(w0, b2, s0c);
            TVector w1 = TVector.Broadcast(a[1]);
            s1a = TVector.MultiplyAdd(w1, b0, s1a);
            s1b = TVector.MultiplyAdd(w1, b1, s1b);
            s1c = TVector.MultiplyAdd(w1, b2, s1c);
            TVector w2 = TVector.Broadcast(a[2]);
            s2a = TVector.MultiplyAdd(w2, b0, s2a);
            s2b = TVector.MultiplyAdd(w2, b1, s2b);
            s2c = TVector.MultiplyAdd(w2, b2, s2c);
            TVector w3 = TVector.Broadcast(a[3]);
            s3a = TVector.MultiplyAdd(w3, b0, s3a);
            s3b = TVector.MultiplyAdd(w3, b1, s3b);
            s3c = TVector.MultiplyAdd(w3, b2, s3c);
            TVector w4 = TVector.Broadcast(a[4]);
            s4a = TVector.MultiplyAdd(w4, b0, s4a);
            s4b = TVector.MultiplyAdd(w4, b1, s4b);
            s4c = TVector.MultiplyAdd(w4, b2, s4c);
            TVector w5 = TVector.Broadcast(a[5]);
            s5a = TVector.MultiplyAdd(w5, b0, s5a);
            s5b = TVector.MultiplyAdd(w5, b1, s5b);
            s5c = TVector.MultiplyAdd(w5, b2, s5c);
            TVector w6 = TVector.Broadcast(a[6]);
            s6a = TVector.MultiplyAdd(w6, b0, s6a);
            s6b = TVector.MultiplyAdd(w6, b1, s6b);
            s6c = TVector.MultiplyAdd(w6, b2, s6c);
            TVector w7 = TVector.Broadcast(a[7]);
            s7a = TVector.MultiplyAdd(w7, b0, s7a);
            s7b = TVector.MultiplyAdd(w7, b1, s7b);
            s7c = TVector.MultiplyAdd(w7, b2, s7c);
            a += 8;
            b += 3 * TVector.Width;
        }
        PutRow(c, bias, 0, s0a, s0b, s0c);
        PutRow(c + stride, bias, 1, s1a, s1b, s1c);
        PutRow(c + 2 * stride, bias, 2, s2a, s2b, s2c);
        PutRow(c + 3 * stride, bias, 3, s3a, s3b, s3c);
        PutRow(c + 4 * stride, bias, 4, s4a, s4b, s4c);
        PutRow(c + 5 * stride, bias, 5, s5a, s5b, s5c);
        PutRow(c + 6 * stride, bias, 6, s6a, s6b, s6c);
        PutRow(c + 7 * stride, bias, 7, s7a, s7b, s7c);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8By1(float* a, float* b, int depth, float* c, nint stride, float* bias)
    {
        TVector s0a = TVector.Zero;
        TVector s1a = TVector.Zero;
        TVector s2a = TVector.Zero;
        TVector s3a = TVector.Zero;
        TVector s4a = TVector.Zero;
        TVector s5a = TVector.Zero;
        TVector s6a = TVector.Zero;
        TVector s7a = TVector.Zero;
        for (int k = 0; k < depth; k++)
        {
            TVector b0 = TVector.Load(b);
            TVector w0 = TVector.Broadcast(a[0]);
            s0a = TVector.MultiplyAdd(w0, b0, s0a);
            TVector w1 = TVector.Broadcast(a[1]);
            s1a = TVector.MultiplyAdd(w1, b0, s1a);
            TVector w2 = TVector.Broadcast(a[2]);
            s2a = TVector.MultiplyAdd(w2, b0, s2a);
            TVector w3 = TVector.Broadcast(a[3]);
            s3a = TVector.MultiplyAdd(w3, b0, s3a);
            TVector w4 = TVector.Broadcast(a[4]);
            s4a = TVector.MultiplyAdd(w4, b0, s4a);
            TVector w5 = TVector.Broadcast(a[5]);
            s5a = TVector.MultiplyAdd(w5, b0, s5a);
            TVector w6 = TVector.Broadcast(a[6]);
            s6a = TVector.MultiplyAdd(w6, b0, s6a);
            TVector w7 = TVector.Broadcast(a[7]);
            s7a = TVector.MultiplyAdd(w7, b0, s7a);
            a += 8;
            b += TVector.Width;
        }
        PutRow(c, bias, 0, s0a);
        PutRow(c + stride, bias, 1, s1a);
        PutRow(c + 2 * stride, bias, 2, s2a);
        PutRow(c + 3 * stride, bias, 3, s3a);
        PutRow(c + 4 * stride, bias, 4, s4a);
        PutRow(c + 5 * stride, bias, 5, s5a);
        PutRow(c + 6 * stride, bias, 6, s6a);
        PutRow(c + 7 * stride, bias, 7, s7a);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4By3(float* a, float* b, int depth, float* c, nint stride, float* bias)
    {
        TVector s0a = TVector.Zero, s0b = TVector.Zero, s0c = TVector.Zero;
        TVector s1a = TVector.Zero, s1b = TVector.Zero, s1c = TVector.Zero;
        TVector s2a = TVector.Zero, s2b = TVector.Zero, s2c = TVector.Zero;
        TVector s3a = TVector.Zero, s3b = TVector.Zero, s3c = TVector.Zero;
        for (int k = 0; k < depth; k++)
        {
            TVector b0 = TVector.Load(b), b1 = TVector.Load(b + TVector.Width), b2 = TVector.Load(b + 2 * TVector.Width);
            TVector w0 = TVector.Broadcast(a[0]);
            s0a = TVector.MultiplyAdd(w0, b0, s0a);
            s0b = TVector.MultiplyAdd(w0, b1, s0b);
            s0c = TVector.MultiplyAdd(w0, b2, s0c);
            TVector w1 = TVector.Broadcast(a[1]);
            s1a = TVector.MultiplyAdd(w1, b0, s1a);
            s1b = TVector.MultiplyAdd(w1, b1, s1b);
            s1c = TVector.MultiplyAdd(w1, b2, s1c);
            TVector w2 = TVector.Broadcast(a[2]);
            s2a = TVector.MultiplyAdd(w2, b0, s2a);
            s2b = TVector.MultiplyAdd(w2, b1, s2b);
            s2c = TVector.MultiplyAdd(w2, b2, s2c);
            TVector w3 = TVector.Broadcast(a[3]);
            s3a = TVector.MultiplyAdd(w3, b0, s3a);
            s3b = TVector.MultiplyAdd(w3, b1, s3b);
            s3c = TVector.MultiplyAdd(w3, b2, s3c);
            a += 4;
            b += 3 * TVector.Width;
        }
        PutRow(c, bias, 0, s0a, s0b, s0c);
        PutRow(c + stride, bias, 1, s1a, s1b, s1c);
        PutRow(c + 2 * stride, bias, 2, s2a, s2b, s2c);
        PutRow(c + 3 * stride, bias, 3, s3a, s3b, s3c);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4By1(float* a, float* b, int depth, float* c, nint stride, float* bias)
    {
        TVector s0a = TVector.Zero;
        TVector s1a = TVector.Zero;
        TVector s2a = TVector.Zero;
        TVector s3a = TVector.Zero;
        for (int k = 0; k < depth; k++)
        {
            TVector b0 = TVector.Load(b);
            TVector w0 = TVector.Broadcast(a[0]);
            s0a = TVector.MultiplyAdd(w0, b0, s0a);
            TVector w1 = TVector.Broadcast(a[1]);
            s1a = TVector.MultiplyAdd(w1, b0, s1a);
            TVector w2 = TVector.Broadcast(a[2]);
            s2a = TVector.MultiplyAdd(w2, b0, s2a);
            TVector w3 = TVector.Broadcast(a[3]);
            s3a = TVector.MultiplyAdd(w3, b0, s3a);
            a += 4;
            b += TVector.Width;
        }
        PutRow(c, bias, 0, s0a);
        PutRow(c + stride, bias, 1, s1a);
        PutRow(c + 2 * stride, bias, 2, s2a);
        PutRow(c + 3 * stride, bias, 3, s3a);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutRow(float* c, float* bias, int row, TVector s0, TVector s1, TVector s2)
    {
        PutRow(c, bias, row, s0);
        PutRow(c + TVector.Width, bias, row, s1);
        PutRow(c + 2 * TVector.Width, bias, row, s2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutRow(float* c, float* bias, int row, TVector sum) =>
        TVector.Store(TVector.Add(sum, bias is null ? TVector.Load(c) : TVector.Broadcast(bias[row])), c);
}
