namespace CaffeSharpGen.Imaging.OpenCv;

/// <summary>
/// Where OpenCV's <c>resize</c> reads along one axis with <c>INTER_LINEAR</c>: two samples for each of the result, around the place where
/// the centers of pixels meet, with weights of 11 bits (modules/imgproc/src/resize.cpp).
/// </summary>
/// <param name="First">The first sample.</param>
/// <param name="Second">The second one.</param>
/// <param name="FirstWeight">Weight of the first, of 2048.</param>
/// <param name="SecondWeight">Weight of the second.</param>
internal sealed record LinearAxis(int[] First, int[] Second, int[] FirstWeight, int[] SecondWeight)
{
    private const float One = 2048;

    /// <summary>The samples of an axis.</summary>
    /// <param name="source">Its length.</param>
    /// <param name="destination">The length of the result.</param>
    /// <param name="endsAlone">
    /// Whether a place outside is the sample at the end alone, as along rows; along columns the same sample is read twice, with both
    /// weights, which rounds differently.
    /// </param>
    public static LinearAxis Of(int source, int destination, bool endsAlone)
    {
        var axis = new LinearAxis(new int[destination], new int[destination], new int[destination], new int[destination]);
        // Divided twice, as OpenCV does.
        double scale = 1 / ((double)destination / source);
        for (int i = 0; i < destination; i++)
        {
            float place = (float)((i + 0.5) * scale - 0.5);
            int first = (int)MathF.Floor(place);
            float fraction = place - first;
            if (endsAlone && (first < 0 || first >= source - 1))
                fraction = 0;
            axis.First[i] = Math.Clamp(first, 0, source - 1);
            axis.Second[i] = Math.Clamp(first + 1, 0, source - 1);
            axis.FirstWeight[i] = (int)MathF.Round((1 - fraction) * One);
            axis.SecondWeight[i] = (int)MathF.Round(fraction * One);
        }
        return axis;
    }
}
