using CaffeSharpGen.Cuda.Contexts;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>e^x / Σe^x.</summary>
internal readonly struct SoftmaxKernel : IKernelOf<VectorArguments>
{
    public static ReadOnlySpan<byte> Kernel => "softmax\0"u8;
}

/// <summary>Its gradient, from the output.</summary>
internal readonly struct SoftmaxGradientKernel : IKernelOf<VectorArguments>
{
    public static ReadOnlySpan<byte> Kernel => "softmax_gradient\0"u8;
}

/// <summary>x − log Σe^x.</summary>
internal readonly struct LogSoftmaxKernel : IKernelOf<VectorArguments>
{
    public static ReadOnlySpan<byte> Kernel => "log_softmax\0"u8;
}

/// <summary>Its gradient, from the output.</summary>
internal readonly struct LogSoftmaxGradientKernel : IKernelOf<VectorArguments>
{
    public static ReadOnlySpan<byte> Kernel => "log_softmax_gradient\0"u8;
}

/// <summary>x / √(Σx² + eps).</summary>
internal readonly struct L2NormalizeKernel : IKernelOf<VectorArguments>
{
    public static ReadOnlySpan<byte> Kernel => "l2_normalize\0"u8;
}

/// <summary>Its gradient, from the input.</summary>
internal readonly struct L2NormalizeGradientKernel : IKernelOf<VectorArguments>
{
    public static ReadOnlySpan<byte> Kernel => "l2_normalize_gradient\0"u8;
}

/// <summary>√Σx², one element a vector.</summary>
internal readonly struct ChannelNormKernel : IKernelOf<VectorArguments>
{
    public static ReadOnlySpan<byte> Kernel => "channel_norm\0"u8;
}

/// <summary>Its gradient, from the input.</summary>
internal readonly struct ChannelNormGradientKernel : IKernelOf<VectorArguments>
{
    public static ReadOnlySpan<byte> Kernel => "channel_norm_gradient\0"u8;
}

/// <summary>(x − mean) / (standard deviation + eps).</summary>
internal readonly struct MvnKernel : IKernelOf<VectorArguments>
{
    public static ReadOnlySpan<byte> Kernel => "mvn\0"u8;
}

/// <summary>Its gradient, from the input.</summary>
internal readonly struct MvnGradientKernel : IKernelOf<VectorArguments>
{
    public static ReadOnlySpan<byte> Kernel => "mvn_gradient\0"u8;
}

/// <summary>x − mean.</summary>
internal readonly struct LessMeanKernel : IKernelOf<VectorArguments>
{
    public static ReadOnlySpan<byte> Kernel => "less_mean\0"u8;
}

/// <summary>Its gradient.</summary>
internal readonly struct LessMeanGradientKernel : IKernelOf<VectorArguments>
{
    public static ReadOnlySpan<byte> Kernel => "less_mean_gradient\0"u8;
}
