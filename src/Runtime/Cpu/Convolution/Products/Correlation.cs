using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Convolution.Products;

/// <summary>
/// Sizes of a convolution: images N×C×H×W, of which O kernels of C/Group × KernelH × KernelW make maps N×O×H'×W'. A deconvolution
/// goes the other way with the same sizes.
/// </summary>
internal sealed record Correlation(
    Shape Image, Shape Map, int KernelH, int KernelW, int StrideH, int StrideW, int PadH, int PadW, int DilationH, int DilationW, int Group)
{
    /// <summary>Those of a convolution.</summary>
    public static Correlation Of(Operations.Convolution convolution, Shape input, Shape output) => new(
        input, output, convolution.KernelH, convolution.KernelW, convolution.StrideH, convolution.StrideW,
        convolution.PadH, convolution.PadW, convolution.DilationH, convolution.DilationW, convolution.Group);

    /// <summary>Those of a deconvolution, whose output is the image.</summary>
    public static Correlation Of(Operations.Deconvolution deconvolution, Shape output, Shape input) => new(
        output, input, deconvolution.KernelH, deconvolution.KernelW, deconvolution.StrideH, deconvolution.StrideW,
        deconvolution.PadH, deconvolution.PadW, deconvolution.DilationH, deconvolution.DilationW, deconvolution.Group);

    /// <summary>Those of a convolution, for one image.</summary>
    public static Correlation OfOneImage(Operations.Convolution convolution, CpuBinding binding) =>
        Of(convolution, binding.Input.Shape.WithBatchSize(1), binding.Output.Shape.WithBatchSize(1));

    /// <summary>Taps of a kernel.</summary>
    public int Taps => KernelH * KernelW;

    /// <summary>Images to maps: one pass.</summary>
    public SampledProduct ToMaps()
    {
        var taps = new Tap[Taps];
        for (int tap = 0; tap < taps.Length; tap++)
            taps[tap] = new Tap(tap, tap / KernelW * DilationH - PadH, tap % KernelW * DilationW - PadW);
        int imageChannels = Image.Channels / Group;
        return new SampledProduct(
            Image, Map, Group, taps, new Axis(Map.Height, StrideH, 1, 0), new Axis(Map.Width, StrideW, 1, 0),
            WeightRowStride: imageChannels * Taps, WeightChannelStride: Taps);
    }

    /// <summary>
    /// Maps to images, the transpose: a pass for each residue of the positions of the image modulo the strides. Only some taps reach the
    /// positions of one residue, and these read neighboring positions of the map.
    /// </summary>
    public IEnumerable<SampledProduct> ToImages()
    {
        int imageChannels = Image.Channels / Group;
        for (int firstH = 0; firstH < Math.Min(StrideH, Image.Height); firstH++)
        {
            for (int firstW = 0; firstW < Math.Min(StrideW, Image.Width); firstW++)
            {
                var taps = new Tap[Taps];
                int count = 0;
                for (int tap = 0; tap < Taps; tap++)
                {
                    int h = firstH + PadH - tap / KernelW * DilationH, w = firstW + PadW - tap % KernelW * DilationW;
                    if (h % StrideH == 0 && w % StrideW == 0)
                        taps[count++] = new Tap(tap, h / StrideH, w / StrideW);
                }
                taps = Arrays.First(taps, count);
                yield return new SampledProduct(
                    Map, Image, Group, taps, Residue(Image.Height, StrideH, firstH), Residue(Image.Width, StrideW, firstW),
                    WeightRowStride: Taps, WeightChannelStride: imageChannels * Taps);
            }
        }
    }

    private static Axis Residue(int length, int stride, int first) => new((length - first + stride - 1) / stride, 1, stride, first);
}

/// <summary>
/// A sum of products, for all positions p of a grid:
/// To[o, p] = Σ over channels c and taps t of Weight[o, c, t] · From[c, position p moved by t].
/// </summary>
/// <param name="From">What is read, N×C×H×W.</param>
/// <param name="To">What is written, at the positions of the grid.</param>
/// <param name="Group">Groups of channels that do not mix.</param>
/// <param name="Taps">Where weights and values meet.</param>
/// <param name="Rows">The grid's rows.</param>
/// <param name="Columns">The grid's columns.</param>
/// <param name="WeightRowStride">From the weight of one channel of To to the next.</param>
/// <param name="WeightChannelStride">From the weight of one channel of From to the next.</param>
internal sealed record SampledProduct(
    Shape From, Shape To, int Group, Tap[] Taps, Axis Rows, Axis Columns, int WeightRowStride, int WeightChannelStride)
{
    /// <summary>Channels of From in a group.</summary>
    public int Channels => From.Channels / Group;

    /// <summary>Whether groups cut through blocks of channels.</summary>
    public bool IsRagged => Group > 1 && (Channels % BlockedView.Lanes != 0 || Outputs % BlockedView.Lanes != 0);

    /// <summary>Channels of To in a group.</summary>
    public int Outputs => To.Channels / Group;

    /// <summary>Terms of each sum.</summary>
    public int Depth => Channels * Taps.Length;

    /// <summary>Positions of the grid.</summary>
    public int Positions => Rows.Count * Columns.Count;

    /// <summary>Where a position of the grid is written, y·W + x.</summary>
    public nint PositionOf(int row, int column) =>
        (nint)(Rows.WriteStart + row * Rows.WriteStride) * To.Width + Columns.WriteStart + column * Columns.WriteStride;

    /// <summary>Offset of the weights of a group.</summary>
    public nint GroupWeights(int group, int allTaps) => (nint)group * Outputs * Channels * allTaps;
}

/// <summary>A weight of the kernel and where it reads, relative to a position.</summary>
/// <param name="Weight">Its number in the kernel.</param>
/// <param name="Down">Rows to move.</param>
/// <param name="Right">Columns to move.</param>
internal readonly record struct Tap(int Weight, int Down, int Right);

/// <summary>One axis of a grid: how many positions, from what to what distance they are read, and where they are written.</summary>
internal readonly record struct Axis(int Count, int ReadStride, int WriteStride, int WriteStart);
