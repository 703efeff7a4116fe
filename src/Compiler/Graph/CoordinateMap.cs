using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>
/// Where a position of a value lies in a later one, along height and width: y' = scale·y + shift. BVLC's pycaffe has the same computation
/// (coord_map.py), and HED's fork runs it in its Crop layer.
/// </summary>
internal readonly record struct CoordinateMap(double ScaleH, double ShiftH, double ScaleW, double ShiftW)
{
    /// <summary>A value over itself.</summary>
    public static CoordinateMap Identity { get; } = new(1, 0, 1, 0);

    /// <summary>Where an operation puts positions; null if that is not such a map.</summary>
    public static CoordinateMap? Of(Operation operation, ValueShape input, ValueShape output) => operation switch
    {
        Convolution it => Windows(
            Window(it.KernelH, it.DilationH, it.StrideH, it.PadH), Window(it.KernelW, it.DilationW, it.StrideW, it.PadW)),
        Pooling it => Windows(Window(it.KernelH, 1, it.StrideH, it.PadH), Window(it.KernelW, 1, it.StrideW, it.PadW)),
        Deconvolution it => Windows(
            Inverse(Window(it.KernelH, it.DilationH, it.StrideH, it.PadH)), Inverse(Window(it.KernelW, it.DilationW, it.StrideW, it.PadW))),
        Crop it when input.Rank == 4 => new CoordinateMap(1, -it.Offsets[2], 1, -it.Offsets[3]),
        _ when input.Rank == 4 && output.Rank == 4 && input[2] == output[2] && input[3] == output[3] => Identity,
        _ => null,
    };

    /// <summary>This map, then another.</summary>
    public CoordinateMap Then(CoordinateMap next) => new(
        next.ScaleH * ScaleH, next.ScaleH * ShiftH + next.ShiftH, next.ScaleW * ScaleW, next.ScaleW * ShiftW + next.ShiftW);

    private static CoordinateMap Windows((double Scale, double Shift) height, (double Scale, double Shift) width) =>
        new(height.Scale, height.Shift, width.Scale, width.Shift);

    // The middle of a window lies over the position that it computes.
    private static (double Scale, double Shift) Window(int kernel, int dilation, int stride, int pad) =>
        (1.0 / stride, (pad - dilation * (kernel - 1.0) / 2) / stride);

    private static (double Scale, double Shift) Inverse((double Scale, double Shift) map) => (1 / map.Scale, -map.Shift / map.Scale);
}
