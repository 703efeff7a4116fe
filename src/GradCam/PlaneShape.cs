namespace CaffeSharpGen.GradCam;

/// <summary>A tensor seen as one image: H×W, C×H×W or 1×C×H×W.</summary>
internal readonly record struct PlaneShape(int Channels, int Height, int Width)
{
    /// <summary>Reads a shape.</summary>
    /// <exception cref="ArgumentException">It is not one image.</exception>
    public static PlaneShape Of(Shape shape)
    {
        int rank = shape.Rank;
        if (rank is < 2 or > 4 || (rank == 4 && shape[0] != 1) || shape.Count == 0)
        {
            throw new ArgumentException(
                $"a tensor of shape {shape} is not one image; expected H×W, C×H×W or 1×C×H×W, none of them 0");
        }
        return new PlaneShape(rank == 2 ? 1 : shape[rank - 3], shape[rank - 2], shape[rank - 1]);
    }

    /// <summary>Reads the shape of a one-channel map.</summary>
    /// <exception cref="ArgumentException">It is not one image of one channel.</exception>
    public static PlaneShape OfMap(Shape shape)
    {
        PlaneShape planes = Of(shape);
        if (planes.Channels != 1)
            throw new ArgumentException($"a tensor of shape {shape} is not a map; expected one channel, found {planes.Channels}");
        return planes;
    }
}
