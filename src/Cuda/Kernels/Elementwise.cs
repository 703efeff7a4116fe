using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Functions of one element.</summary>
internal enum ElementFunction
{
    /// <summary>|x|.</summary>
    AbsVal,

    /// <summary>x or p·(e^x − 1).</summary>
    ELU,

    /// <summary>e^(p·(r + q·x)).</summary>
    Exp,

    /// <summary>log(r + q·x) / p.</summary>
    Log,

    /// <summary>(r + q·x)^p.</summary>
    Power,

    /// <summary>1 / (1 + e^−x).</summary>
    Sigmoid,

    /// <summary>The hyperbolic tangent.</summary>
    TanH,

    /// <summary>The arc tangent.</summary>
    Atan,

    /// <summary>log(1 + e^x).</summary>
    BNLL,

    /// <summary>x limited to p … q.</summary>
    Clip,

    /// <summary>p·x + q, limited to 0 … 1.</summary>
    HardSigmoid,

    /// <summary>x·min(max(x + 3, 0), 6) / 6.</summary>
    HardSwish,

    /// <summary>max(x, 0) + p·min(x, 0), and q where that is more.</summary>
    LimitedReLU,

    /// <summary>x / (1 + e^(−p·x)).</summary>
    Swish,

    /// <summary>1 where x is above p, else 0.</summary>
    Threshold,
}

/// <summary>A function of one element with up to three constants.</summary>
internal sealed class Elementwise(ElementFunction function, CudaBinding binding, double p = 0, double q = 0, double r = 0)
    : CudaOperation(binding)
{
    public override bool CanAdd => true;

    // What the gradient is computed from; the other may hold something else by then.
    private bool ReadsOutput => function is ElementFunction.Exp or ElementFunction.Sigmoid or ElementFunction.TanH;

    protected override void RunForward() => Launch(
        new NamedArguments<ElementwiseArguments, Forwards>(Arguments() with { X = Binding.Input.View, Y = Binding.Output.View }),
        Binding.Output.ImageCount, Binding.Output.Images);

    protected override void RunBackward(in OperationGradients gradients)
    {
        if (gradients.Input(0) is not { } dx)
            return;
        ElementwiseArguments arguments = Arguments() with
        {
            X = ReadsOutput ? default : Binding.Input.View,
            Y = ReadsOutput ? Binding.Output.View : default,
            Dy = gradients.Output(0)!.View,
            Dx = dx.View,
            Rule = gradients.Rule,
            Add = gradients.Inputs[0].Add ? 1 : 0,
        };
        Launch(new NamedArguments<ElementwiseArguments, Backwards>(arguments), dx.ImageCount, dx.Images);
    }

    private ElementwiseArguments Arguments() => new()
    {
        P = p,
        Q = q,
        R = r,
        Function = function,
        Count = Binding.Output.ImageCount,
        Images = Binding.Output.Images,
    };

    private readonly struct Forwards : IKernelOf<ElementwiseArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "elementwise\0"u8;
    }

    private readonly struct Backwards : IKernelOf<ElementwiseArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "elementwise_gradient\0"u8;
    }
}

/// <summary>What both kernels of <see cref="Elementwise"/> take.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ElementwiseArguments
{
    public View X, Y, Dy, Dx;
    public double P, Q, R;
    public ElementFunction Function;
    public ReluRule Rule;
    public int Add, Count, Images;
}
