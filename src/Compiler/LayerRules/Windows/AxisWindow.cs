using CaffeSharpGen.Compiler.Layers;

namespace CaffeSharpGen.Compiler.LayerRules.Windows;

/// <summary>Kernel, stride, padding and dilation of a window along one axis.</summary>
internal readonly record struct AxisWindow(int Kernel, int Stride, int Pad, int Dilation)
{
    private static readonly string[] OfTwoAxes =
        ["kernel_h", "kernel_w", "stride_h", "stride_w", "pad_h", "pad_w", "pad_l", "pad_r", "pad_t", "pad_b"];

    /// <summary>Positions that the kernel covers.</summary>
    public long Extent => (long)Dilation * (Kernel - 1) + 1;

    /// <summary>
    /// Reads a window over any number of axes: a number for all of them or one for each, first of the first axis, as Caffe's
    /// n-dimensional convolution does; or the <c>kernel_shape</c>, <c>stride_shape</c> and <c>pad_shape</c> of video-caffe, or the
    /// <c>kernel_size_3d</c>, <c>stride_3d</c> and <c>pad_3d</c> of Intel's fork.
    /// </summary>
    /// <exception cref="LayerException">A field is missing, or out of range.</exception>
    public static AxisWindow[] Read(LayerContext layer, int axes)
    {
        foreach (string field in OfTwoAxes)
        {
            if (layer.Parameter.Declares(field) && layer.Parameter.Has(field))
                throw layer.Error($"{field} is for two axes, height and width; its bottom {layer.Bottom} has {axes}", field);
        }
        if (layer.Parameter.Declares("pad_type") && layer.Parameter.Int("pad_type", 0) != 0)
            throw layer.Error($"pad_type is for two axes, height and width; its bottom {layer.Bottom} has {axes}", "pad_type");
        int[] kernels = Each(layer, ["kernel_size", "kernel_size_3d", "kernel_shape"], axes, @default: null, least: 1);
        int[] strides = Each(layer, ["stride", "stride_3d", "stride_shape"], axes, @default: 1, least: 1);
        int[] pads = Each(layer, ["pad", "pad_3d", "pad_shape"], axes, @default: 0, least: 0);
        int[] dilations = Each(layer, ["dilation"], axes, @default: 1, least: 1);
        var windows = new AxisWindow[axes];
        for (int axis = 0; axis < axes; axis++)
            windows[axis] = new AxisWindow(kernels[axis], strides[axis], pads[axis], dilations[axis]);
        return windows;
    }

    // By the first of the names that is given.
    private static int[] Each(LayerContext layer, string[] names, int axes, int? @default, int least)
    {
        string[] declared = [.. names.Where(layer.Parameter.Declares)];
        string name = declared.FirstOrDefault(layer.Parameter.Has) ?? declared.FirstOrDefault() ?? "";
        IReadOnlyList<int> given = name.Length == 0 ? []
            : name.EndsWith("_shape", StringComparison.Ordinal) ? layer.Parameter.Message(name).Ints("dim")
            : layer.Parameter.Ints(name);
        if (given.Count == 0 && @default is null)
            throw layer.Error($"{name} is missing; give one number for all {axes} axes, or {axes}");
        if (given.Count > 1 && given.Count != axes)
        {
            throw layer.Error(
                $"it gives {given.Count} numbers of {name}, but its bottom {layer.Bottom} has {axes} axes that the window moves along; "
                + "give one number for all, or one for each",
                name);
        }
        int[] each = [.. Enumerable.Range(0, axes).Select(axis => given.Count switch
        {
            0 => @default!.Value,
            1 => given[0],
            _ => given[axis],
        })];
        foreach (int value in each)
        {
            if (value < least || value > Window.Most)
                throw layer.Error($"{name} has {value}; each must be {least} to {Window.Most}", name);
        }
        return each;
    }
}
