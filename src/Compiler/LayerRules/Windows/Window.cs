using CaffeSharpGen.Compiler.Layers;

namespace CaffeSharpGen.Compiler.LayerRules.Windows;

/// <summary>
/// Kernel, stride, padding and dilation of a sliding window over height and width. <paramref name="PadH"/> and <paramref name="PadW"/> are
/// the padding above and left.
/// </summary>
internal sealed record Window(int KernelH, int KernelW, int StrideH, int StrideW, int PadH, int PadW, int DilationH, int DilationW)
{
    private static readonly string[] Sides = ["pad_t", "pad_b", "pad_l", "pad_r"];

    /// <summary>The most that a kernel, a stride, a pad, or a dilation may be: what is computed of them stays far within 64 bits.</summary>
    public const int Most = 1 << 20;

    /// <summary>The padding below; as above unless a fork's fields say otherwise.</summary>
    public int PadBottom { get; init; } = PadH;

    /// <summary>The padding right; as left unless a fork's fields say otherwise.</summary>
    public int PadRight { get; init; } = PadW;

    /// <summary>Whether both sides of each axis have the same padding.</summary>
    public bool IsEven => PadBottom == PadH && PadRight == PadW;

    /// <summary>Whether the size of the top is ⌈size / stride⌉ (<c>pad_type: 1</c>, TensorFlow's SAME).</summary>
    public bool IsSame { get; init; }

    /// <summary>Positions that the kernel covers along the height.</summary>
    public long ExtentH => (long)DilationH * (KernelH - 1) + 1;

    /// <summary>Positions that the kernel covers along the width.</summary>
    public long ExtentW => (long)DilationW * (KernelW - 1) + 1;

    /// <summary>
    /// Reads the fields that Convolution, Deconvolution and Pooling share: <c>kernel_size</c> or <c>kernel_h</c> and <c>kernel_w</c>, and
    /// so on. Forks add <c>pad_l</c>, <c>pad_r</c>, <c>pad_t</c> and <c>pad_b</c> instead of <c>pad</c>, and <c>pad_type</c>
    /// (Synopsys' fork, base_conv_layer.cpp, pooling_layer.cpp and im2col.cpp).
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="height">Height of its bottom, which the padding of <c>pad_type: 1</c> depends on.</param>
    /// <param name="width">Width of its bottom.</param>
    /// <param name="least">The least that padding of one side may be.</param>
    /// <exception cref="LayerException">A field is missing, given twice, or out of range.</exception>
    public static Window Read(LayerContext layer, int height = 0, int width = 0, int least = 0)
    {
        (int kernelH, int kernelW) = Pair(layer, "kernel_size", "kernel_h", "kernel_w", @default: null, least: 1);
        (int strideH, int strideW) = Pair(layer, "stride", "stride_h", "stride_w", @default: 1, least: 1);
        (int padH, int padW) = Pair(layer, "pad", "pad_h", "pad_w", @default: 0, least: 0);
        // Pooling has none.
        (int dilationH, int dilationW) =
            layer.Parameter.Declares("dilation") ? Pair(layer, "dilation", "dilation", "dilation", @default: 1, least: 1) : (1, 1);
        var window = new Window(kernelH, kernelW, strideH, strideW, padH, padW, dilationH, dilationW);
        return layer.Parameter.Declares("pad_type") ? window.PaddedAsForks(layer, height, width, least) : window;
    }

    /// <summary>
    /// Checks that a field is given in one form: for both axes, or for each. Caffe's Pooling requires both of the latter, its
    /// convolutions too where the default of one, 0, means nothing.
    /// </summary>
    /// <exception cref="LayerException">Both forms are given, or one axis is missing.</exception>
    public static void RequireOneForm(LayerContext layer, string both, string h, string w, bool needsEach)
    {
        bool hasH = layer.Parameter.Has(h), hasW = layer.Parameter.Has(w);
        if ((hasH || hasW) && layer.Parameter.Has(both))
            throw layer.Error($"it gives {both} and also {h} or {w}; give one form only", both);
        if (needsEach && hasH != hasW)
        {
            (string given, string missing) = hasH ? (h, w) : (w, h);
            throw layer.Error($"it gives {given} without {missing}, which Caffe refuses; give both, or {both} alone", given);
        }
    }

