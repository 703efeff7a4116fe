namespace CaffeSharpGen.Cpu.Detection;

/// <summary>A box by its center and its size, with the arithmetic of MobileNet-YOLO's fork: 32 bits.</summary>
internal readonly record struct CenteredBox(float X, float Y, float Width, float Height)
{
    /// <summary>Intersection over union.</summary>
    public float Overlap(in CenteredBox other)
    {
        float width = Shared(X, Width, other.X, other.Width), height = Shared(Y, Height, other.Y, other.Height);
        float shared = width < 0 || height < 0 ? 0 : width * height;
        return shared / (Width * Height + other.Width * other.Height - shared);
    }

    private static float Shared(float x, float width, float otherX, float otherWidth)
    {
        float left = Math.Max(x - width / 2, otherX - otherWidth / 2), right = Math.Min(x + width / 2, otherX + otherWidth / 2);
        return right - left;
    }
}
