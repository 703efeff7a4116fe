namespace CaffeSharpGen.Cpu.Detection;

/// <summary>A box by its corners, with the arithmetic of SSD's fork (bbox_util.cpp): 32 bits, sizes without the last pixel.</summary>
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

    /// <summary>Limited to 0 … 1.</summary>
    public Box Clipped() => new(Limited(MinX), Limited(MinY), Limited(MaxX), Limited(MaxY));

    private static float Limited(float x) => Math.Max(Math.Min(x, 1), 0);
}
