namespace CaffeSharpGen.Imaging.Pixels;

/// <summary>
/// Red, green and blue of one pixel and a fourth lane without meaning, as float32 or float64. All lanes do what one sample does in
/// <see cref="GradCam.Resampling.AxisScale"/>, in the same order, so the bits are the same.
/// </summary>
internal unsafe interface ILanes<TSelf> where TSelf : unmanaged, ILanes<TSelf>
{
    /// <summary>A number in each lane.</summary>
    static abstract TSelf Same(double value);

    /// <summary>Four bytes times a unit.</summary>
    static abstract TSelf Load(byte* pixel, TSelf unit);

    /// <summary>The first addend of a sum, which is rounded to float32.</summary>
    static abstract TSelf Begin(float weight, TSelf sample);

    /// <summary>A sum plus a sample, rounded to float32.</summary>
    static abstract TSelf Plus(TSelf sum, TSelf sample);

    /// <summary>A sum plus a sample with a weight, rounded to float32.</summary>
    static abstract TSelf Plus(TSelf sum, float weight, TSelf sample);

    /// <summary>A sum divided by a weight in float32.</summary>
    static abstract TSelf Over(TSelf sum, float weight);

    /// <summary>Between two samples, the first at fraction 0.</summary>
    static abstract TSelf Between(TSelf first, TSelf second, float fraction);
}
