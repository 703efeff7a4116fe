using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cpu.Detection;

/// <summary>Boxes from locations and priors, rounded where SSD's fork rounds.</summary>
/// <param name="code">What a location says.</param>
/// <param name="varianceInTarget">Whether variances are left aside.</param>
internal sealed class BoxDecoding(BoxCode code, bool varianceInTarget)
{
    /// <summary>The box that a location says.</summary>
    /// <param name="location">Four numbers.</param>
    /// <param name="prior">Corners of its prior.</param>
    /// <param name="variance">Variances of its prior.</param>
    /// <exception cref="InvalidOperationException">The prior is empty, and the code counts in sizes of it.</exception>
    public Box Decode(ReadOnlySpan<float> location, ReadOnlySpan<float> prior, ReadOnlySpan<float> variance)
    {
        float x0 = Scaled(location, variance, 0), y0 = Scaled(location, variance, 1);
        float x1 = Scaled(location, variance, 2), y1 = Scaled(location, variance, 3);
        if (code == BoxCode.Corner)
            return new Box(prior[0] + x0, prior[1] + y0, prior[2] + x1, prior[3] + y1);

        float width = prior[2] - prior[0], height = prior[3] - prior[1];
        if (!(width > 0 && height > 0))
        {
            throw new InvalidOperationException(
                $"DetectionOutput finds a prior {width}×{height} large (width×height); both must be positive");
        }
        if (code == BoxCode.CornerSize)
            return new Box(prior[0] + x0 * width, prior[1] + y0 * height, prior[2] + x1 * width, prior[3] + y1 * height);

        float centerX = x0 * width + (prior[0] + prior[2]) / 2, centerY = y0 * height + (prior[1] + prior[3]) / 2;
        float halfWidth = MathF.Exp(x1) * width / 2, halfHeight = MathF.Exp(y1) * height / 2;
        return new Box(centerX - halfWidth, centerY - halfHeight, centerX + halfWidth, centerY + halfHeight);
    }

    private float Scaled(ReadOnlySpan<float> location, ReadOnlySpan<float> variance, int i) =>
        varianceInTarget ? location[i] : variance[i] * location[i];
}
