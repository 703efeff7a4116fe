using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Eltwise"/>.</summary>
internal static class Eltwise
{
    // What a kernel takes at once.
    private const int MostInputs = 8;

    /// <summary>Null for products and maxima of more inputs than their gradient's kernel takes.</summary>
    public static PreparedOperation? Prepare(Operations.Eltwise eltwise, CudaBinding binding) =>
        eltwise.Method == EltwiseOperation.Sum || binding.Inputs.Length <= MostInputs ? new Combined(eltwise, binding) : null;

    private sealed class Combined(Operations.Eltwise eltwise, CudaBinding binding) : CudaOperation(binding)
    {
        public override bool CanAdd => true;

        private CudaBuffer[] Inputs => Binding.Inputs;

        // Further inputs are joined to what the first ones gave.
        protected override void RunForward()
        {
            int joined = 0;
            do
            {
                EltwiseArguments arguments = Arguments(Binding.Output);
                for (int k = 0; k < MostInputs && joined < Inputs.Length; k++)
                {
                    bool isResult = k == 0 && joined > 0;
                    arguments.Inputs[k] = isResult ? Binding.Output.View : Inputs[joined].View;
                    arguments.Coefficients[k] = isResult ? 1 : Coefficient(joined);
                    arguments.IsFurtherStep |= isResult ? 1 : 0;
                    joined += isResult ? 0 : 1;
                    arguments.InputsUsed = k + 1;
                }
                Launch(new NamedArguments<EltwiseArguments, Forwards>(arguments), arguments.Count, arguments.Images);
            }
            while (joined < Inputs.Length);
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            for (int input = 0; input < gradients.Inputs.Length; input++)
            {
                if (gradients.Input(input) is not { } dx)
                    continue;
                if (eltwise.Method == EltwiseOperation.Sum)
                {
                    AddArguments sum = AddArguments.Of(gradients.Output(0)!, dx, gradients.Inputs[input].Add, Coefficient(input));
                    Launch(sum, sum.Groups, sum.Images);
                    continue;
                }
                EltwiseArguments arguments = Arguments(gradients.Output(0)!);
                for (int k = 0; k < Inputs.Length; k++)
                    arguments.Inputs[k] = Inputs[k].View;
                (arguments.Dx, arguments.InputsUsed, arguments.Input) = (dx.View, Inputs.Length, input);
                arguments.Add = gradients.Inputs[input].Add ? 1 : 0;
                Launch(new NamedArguments<EltwiseArguments, Backwards>(arguments), arguments.Count, arguments.Images);
            }
        }

        private EltwiseArguments Arguments(CudaBuffer y) => new()
        {
            Y = y.View,
            Method = eltwise.Method,
            Count = y.ImageCount,
            Images = y.Images,
        };

        private float Coefficient(int input) => eltwise.Coefficients.Length == 0 ? 1 : eltwise.Coefficients[input];
    }

    private readonly struct Forwards : IKernelOf<EltwiseArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "eltwise\0"u8;
    }

    private readonly struct Backwards : IKernelOf<EltwiseArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "eltwise_gradient\0"u8;
    }

    /// <summary>A view for each input.</summary>
    [InlineArray(MostInputs)]
    internal struct Views
    {
        private View first;
    }

    /// <summary>A coefficient for each input.</summary>
    [InlineArray(MostInputs)]
    internal struct Floats
    {
        private float first;
    }
}

/// <summary>What both kernels of <see cref="Eltwise"/> take.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EltwiseArguments
{
    public Eltwise.Views Inputs;

    /// <summary>The output, or the gradient that arrives.</summary>
    public View Y;

    public View Dx;
    public Eltwise.Floats Coefficients;
    public EltwiseOperation Method;

    public int InputsUsed;

    /// <summary>Of a gradient: whose it is.</summary>
    public int Input;

    /// <summary>Of a maximum: 1 where the first input is what a step before found.</summary>
    public int IsFurtherStep;

    public int Add, Count, Images;
}
