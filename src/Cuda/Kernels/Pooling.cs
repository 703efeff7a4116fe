using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Pooling"/>.</summary>
internal static class Pooling
{
    public static PreparedOperation Prepare(Operations.Pooling pooling, CudaBinding binding) => pooling.Method switch
    {
        Operations.PoolingMethod.Max => new Max(pooling, binding),
        Operations.PoolingMethod.Stochastic => new Stochastic(pooling, binding),
        _ => new Average(pooling, binding),
    };

    private sealed class Max : CudaOperation
    {
        private readonly Windows windows;
        private readonly DeviceMemory indices;

        public Max(Operations.Pooling pooling, CudaBinding binding) : base(binding)
        {
            windows = Windows.Of(pooling, binding);
            indices = binding.Output.MaxIndices ??= new DeviceMemory(Context, (nuint)binding.Output.Shape.Count * sizeof(int));
        }

        public override bool CanAdd => true;

        private int Channels => Binding.Input.Shape.Channels;

        protected override void RunForward()
        {
            MaxPoolArguments arguments = new()
            {
                X = Binding.Input.View,
                Y = Binding.Output.View,
                Positions = Binding.Outputs.Length > 1 ? Binding.Outputs[1].View : default,
                Indices = indices.Pointer,
                Windows = windows,
                Channels = Channels,
                Images = Binding.Input.Images,
            };
            Launch(arguments, Binding.Output.ImageCount, arguments.Images);
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } dx)
                return;
            bool add = gradients.Inputs[0].Add;
            if (gradients.Output(0) is not { } dy)
            {
                // What arrives is that of the positions, which passes nothing on.
                if (!add)
                    Session.Clear(dx);
                return;
            }
            MaxPoolGradientArguments arguments = new()
            {
                Dy = dy.View,
                Dx = dx.View,
                Indices = indices.Pointer,
                Windows = windows,
                Channels = Channels,
                Images = dx.Images,
                Add = add ? 1 : 0,
            };
            Launch(arguments, dx.ImageCount, arguments.Images);
        }
    }

    private sealed class Average(Operations.Pooling pooling, CudaBinding binding) : CudaOperation(binding)
    {
        // From here on a plane has threads for more than a warp.
        private const int LargePlane = 2048;

        private readonly Windows windows = Windows.Of(pooling, binding);

        public override bool CanAdd => true;

        private int Channels => Binding.Input.Shape.Channels;

        protected override void RunForward()
        {
            if (windows.AreWholePlanes)
            {
                int plane = windows.H * windows.W, threads = plane >= LargePlane ? 256 : 32;
                PlaneSumsArguments sums = new()
                {
                    X = Binding.Input.View,
                    Sums = Binding.Output.View,
                    Factor = 1.0 / plane,
                    Plane = plane,
                    Planes = Channels,
                    PlaneThreads = threads,
                    Images = Binding.Input.Images,
                };
                LaunchRows(sums, sums.Blocks, sums.Images);
                return;
            }
            AveragePoolArguments arguments = new()
            {
                X = Binding.Input.View,
                Y = Binding.Output.View,
                Windows = windows,
                Channels = Channels,
                Images = Binding.Input.Images,
            };
            Launch(arguments, Binding.Output.ImageCount, arguments.Images);
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } dx)
                return;
            AveragePoolGradientArguments arguments = new()
            {
                Dy = gradients.Output(0)!.View,
                Dx = dx.View,
                Windows = windows,
                Channels = Channels,
                Images = dx.Images,
                Add = gradients.Inputs[0].Add ? 1 : 0,
            };
            Launch(arguments, dx.ImageCount, arguments.Images);
        }
    }

    // Means weighted by the values themselves.
    private sealed class Stochastic(Operations.Pooling pooling, CudaBinding binding) : CudaOperation(binding)
    {
        private readonly Windows windows = Windows.Of(pooling, binding);

        public override bool CanAdd => true;

        protected override void RunForward() => Launch(
            new NamedArguments<StochasticPoolArguments, Forwards>(Arguments() with { Y = Binding.Output.View }),
            Binding.Output.ImageCount, Binding.Output.Images);

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } dx)
                return;
            StochasticPoolArguments arguments = Arguments() with
            {
                Dy = gradients.Output(0)!.View,
                Dx = dx.View,
                Add = gradients.Inputs[0].Add ? 1 : 0,
            };
            Launch(new NamedArguments<StochasticPoolArguments, Backwards>(arguments), dx.ImageCount, dx.Images);
        }

        private StochasticPoolArguments Arguments() => new()
        {
            X = Binding.Input.View,
            Windows = windows,
            Channels = Binding.Input.Shape.Channels,
            Images = Binding.Input.Images,
        };
    }

    private readonly struct Forwards : IKernelOf<StochasticPoolArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "stochastic_pool\0"u8;
    }

    private readonly struct Backwards : IKernelOf<StochasticPoolArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "stochastic_pool_gradient\0"u8;
    }
}

