using System.Numerics;
using System.Runtime.CompilerServices;
using CaffeSharpGen.GradCam;

namespace CaffeSharpGen.Imaging.Pixels;

/// <summary>
/// Writes a part of rows of pixels as planes of a network's input: times a range, minus the mean, times a scale, in float64.
/// </summary>
/// <param name="Destination">C planes of H×W values.</param>
/// <param name="Window">The part of the rows, of the input's size.</param>
/// <param name="Order">Order of the channels.</param>
/// <param name="Range">What the pixels are multiplied by first.</param>
/// <param name="Scale">What differences are multiplied by.</param>
/// <param name="First">The mean of the first channel.</param>
/// <param name="Second">The mean of the second channel, if there is one.</param>
/// <param name="Third">The mean of the third channel.</param>
internal readonly unsafe record struct InputSink<T, TLanes>(
    nint Destination, (int Left, int Top, int Width, int Height) Window, ChannelOrder Order, double Range, double Scale,
    ChannelMean First, ChannelMean Second, ChannelMean Third)
    : IRowSink<TLanes>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TLanes : unmanaged
{
    public void Take(int y, TLanes* row, int width)
    {
        y -= Window.Top;
        if (y < 0 || y >= Window.Height)
            return;
        width = Window.Width;
        T* samples = (T*)(row + Window.Left), to = (T*)Destination + (nint)y * width;
        nint plane = (nint)Window.Height * width;
        if (Order == ChannelOrder.Gray)
        {
            Gray(samples, First, y, to, width);
            return;
        }
        bool redFirst = Order == ChannelOrder.Rgb;
        Plane(samples + (redFirst ? 0 : 2), First, y, to, width);
        Plane(samples + 1, Second, y, to + plane, width);
        Plane(samples + (redFirst ? 2 : 0), Third, y, to + 2 * plane, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Plane(T* samples, ChannelMean mean, int y, T* to, int width)
    {
        double range = Range, scale = Scale;
        for (int x = 0; x < width; x++)
            to[x] = T.CreateTruncating((double.CreateTruncating(samples[x * 4]) * range - mean.At(x, y)) * scale);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gray(T* samples, ChannelMean mean, int y, T* to, int width)
    {
        double range = Range, scale = Scale;
        for (int x = 0; x < width; x++, samples += 4)
        {
            double gray = 0.299 * double.CreateTruncating(samples[0]) + 0.587 * double.CreateTruncating(samples[1])
                + 0.114 * double.CreateTruncating(samples[2]);
            to[x] = T.CreateTruncating((gray * range - mean.At(x, y)) * scale);
        }
    }
}
