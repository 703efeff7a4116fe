namespace CaffeSharpGen.Cpu.Detection;

/// <summary>A rectangle of whole pixels, as OpenCV's.</summary>
internal readonly record struct PixelBox(int X, int Y, int Width, int Height)
{
    private int Right => X + Width;

    private int Bottom => Y + Height;

    /// <summary>Whether all four sides lie close to another rectangle's.</summary>
    public bool IsSimilarTo(in PixelBox other, double eps)
    {
        double most = eps * (Math.Min(Width, other.Width) + Math.Min(Height, other.Height)) * 0.5;
        return Math.Abs(X - other.X) <= most && Math.Abs(Y - other.Y) <= most
            && Math.Abs(Right - other.Right) <= most && Math.Abs(Bottom - other.Bottom) <= most;
    }

    /// <summary>Whether it lies within another rectangle and a border around that.</summary>
    public bool IsWithin(in PixelBox other, double eps)
    {
        int x = Rounded(other.Width * eps), y = Rounded(other.Height * eps);
        return X >= other.X - x && Y >= other.Y - y && Right <= other.Right + x && Bottom <= other.Bottom + y;
    }

    /// <summary>The sum of two rectangles, number by number.</summary>
    public static PixelBox operator +(PixelBox left, PixelBox right) =>
        new(left.X + right.X, left.Y + right.Y, left.Width + right.Width, left.Height + right.Height);

    /// <summary>The mean of a sum of rectangles.</summary>
    public PixelBox MeanOf(int count)
    {
        float scale = 1f / count;
        return new(Rounded(X * scale), Rounded(Y * scale), Rounded(Width * scale), Rounded(Height * scale));
    }

    // As OpenCV's saturate_cast.
    private static int Rounded(double x) => (int)Math.Round(x, MidpointRounding.ToEven);
}
