namespace CaffeSharpGen.Imaging.Pixels;

/// <summary>The mean of one channel.</summary>
/// <param name="Value">The same for all pixels.</param>
/// <param name="Plane">Or, unless it is zero, a number for each pixel: float32 values in memory that does not move.</param>
/// <param name="Stride">Values from one row of the plane to the next.</param>
internal readonly unsafe record struct ChannelMean(double Value, nint Plane, int Stride)
{
    /// <summary>The mean of a pixel.</summary>
    public double At(int x, int y) => Plane == 0 ? Value : ((float*)Plane)[(nint)y * Stride + x];
}