    /// <summary>
    /// Checks that a plane with its padding can be counted: kernels copy it, and compute offsets in it in 32 bits. Lengths of axes that
    /// pass fit an <see cref="int"/>, too.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="what">What has the padding, such as <c>bottom</c>.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="height">Its height, with the padding.</param>
    /// <param name="width">Its width, with the padding.</param>
    /// <exception cref="LayerException">It has too many elements.</exception>
    public static void RequireCountable(LayerContext layer, string what, int channels, long height, long width)
    {
        if ((double)channels * Math.Max(height, 1) * Math.Max(width, 1) > int.MaxValue)
        {
            throw layer.Error(
                $"its {what} would be {channels}×{height}×{width} with its padding, more than {int.MaxValue} elements", "pad");
        }
    }

    // All four sides 0 count as not given there; otherwise only one form of padding may be.
    private Window PaddedAsForks(LayerContext layer, int height, int width, int least)
    {
        int[] sides = [.. Sides.Select(side => layer.Parameter.Int(side, 0))];
        bool hasSides = sides.Any(pad => pad != 0), isPadded = PadH != 0 || PadW != 0;
        int type = layer.Parameter.Int("pad_type", 0);
        if (type is not (0 or 1))
            throw layer.Error($"pad_type is {type}; it must be 0 (as pad says) or 1 (SAME, as in TensorFlow)", "pad_type");
        if ((hasSides ? 1 : 0) + (isPadded ? 1 : 0) + type > 1)
        {
            string[] given = [.. new[] { "pad", "pad_h", "pad_w", "pad_type" }.Concat(Sides).Where(layer.Parameter.Has)];
            throw layer.Error($"it gives {string.Join(", ", given)}; pad, pad_l/r/t/b and pad_type exclude each other", given[0]);
        }
        if (hasSides)
        {
            for (int i = 0; i < sides.Length; i++)
            {
                if (sides[i] < least || sides[i] > Most)
                    throw layer.Error($"{Sides[i]} is {sides[i]}; it must be {least} to {Most}", Sides[i]);
            }
            return this with { PadH = sides[0], PadBottom = sides[1], PadW = sides[2], PadRight = sides[3] };
        }
        if (type == 0)
            return this;
        (int top, int bottom) = Same(height, KernelH, StrideH, ExtentH);
        (int left, int right) = Same(width, KernelW, StrideW, ExtentW);
        return this with { PadH = top, PadBottom = bottom, PadW = left, PadRight = right, IsSame = true };
    }

    // As in the fork, dilation does not count for what is put in front.
    private static (int Before, int After) Same(int size, int kernel, int stride, long extent)
    {
        int all = Math.Max(kernel - (size % stride == 0 ? stride : size % stride), 0), before = all / 2;
        long covered = ((long)size + stride - 1) / stride * stride - stride + extent;
        return (before, (int)Math.Max(all - before, covered - size - before));
    }

    private static (int H, int W) Pair(LayerContext layer, string both, string h, string w, int? @default, int least)
    {
        IReadOnlyList<int> given = layer.Parameter.Ints(both);
        bool separate = h != both && (layer.Parameter.Has(h) || layer.Parameter.Has(w));
        // A convolution with pad_h alone has no pad along the width; a stride or a kernel of 0 is none.
        if (separate)
            RequireOneForm(layer, both, h, w, needsEach: least > 0 || !layer.Parameter.Declares("dilation"));
        if (given.Count > 2)
        {
            throw layer.Error(
                $"it gives {given.Count} numbers of {both}, but its bottom {layer.Bottom} has two axes that the window moves along", both);
        }
        if (!separate && given.Count == 0 && @default is null)
            throw layer.Error($"{both} is missing; give {both}, or {h} and {w}");
        int first = separate ? layer.Parameter.Int(h, @default ?? 0) : given.Count > 0 ? given[0] : @default ?? 0;
        int second = separate ? layer.Parameter.Int(w, @default ?? 0) : given.Count > 1 ? given[1] : first;
        if (first < least || second < least)
            throw layer.Error($"{both} is {first}×{second} (height×width); both must be at least {least}", separate ? h : both);
        if (first > Most || second > Most)
            throw layer.Error($"{both} is {first}×{second} (height×width); at most {Most} is supported", separate ? h : both);
        return (first, second);
    }
}
