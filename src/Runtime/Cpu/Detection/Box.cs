namespace CaffeSharpGen.Cpu.Detection;

/// <summary>A box by its corners, with the arithmetic of SSD's fork (bbox_util.cpp): 32 bits, sizes without a last pixel.</summary>
internal readonly record struct Box(float MinX, float MinY, float MaxX, float MaxY)
{
    /// <summary>Its area; 0 where a corner lies on the wrong side.</summary>
    public float Size => MaxX < MinX || MaxY < MinY ? 0 : (MaxX - MinX) * (MaxY - MinY);

    /// <summary>Intersection over union.</summary>
    public float Overlap(in Box other)
    {
        if (other.MinX > MaxX || other.MaxX < MinX || other.MinY > MaxY || other.MaxY < MinY)
            return 0;
        float width = Math.Min(MaxX, other.MaxX) - Math.Max(MinX, other.MinX);
        float height = Math.Min(MaxY, other.MaxY) - Math.Max(MinY, other.MinY);
        if (!(width > 0 && height > 0))
            return 0;
        float shared = width * height;
        return shared / (Size + other.Size - shared);
    }

    /// <summary>Intersection over union of boxes in pixels, which include their last ones, as Faster R-CNN's.</summary>
    public float OverlapOfPixels(in Box other)
    {
        float width = Math.Max(0, Math.Min(MaxX, other.MaxX) - Math.Max(MinX, other.MinX) + 1);
        float height = Math.Max(0, Math.Min(MaxY, other.MaxY) - Math.Max(MinY, other.MinY) + 1);
        float shared = width * height;
        return shared / (SizeInPixels + other.SizeInPixels - shared);
    }

    /// <summary>Its corners limited to those of an image that starts at 0.</summary>
    public Box Within(float maxX, float maxY) =>
        new(Limited(MinX, maxX), Limited(MinY, maxY), Limited(MaxX, maxX), Limited(MaxY, maxY));

    private float SizeInPixels => (MaxX - MinX + 1) * (MaxY - MinY + 1);

    private static float Limited(float x, float most) => Math.Max(Math.Min(x, most), 0);
}
