namespace CaffeSharpGen.Cpu.Detection;

/// <summary>A region of an image: a row with the image's index and the corners x1, y1, x2, y2.</summary>
internal readonly ref struct Region(ReadOnlySpan<float> row)
{
    private readonly ReadOnlySpan<float> row = row;

    /// <summary>Columns of a row.</summary>
    public const int Columns = 5;

    public float X1 => row[1];

    public float Y1 => row[2];

    public float X2 => row[3];

    public float Y2 => row[4];

    /// <summary>The index of its image, cut off as in Caffe; −1 for a row that is not used.</summary>
    /// <exception cref="InvalidOperationException">There is no such image.</exception>
    public int ImageOf(int images)
    {
        int image = (int)row[0];
        return image < images
            ? Math.Max(image, -1)
            : throw new InvalidOperationException(
                $"a region is in image {image} (its first column); expected 0 … {images - 1}, or a negative number in unused rows");
    }
}
