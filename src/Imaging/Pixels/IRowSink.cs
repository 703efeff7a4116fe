namespace CaffeSharpGen.Imaging.Pixels;

/// <summary>Takes the rows of a scaled picture, each once, from several threads.</summary>
internal unsafe interface IRowSink<TLanes> where TLanes : unmanaged
{
    /// <summary>Takes row <paramref name="y"/>: a pixel in each element.</summary>
    void Take(int y, TLanes* row, int width);
}
