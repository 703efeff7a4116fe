using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Pooling of regions of the features, its first input; the second one has the regions.</summary>
/// <typeparam name="TForward">The kernel that computes the output: one thread for each of its elements.</typeparam>
/// <typeparam name="TGradient">The one that computes the gradient of the features: one thread for each of theirs.</typeparam>
internal sealed class RegionPooling<TForward, TGradient> : CudaOperation
    where TForward : IKernelOf<RegionsArguments>
    where TGradient : IKernelOf<RegionsArguments>
{
    private readonly DeviceMemory? indices;
    private readonly int binsH;
    private readonly int binsW;
    private readonly float scale;
    private readonly int fault;

    /// <summary>Binds it.</summary>
    /// <param name="bins">Rows and columns of bins.</param>
    /// <param name="scale">From pixels of an image to positions of the features.</param>
    /// <param name="hasMaxima">Whether the forward kernel says where each element comes from.</param>
    /// <param name="binding">What it is bound to.</param>
    public RegionPooling((int H, int W) bins, float scale, bool hasMaxima, CudaBinding binding) : base(binding)
    {
        ((binsH, binsW), this.scale) = (bins, scale);
        if (hasMaxima)
            indices = new DeviceMemory(Context, (nuint)binding.Output.Shape.Count * sizeof(int));
        int images = binding.Input.Images;
        fault = Session.Faults.Register((_, value) =>
            $"a region is in image {(int)value} (its first column); expected 0 … {images - 1}, or a negative number in unused rows");
    }

    public override bool CanAdd => true;

    public override void Dispose()
    {
        base.Dispose();
        indices?.Dispose();
    }

    protected override void RunForward()
    {
        RegionsArguments arguments = Arguments() with { Features = Binding.Input.View, Output = Binding.Output.View };
        LaunchRows(new NamedArguments<RegionsArguments, RegionsCheckKernel>(arguments), 1, 1);
        Launch(new NamedArguments<RegionsArguments, TForward>(arguments), Binding.Output.ImageCount, Binding.Output.Images);
    }

    protected override void RunBackward(in OperationGradients gradients)
    {
        if (gradients.Input(1) is { } regions && !gradients.Inputs[1].Add)
            Session.Clear(regions);
        if (gradients.Input(0) is not { } dx)
            return;
        RegionsArguments arguments = Arguments() with
        {
            Features = dx.View,
            Output = gradients.Output(0)!.View,
            Add = gradients.Inputs[0].Add ? 1 : 0,
        };
        Launch(new NamedArguments<RegionsArguments, TGradient>(arguments), dx.ImageCount, dx.Images);
    }

    private RegionsArguments Arguments() => new()
    {
        Regions = Binding.Inputs[1].View,
        Indices = indices?.Pointer ?? 0,
        Fault = Session.Faults.Record,
        Scale = scale,
        Channels = Binding.Input.Shape.Channels,
        H = Binding.Input.Shape.Height,
        W = Binding.Input.Shape.Width,
        Outputs = Binding.Output.Shape.Channels,
        BinsH = binsH,
        BinsW = binsW,
        Count = Binding.Output.Images,
        Images = Binding.Input.Images,
        Code = fault,
    };
}

/// <summary>Finds a region of an image that there is not.</summary>
internal readonly struct RegionsCheckKernel : IKernelOf<RegionsArguments>
{
    public static ReadOnlySpan<byte> Kernel => "regions_check\0"u8;
}

/// <summary>Maxima of the bins of Fast R-CNN.</summary>
internal readonly struct RoiPoolKernel : IKernelOf<RegionsArguments>
{
    public static ReadOnlySpan<byte> Kernel => "roi_pool\0"u8;
}

/// <summary>Their gradient.</summary>
internal readonly struct RoiPoolGradientKernel : IKernelOf<RegionsArguments>
{
    public static ReadOnlySpan<byte> Kernel => "roi_pool_gradient\0"u8;
}

/// <summary>Means of the bins of R-FCN.</summary>
internal readonly struct PsRoiPoolKernel : IKernelOf<RegionsArguments>
{
    public static ReadOnlySpan<byte> Kernel => "psroi_pool\0"u8;
}

/// <summary>Their gradient.</summary>
internal readonly struct PsRoiPoolGradientKernel : IKernelOf<RegionsArguments>
{
    public static ReadOnlySpan<byte> Kernel => "psroi_pool_gradient\0"u8;
}

/// <summary>What all kernels of regions take.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RegionsArguments
{
    /// <summary>Of a gradient, the features' is what is written, and the output's what arrives.</summary>
    public View Features, Regions, Output;

    /// <summary>Of maxima: where in its plane each is.</summary>
    public ulong Indices;

    public ulong Fault;
    public float Scale;
    public int Channels, H, W, Outputs, BinsH, BinsW;

    /// <summary>Count of regions.</summary>
    public int Count;

    public int Add, Images;

    /// <summary>What to write into the record of faults.</summary>
    public int Code;
}
