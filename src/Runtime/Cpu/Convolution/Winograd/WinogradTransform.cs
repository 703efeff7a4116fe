using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Winograd;

/// <summary>
/// The transforms of F(4×4, 3×3) (Winograd 1980; Lavin and Gray 2015): 4×4 sums of a 3×3 kernel from 6×6 inputs by 36 products
/// instead of 144. Those of F(3×3, 4×4) and F(2×2, 5×5) differ from them in the transforms of weights and outputs only. All work on
/// vectors of channels. They evaluate polynomials at 0, ±5/8, ±3/2 and ∞, which single precision holds exactly. With 256 rectified
/// normal inputs the relative root mean square error is 1.2·10⁻⁶; with the usual 0, ±1, ±2, ∞ it is 2.7·10⁻⁶, and none of a dozen
/// other pairs is better by more than 3 %. With larger kernels it is up to a fifth more.
/// </summary>
internal static unsafe class WinogradTransform<TVector>
    where TVector : struct, ITileVector<TVector>
{
    /// <summary>Products of a tile.</summary>
    public const int Products = WinogradSizes.Products;

    /// <summary>Rows and columns of a tile's inputs.</summary>
    public const int InputEdge = WinogradSizes.InputEdge;

    /// <summary>Taps of a 3×3 kernel.</summary>
    public const int Taps = 9;

    private const int Lanes = BlockedView.Lanes;
    private const double A = 5.0 / 8, B = 3.0 / 2;
    private const double A2 = A * A, B2 = B * B;

    // Lagrange's denominators at ±A and ±B; that of 0 is A²B². The transform of outputs divides by them: there are fewer outputs than
    // weights or inputs.
    private const double AtA = 2 * A2 * (A2 - B2), AtB = 2 * B2 * (B2 - A2);

    /// <summary>6×6 inputs to 36 factors.</summary>
    /// <param name="from">The first input.</param>
    /// <param name="row">Floats from row to row.</param>
    /// <param name="column">Floats from column to column.</param>
    /// <param name="scratch">36 vectors of memory.</param>
    /// <param name="to">Where the first factor goes.</param>
    /// <param name="plane">Floats from factor to factor.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input(float* from, nint row, nint column, float* scratch, float* to, nint plane)
    {
        for (int i = 0; i < InputEdge; i++)
            InputLine(from + i * column, row, scratch + i * TVector.Width, InputEdge * TVector.Width);
        for (int i = 0; i < InputEdge; i++)
            InputLine(scratch + i * InputEdge * TVector.Width, TVector.Width, to + i * InputEdge * plane, plane);
    }

    /// <summary>3×3 weights, next to each other <paramref name="tap"/> floats apart, to 36 factors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weights(float* from, nint tap, float* to, nint plane)
    {
        TVector g0 = TVector.Load(from), g1 = TVector.Load(from + tap), g2 = TVector.Load(from + 2 * tap);
        TVector g3 = TVector.Load(from + 3 * tap), g4 = TVector.Load(from + 4 * tap), g5 = TVector.Load(from + 5 * tap);
        TVector g6 = TVector.Load(from + 6 * tap), g7 = TVector.Load(from + 7 * tap), g8 = TVector.Load(from + 8 * tap);
        nint row = InputEdge * plane;
        // Each row is a polynomial in the kernel's rows; all nine weights stay in registers.
        WeightLine(g0, g1, g2, to, plane);
        TVector even0 = MultiplyAdd(g6, A2, g0), even1 = MultiplyAdd(g7, A2, g1), even2 = MultiplyAdd(g8, A2, g2);
        WeightLine(MultiplyAdd(g3, A, even0), MultiplyAdd(g4, A, even1), MultiplyAdd(g5, A, even2), to + row, plane);
        WeightLine(MultiplyAdd(g3, -A, even0), MultiplyAdd(g4, -A, even1), MultiplyAdd(g5, -A, even2), to + 2 * row, plane);
        (even0, even1, even2) = (MultiplyAdd(g6, B2, g0), MultiplyAdd(g7, B2, g1), MultiplyAdd(g8, B2, g2));
        WeightLine(MultiplyAdd(g3, B, even0), MultiplyAdd(g4, B, even1), MultiplyAdd(g5, B, even2), to + 3 * row, plane);
        WeightLine(MultiplyAdd(g3, -B, even0), MultiplyAdd(g4, -B, even1), MultiplyAdd(g5, -B, even2), to + 4 * row, plane);
        WeightLine(g6, g7, g8, to + 5 * row, plane);
    }

    /// <summary>Square kernels of <paramref name="edge"/> rows, weights <paramref name="tap"/> floats apart, to 36 factors.</summary>
    public static void Weights(float* from, int edge, nint tap, float* scratch, float* to, nint plane)
    {
        for (int i = 0; i < edge; i++)
            Evaluate(from + i * tap, edge, edge * tap, scratch + i * TVector.Width, edge * TVector.Width);
        for (int i = 0; i < InputEdge; i++)
            Evaluate(scratch + i * edge * TVector.Width, edge, TVector.Width, to + i * InputEdge * plane, plane);
    }

    /// <summary>36 products to a tile's outputs, or those that there are.</summary>
    /// <param name="from">The first product.</param>
    /// <param name="plane">Floats from product to product.</param>
    /// <param name="scratch">24 vectors of memory.</param>
    /// <param name="first">Where the first output goes.</param>
    /// <param name="row">Positions from row to row there.</param>
    /// <param name="rows">Rows that there are.</param>
    /// <param name="columns">Columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output<TEpilogue, TEdge>(
        float* from, nint plane, float* scratch, in Destination<TVector> first, nint row, int rows, int columns)
        where TEpilogue : struct, IEpilogue<TVector>
        where TEdge : struct, IOutputEdge
    {
        for (int i = 0; i < InputEdge; i++)
        {
            OutputLine<TEdge>(from + i * plane, InputEdge * plane, out TVector y0, out TVector y1, out TVector y2, out TVector y3);
            TVector.Store(y0, scratch + i * TVector.Width);
            TVector.Store(y1, scratch + (InputEdge + i) * TVector.Width);
            if (TEdge.Outputs > 2)
                TVector.Store(y2, scratch + (2 * InputEdge + i) * TVector.Width);
            if (TEdge.Outputs > 3)
                TVector.Store(y3, scratch + (3 * InputEdge + i) * TVector.Width);
        }
        float* to = first.To, residual = first.Residual;
        ushort* word = first.Word;
        int lane = first.Lane;
        TVector bias = first.Bias;
        for (; rows > 0; rows--, scratch += InputEdge * TVector.Width, to += row * Lanes, residual += row * Lanes, word += row)
        {
            OutputLine<TEdge>(scratch, TVector.Width, out TVector y0, out TVector y1, out TVector y2, out TVector y3);
            TVector.Store(TEpilogue.Of(y0, bias, to, residual, word, lane), to);
            if (columns > 1)
                TVector.Store(TEpilogue.Of(y1, bias, to + Lanes, residual + Lanes, word + 1, lane), to + Lanes);
            if (TEdge.Outputs > 2 && columns > 2)
                TVector.Store(TEpilogue.Of(y2, bias, to + 2 * Lanes, residual + 2 * Lanes, word + 2, lane), to + 2 * Lanes);
            if (TEdge.Outputs > 3 && columns > 3)
                TVector.Store(TEpilogue.Of(y3, bias, to + 3 * Lanes, residual + 3 * Lanes, word + 3, lane), to + 3 * Lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputLine(float* from, nint step, float* to, nint toStep)
    {
        TVector d0 = TVector.Load(from), d1 = TVector.Load(from + step), d2 = TVector.Load(from + 2 * step);
        TVector d3 = TVector.Load(from + 3 * step), d4 = TVector.Load(from + 4 * step), d5 = TVector.Load(from + 5 * step);
        TVector product = Constant(A2 * B2), sum = Constant(-A2 - B2);
        TVector.Store(TVector.MultiplyAdd(d0, product, TVector.MultiplyAdd(d2, sum, d4)), to);
        TVector even = TVector.MultiplyAdd(d2, Constant(-B2), d4), odd = TVector.MultiplyAdd(d1, Constant(-B2), d3);
        TVector.Store(TVector.MultiplyAdd(odd, Constant(A), even), to + toStep);
        TVector.Store(TVector.MultiplyAdd(odd, Constant(-A), even), to + 2 * toStep);
        even = TVector.MultiplyAdd(d2, Constant(-A2), d4);
        odd = TVector.MultiplyAdd(d1, Constant(-A2), d3);
        TVector.Store(TVector.MultiplyAdd(odd, Constant(B), even), to + 3 * toStep);
        TVector.Store(TVector.MultiplyAdd(odd, Constant(-B), even), to + 4 * toStep);
        TVector.Store(TVector.MultiplyAdd(d1, product, TVector.MultiplyAdd(d3, sum, d5)), to + 5 * toStep);
    }

    // g0 + g1·x + g2·x² at the points.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeightLine(TVector g0, TVector g1, TVector g2, float* to, nint plane)
    {
        TVector.Store(g0, to);
        TVector even = MultiplyAdd(g2, A2, g0);
        TVector.Store(MultiplyAdd(g1, A, even), to + plane);
        TVector.Store(MultiplyAdd(g1, -A, even), to + 2 * plane);
        even = MultiplyAdd(g2, B2, g0);
        TVector.Store(MultiplyAdd(g1, B, even), to + 3 * plane);
        TVector.Store(MultiplyAdd(g1, -B, even), to + 4 * plane);
        TVector.Store(g2, to + 5 * plane);
    }

    // A polynomial of so many coefficients at the points.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Evaluate(float* from, int coefficients, nint step, float* to, nint toStep)
    {
        TVector last = TVector.Load(from + (coefficients - 1) * step);
        TVector at0 = last, atA = last, atMinusA = last, atB = last, atMinusB = last;
        for (int i = coefficients - 2; i >= 0; i--)
        {
            TVector coefficient = TVector.Load(from + i * step);
            at0 = MultiplyAdd(at0, 0, coefficient);
            atA = MultiplyAdd(atA, A, coefficient);
            atMinusA = MultiplyAdd(atMinusA, -A, coefficient);
            atB = MultiplyAdd(atB, B, coefficient);
            atMinusB = MultiplyAdd(atMinusB, -B, coefficient);
        }
        TVector.Store(at0, to);
        TVector.Store(atA, to + toStep);
        TVector.Store(atMinusA, to + 2 * toStep);
        TVector.Store(atB, to + 3 * toStep);
        TVector.Store(atMinusB, to + 4 * toStep);
        TVector.Store(last, to + 5 * toStep);
    }

    // Powers 0 to 3 of the points, of which there are as many as outputs; the point ∞ is only in the last.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputLine<TEdge>(float* from, nint step, out TVector y0, out TVector y1, out TVector y2, out TVector y3)
        where TEdge : struct, IOutputEdge
    {
        TVector m1 = TVector.Load(from + step), m2 = TVector.Load(from + 2 * step), m3 = TVector.Load(from + 3 * step);
        TVector m4 = TVector.Load(from + 4 * step);
        TVector evenA = TVector.Add(m1, m2), oddA = TVector.Subtract(m1, m2), evenB = TVector.Add(m3, m4), oddB = TVector.Subtract(m3, m4);
        TVector even = MultiplyAdd(evenA, 1 / AtA, TVector.Multiply(evenB, Constant(1 / AtB)));
        y0 = MultiplyAdd(TVector.Load(from), 1 / (A2 * B2), even);
        y1 = MultiplyAdd(oddA, A / AtA, TVector.Multiply(oddB, Constant(B / AtB)));
        y2 = y3 = TVector.Zero;
        TVector last = TVector.Load(from + 5 * step);
        if (TEdge.Outputs == 2)
            y1 = TVector.Add(y1, last);
        if (TEdge.Outputs > 2)
            y2 = MultiplyAdd(evenA, A2 / AtA, TVector.Multiply(evenB, Constant(B2 / AtB)));
        if (TEdge.Outputs == 3)
            y2 = TVector.Add(y2, last);
        if (TEdge.Outputs > 3)
            y3 = MultiplyAdd(oddA, A2 * A / AtA, MultiplyAdd(oddB, B2 * B / AtB, last));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector MultiplyAdd(TVector vector, double factor, TVector sum) => TVector.MultiplyAdd(vector, Constant(factor), sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Constant(double value) => TVector.Broadcast((float)value);
}

/// <summary>Rows and columns of outputs that a tile has.</summary>
internal interface IOutputEdge
{
    static abstract int Outputs { get; }
}

/// <summary>With kernels of 5×5.</summary>
internal readonly struct TwoOutputs : IOutputEdge
{
    public static int Outputs => 2;
}

/// <summary>With kernels of 4×4.</summary>
internal readonly struct ThreeOutputs : IOutputEdge
{
    public static int Outputs => 3;
}

/// <summary>With kernels of 3×3.</summary>
internal readonly struct FourOutputs : IOutputEdge
{
    public static int Outputs => 4;
}
