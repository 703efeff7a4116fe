using System.Runtime.CompilerServices;

namespace CaffeSharpGen.Cpu.Layout;

/// <summary>
/// A value N×C×H×W in blocks of 16 channels: N × ⌈C/16⌉ × H × W × 16 floats. Lanes beyond C hold zeros. Images may lie further apart
/// than they are long, as they do within a concatenation.
/// </summary>
/// <param name="pointer">The first float.</param>
/// <param name="imageStride">Floats from image to image.</param>
/// <param name="number">N.</param>
/// <param name="channels">C.</param>
/// <param name="height">H.</param>
/// <param name="width">W.</param>
internal readonly unsafe struct BlockedView(float* pointer, nint imageStride, int number, int channels, int height, int width)
{
    /// <summary>Channels of a block.</summary>
    public const int Lanes = 16;

    public float* Pointer { get; } = pointer;

    public nint ImageStride { get; } = imageStride;

    public int Number { get; } = number;

    public int Channels { get; } = channels;

    public int Height { get; } = height;

    public int Width { get; } = width;

    public int Blocks => BlocksOf(Channels);

    /// <summary>Positions of a plane.</summary>
    public nint Positions => (nint)Height * Width;

    /// <summary>A plane of 16 channels, H×W×16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Block(int image, int block) => Pointer + image * ImageStride + block * Positions * Lanes;

    /// <summary>Writes zeros to the lanes beyond C of one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ClearLanesBeyond(int image, int row)
    {
        float* to = Block(image, Blocks - 1) + (nint)row * Width * Lanes;
        int used = Channels - (Blocks - 1) * Lanes;
        for (int column = 0; column < Width; column++, to += Lanes)
        {
            for (int lane = used; lane < Lanes; lane++)
                to[lane] = 0;
        }
    }

    /// <summary>Blocks that hold so many channels.</summary>
    public static int BlocksOf(int channels) => (channels + Lanes - 1) / Lanes;

    /// <summary>The least number of groups of so many channels that fill whole blocks.</summary>
    public static int GroupsOfWholeBlocks(int channels) => Lanes / Math.Min(Lanes, channels & -channels);

    /// <summary>Floats of an image.</summary>
    public static nint FloatsOf(int channels, int height, int width) => (nint)BlocksOf(channels) * height * width * Lanes;
}