/// <summary>What both kernels of stochastic pooling take.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StochasticPoolArguments
{
    public View X, Y, Dy, Dx;
    public Windows Windows;
    public int Channels, Images, Add;
}

/// <summary>The windows of a pooling layer.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Windows
{
    public int H, W, OutputH, OutputW, KernelH, KernelW, StrideH, StrideW, PadH, PadW;

    /// <summary>Padding that means count at the end, unless <see cref="IsInside"/> is 1: then they count none.</summary>
    public int PadBottom, PadRight, IsInside;

    /// <summary>Whether each plane is one window, and all of it.</summary>
    public readonly bool AreWholePlanes =>
        OutputH == 1 && OutputW == 1 && PadH == 0 && PadW == 0 && KernelH >= H && KernelW >= W && H > 0 && W > 0
        && (IsInside == 1 || (PadBottom == 0 && PadRight == 0));

    /// <summary>Those between its buffers.</summary>
    public static Windows Of(Operations.Pooling pooling, CudaBinding binding) => new()
    {
        H = binding.Input.Shape.Height,
        W = binding.Input.Shape.Width,
        OutputH = binding.Output.Shape.Height,
        OutputW = binding.Output.Shape.Width,
        KernelH = pooling.KernelH,
        KernelW = pooling.KernelW,
        StrideH = pooling.StrideH,
        StrideW = pooling.StrideW,
        PadH = pooling.PadH,
        PadW = pooling.PadW,
        PadBottom = pooling.PadBottom ?? pooling.PadH,
        PadRight = pooling.PadRight ?? pooling.PadW,
        IsInside = pooling.Method == Operations.PoolingMethod.AverageInside ? 1 : 0,
    };
}

/// <summary>Maxima, and where each was: one thread for each output.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MaxPoolArguments : IKernelArguments
{
    public View X, Y, Positions;
    public ulong Indices;
    public Windows Windows;
    public int Channels, Images;

    public static ReadOnlySpan<byte> Kernel => "max_pool\0"u8;
}

/// <summary>Their gradient: one thread for each input.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MaxPoolGradientArguments : IKernelArguments
{
    public View Dy, Dx;
    public ulong Indices;
    public Windows Windows;
    public int Channels, Images, Add;

    public static ReadOnlySpan<byte> Kernel => "max_pool_gradient\0"u8;
}

/// <summary>Means: one thread for each output.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AveragePoolArguments : IKernelArguments
{
    public View X, Y;
    public Windows Windows;
    public int Channels, Images;

    public static ReadOnlySpan<byte> Kernel => "average_pool\0"u8;
}

/// <summary>Their gradient: one thread for each input.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AveragePoolGradientArguments : IKernelArguments
{
    public View Dy, Dx;
    public Windows Windows;
    public int Channels, Images, Add;

    public static ReadOnlySpan<byte> Kernel => "average_pool_gradient\0"u8;
}
