using System.Buffers;
using System.Runtime.CompilerServices;
using CaffeSharpGen.GradCam.Resampling;

namespace CaffeSharpGen.Imaging.Pixels;

/// <summary>
/// Scales a part of a picture, from bytes to rows of floating point pixels, three channels at once: bit for bit what
/// <see cref="GradCam.ImageScale"/> makes of its planes. Rows are narrowed as they are read and handed on as they are made, so neither the
/// photograph nor the result is held as floating point.
/// </summary>
internal readonly unsafe struct PixelScale<TLanes, TSink> : IBandWork
    where TLanes : unmanaged, ILanes<TLanes>
    where TSink : struct, IRowSink<TLanes>
{
    private readonly byte* rgb;
    private readonly int stride;
    private readonly bool endsPicture;
    private readonly AxisScale alongWidth, alongHeight;
    private readonly TLanes unit;
    private readonly TSink sink;

    private PixelScale(byte* rgb, int stride, bool endsPicture, AxisScale alongWidth, AxisScale alongHeight, TLanes unit, TSink sink)
    {
        this.rgb = rgb;
        (this.stride, this.endsPicture) = (stride, endsPicture);
        (this.alongWidth, this.alongHeight) = (alongWidth, alongHeight);
        (this.unit, this.sink) = (unit, sink);
    }

    /// <summary>Scales a part of a picture; each byte is multiplied by <paramref name="unit"/> first.</summary>
    public static void Run(PixelPart part, int width, int height, double unit, TSink sink)
    {
        fixed (byte* pixels = part.Rgb)
        {
            var scale = new PixelScale<TLanes, TSink>(
                pixels + (nint)part.Top * part.Stride + part.Left * 3, part.Stride, part.EndsPicture,
                AxisScale.Of(part.Width, width), AxisScale.Of(part.Height, height), TLanes.Same(unit), sink);
            RowBands<PixelScale<TLanes, TSink>>.Run(scale, height, Math.Max((long)part.Width * part.Height, (long)width * height));
        }
    }

    /// <summary>Makes some rows of the result.</summary>
    public void Run(int first, int end)
    {
        int width = alongWidth.Destination, tail = alongWidth.Source * 3;
        byte[] scratch = ArrayPool<byte>.Shared.Rent(3 * width * sizeof(TLanes) + tail + sizeof(uint));
        fixed (byte* memory = scratch)
        {
            var rows = new NarrowedRows<TLanes>((TLanes*)memory, width);
            TLanes* result = (TLanes*)memory + 2 * width;
            byte* lastRow = (byte*)(result + width);
            for (int y = first; y < end; y++)
                MakeRow(y, ref rows, result, lastRow);
        }
        ArrayPool<byte>.Shared.Return(scratch);
    }

    private void MakeRow(int y, ref NarrowedRows<TLanes> rows, TLanes* result, byte* lastRow)
    {
        int width = alongWidth.Destination, cell = alongHeight.Cells[y];
        if (alongHeight.Destination == alongHeight.Source)
        {
            sink.Take(y, Narrowed(y, ref rows, lastRow), width);
        }
        else if (alongHeight.Destination > alongHeight.Source)
        {
            if (alongHeight.Source == 1 || y == alongHeight.Destination - 1)
            {
                sink.Take(y, Narrowed(alongHeight.Source - 1, ref rows, lastRow), width);
                return;
            }
            TLanes* above = Narrowed(cell, ref rows, lastRow), below = Narrowed(cell + 1, ref rows, lastRow);
            LaneRows<TLanes>.Between(above, below, alongHeight.Fractions[y], result, width);
            sink.Take(y, result, width);
        }
        else
        {
            int last = alongHeight.Cells[y + 1];
            LaneRows<TLanes>.Begin(1 - alongHeight.Fractions[y], Narrowed(cell, ref rows, lastRow), result, width);
            for (int k = cell + 1; k < last; k++)
                LaneRows<TLanes>.Add(1, Narrowed(k, ref rows, lastRow), result, width);
            if (last < alongHeight.Source)
                LaneRows<TLanes>.Add(alongHeight.Fractions[y + 1], Narrowed(last, ref rows, lastRow), result, width);
            LaneRows<TLanes>.Divide(alongHeight.TotalWeights[y], result, width);
            sink.Take(y, result, width);
        }
    }

    // A row of the source at the width of the result, unless it is one of the two last ones that were made.
    private TLanes* Narrowed(int y, ref NarrowedRows<TLanes> rows, byte* lastRow)
    {
        if (rows.Find(y, out TLanes* row))
            return row;
        byte* pixels = rgb + (nint)y * stride;
        if (endsPicture && y == alongHeight.Source - 1)
        {
            // Pixels are loaded four bytes at a time, and nothing follows the last one.
            Unsafe.CopyBlock(lastRow, pixels, (uint)alongWidth.Source * 3);
            pixels = lastRow;
        }
        if (alongWidth.Destination == alongWidth.Source)
            LaneRows<TLanes>.Load(pixels, unit, row, alongWidth.Destination);
        else if (alongWidth.Destination > alongWidth.Source)
            LaneRows<TLanes>.Interpolate(pixels, unit, alongWidth, row);
        else
            LaneRows<TLanes>.Average(pixels, unit, alongWidth, row);
        return row;
    }
}
