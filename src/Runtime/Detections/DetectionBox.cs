namespace CaffeSharpGen;

/// <summary>A rectangle that a detector found, by its sides. It may reach beyond the picture.</summary>
/// <param name="Left">The left side.</param>
/// <param name="Top">The upper side.</param>
/// <param name="Right">The right side.</param>
/// <param name="Bottom">The lower side.</param>
/// <param name="IsRelative">
/// Whether the sides are parts of the picture, from 0 at the left and the top to 1; else they are pixels of the network's input.
/// </param>
public readonly record struct DetectionBox(float Left, float Top, float Right, float Bottom, bool IsRelative)
{
    /// <summary>From the left side to the right one.</summary>
    public float Width => Right - Left;

    /// <summary>From the upper side to the lower one.</summary>
    public float Height => Bottom - Top;

    /// <summary>The same box with its sides multiplied.</summary>
    /// <param name="x">What the left and the right side are multiplied by.</param>
    /// <param name="y">What the upper and the lower side are multiplied by.</param>
    /// <param name="isRelative">Whether the sides are parts of the picture then.</param>
    public DetectionBox Scaled(float x, float y, bool isRelative) => new(Left * x, Top * y, Right * x, Bottom * y, isRelative);

    /// <summary>Intersection over union with another box of the same unit: 1 where they are equal, 0 where they do not meet.</summary>
    public float Overlap(DetectionBox other)
    {
        float width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
        float height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
        if (!(width > 0 && height > 0))
            return 0;
        float shared = width * height;
        return shared / ((Width * Height) + (other.Width * other.Height) - shared);
    }
}
