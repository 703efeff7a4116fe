using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CaffeSharpGen.Imaging.Pixels;

namespace CaffeSharpGen.Imaging.HeatMaps;

/// <summary>Blends the colors of a scaled map over a part of a picture.</summary>
/// <param name="Rows">The map.</param>
/// <param name="Smallest">Its smallest value.</param>
/// <param name="Span">Its largest value minus that.</param>
/// <param name="Opacity">How much of it is seen where it is largest.</param>
/// <param name="IsConstant">Whether as much is seen everywhere.</param>
/// <param name="Under">The part's first pixel.</param>
/// <param name="To">Where the blended part's first pixel goes.</param>
/// <param name="Stride">Bytes from row to row, in both.</param>
internal readonly unsafe record struct MapBlend(
    MapRows Rows, float Smallest, float Span, double Opacity, bool IsConstant, nint Under, nint To, int Stride) : IBandWork
{
    private const int Pixels = 4, Bytes = Pixels * 3;

    public void Run(int first, int end)
    {
        float[] scratch = ArrayPool<float>.Shared.Rent(Rows.Room);
        fixed (float* row = scratch)
        {
            for (int y = first; y < end; y++)
            {
                Rows.Make(y, row);
                Blend(row, (byte*)Under + (nint)y * Stride, (byte*)To + (nint)y * Stride);
            }
        }
        ArrayPool<float>.Shared.Return(scratch);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Blend(float* row, byte* under, byte* to)
    {
        Vector128<double> constant = Vector128.Create(Opacity);
        Vector128<float> most = Vector128.Create((float)Opacity);
        bool isConstant = IsConstant;
        byte* tail = stackalloc byte[2 * Vector128<byte>.Count];
        for (int x = 0; x < Rows.Width; x += Pixels, under += Bytes, to += Bytes)
        {
            // Vectors of the last pixels reach beyond the row.
            int left = (Rows.Width - x) * 3;
            bool isWhole = left >= Vector128<byte>.Count;
            if (!isWhole)
                Unsafe.CopyBlockUnaligned(tail, under, (uint)Math.Min(left, Bytes));
            Vector128<byte> photo = Spread(Vector128.Load(isWhole ? under : tail));
            Vector128<float> values = Normalized(Vector128.Load(row + x));
            Vector128<byte> heat = HeatColors.Of(values), mixed;
            if (isConstant)
            {
                mixed = Mixed(photo, heat, constant);
            }
            else
            {
                Vector128<float> opacity = most * (values * (Vector128.Create(2f) - values));
                mixed = Mixed(photo, heat, opacity);
            }
            Vector128<byte> close = Gathered(mixed);
            if (isWhole)
            {
                *(ulong*)to = close.AsUInt64().ToScalar();
                *(uint*)(to + sizeof(ulong)) = close.AsUInt32().GetElement(2);
                continue;
            }
            close.Store(tail + Vector128<byte>.Count);
            Unsafe.CopyBlockUnaligned(to, tail + Vector128<byte>.Count, (uint)Math.Min(left, Bytes));
        }
    }

    // As DisplayNormalization.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<float> Normalized(Vector128<float> values)
    {
        values -= Vector128.Create(Smallest);
        return Span == 0 ? values : values / Vector128.Create(Span);
    }

    // Three bytes for each of four pixels become four.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Spread(Vector128<byte> rgb) =>
        Vector128.Shuffle(rgb, Vector128.Create((byte)0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 11));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Gathered(Vector128<byte> rgbx) =>
        Vector128.Shuffle(rgbx, Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15));

    // In float64, rounded to the nearest, ties to even.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Mixed(Vector128<byte> photo, Vector128<byte> heat, Vector128<double> opacity)
    {
        (Vector128<ushort> photoLow, Vector128<ushort> photoHigh) = Vector128.Widen(photo);
        (Vector128<ushort> heatLow, Vector128<ushort> heatHigh) = Vector128.Widen(heat);
        return Vector128.Narrow(Mixed(photoLow, heatLow, opacity), Mixed(photoHigh, heatHigh, opacity));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Mixed(Vector128<ushort> photo, Vector128<ushort> heat, Vector128<double> opacity)
    {
        (Vector128<uint> photoLow, Vector128<uint> photoHigh) = Vector128.Widen(photo);
        (Vector128<uint> heatLow, Vector128<uint> heatHigh) = Vector128.Widen(heat);
        return Vector128.Narrow(
            Mixed(photoLow.AsInt32(), heatLow.AsInt32(), opacity).AsUInt32(),
            Mixed(photoHigh.AsInt32(), heatHigh.AsInt32(), opacity).AsUInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Mixed(Vector128<int> photo, Vector128<int> heat, Vector128<double> opacity)
    {
        Vector128<float> under = Vector128.ConvertToSingle(photo), difference = Vector128.ConvertToSingle(heat - photo);
        Vector128<double> low = Vector128.WidenLower(under) + opacity * Vector128.WidenLower(difference);
        Vector128<double> high = Vector128.WidenUpper(under) + opacity * Vector128.WidenUpper(difference);
        return Vector128.ConvertToInt32(Vector128.Narrow(Vector128.Round(low), Vector128.Round(high)));
    }

    // An opacity for each pixel.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Mixed(Vector128<byte> photo, Vector128<byte> heat, Vector128<float> opacity)
    {
        (Vector128<ushort> photoLow, Vector128<ushort> photoHigh) = Vector128.Widen(photo);
        (Vector128<ushort> heatLow, Vector128<ushort> heatHigh) = Vector128.Widen(heat);
        (Vector128<uint> photo0, Vector128<uint> photo1) = Vector128.Widen(photoLow);
        (Vector128<uint> photo2, Vector128<uint> photo3) = Vector128.Widen(photoHigh);
        (Vector128<uint> heat0, Vector128<uint> heat1) = Vector128.Widen(heatLow);
        (Vector128<uint> heat2, Vector128<uint> heat3) = Vector128.Widen(heatHigh);
        return Vector128.Narrow(
            Vector128.Narrow(Mixed(photo0, heat0, opacity, 0), Mixed(photo1, heat1, opacity, 1)),
            Vector128.Narrow(Mixed(photo2, heat2, opacity, 2), Mixed(photo3, heat3, opacity, 3)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Mixed(Vector128<uint> photo, Vector128<uint> heat, Vector128<float> opacity, int pixel)
    {
        Vector128<float> under = Vector128.ConvertToSingle(photo.AsInt32());
        Vector128<float> difference = Vector128.ConvertToSingle((heat - photo).AsInt32());
        return Vector128.ConvertToInt32(
            Vector128.Round(under + Vector128.Create(opacity.GetElement(pixel)) * difference)).AsUInt32();
    }
}
