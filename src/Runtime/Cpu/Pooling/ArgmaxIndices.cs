using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Memory;

namespace CaffeSharpGen.Cpu.Pooling;

/// <summary>
/// Where in their windows maxima were. For small windows it is a word of 16 lanes for each position, with a bit where the maximum is:
/// what a position gets back is then one selection. For large ones, which may overlap much, it is the index of the position as a
/// float.
/// </summary>
internal sealed unsafe class ArgmaxIndices : IDisposable
{
    /// <summary>Positions of a window whose words take no more memory than numbers.</summary>
    public const int MostBits = 32;

    // Numbers of positions that a float holds.
    private const int MostNumbers = 1 << 24;

    private readonly LargeMemory memory;

    /// <param name="planes">Planes of 16 channels.</param>
    /// <param name="windows">Windows of a plane.</param>
    /// <param name="area">Positions of a window.</param>
    /// <exception cref="NotSupportedException">A window has more than 2²⁴ positions.</exception>
    public ArgmaxIndices(int planes, int windows, long area)
    {
        if (area > MostNumbers)
            throw new NotSupportedException($"a pooling window of {area} places: at most {MostNumbers} are supported");
        (Windows, Area) = (windows, (int)area);
        long bytes = AreBits ? Area * sizeof(ushort) : BlockedView.Lanes * sizeof(float);
        memory = new LargeMemory((checked((long)planes * windows * bytes) + sizeof(float) - 1) / sizeof(float));
    }

    public int Area { get; }

    /// <summary>Whether positions are kept as words, else as numbers.</summary>
    public bool AreBits => Area <= MostBits;

    private int Windows { get; }

    /// <summary>The words of a plane: for each window <see cref="Area"/>.</summary>
    public ushort* Words(int plane) => (ushort*)memory.Pointer + (nint)plane * Windows * Area;

    /// <summary>The numbers of a plane: for each window 16, −1 where there is no maximum.</summary>
    public float* Numbers(int plane) => memory.Pointer + (nint)plane * Windows * BlockedView.Lanes;

    /// <summary>The position of a maximum, in scan order of its window; −1 if there is none.</summary>
    public int NumberOf(int plane, nint window, int lane)
    {
        if (!AreBits)
            return (int)Numbers(plane)[window * BlockedView.Lanes + lane];
        ushort* words = Words(plane) + window * Area;
        int number = Area - 1;
        while (number >= 0 && (words[number] >> lane & 1) == 0)
            number--;
        return number;
    }

    public void Dispose() => memory.Dispose();
}
