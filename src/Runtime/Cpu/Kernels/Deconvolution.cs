using CaffeSharpGen.Cpu.Convolution;
using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using Sizes = CaffeSharpGen.Cpu.Convolution.Products.Correlation;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>
/// Vector kernels for <see cref="Operations.Deconvolution"/>: those of the convolution with its sizes, in the other direction.
/// </summary>
internal static class Deconvolution
{
    public static CpuOperation Prepare(Operations.Deconvolution deconvolution, CpuBinding binding) => new Kernel(deconvolution, binding);

    private sealed unsafe class Kernel : CpuOperation
    {
        private readonly Sizes sizes;
        private readonly PaddedChannels? bias;
        private readonly ConvolutionPass forward;
        private ConvolutionPass? backward;

        public Kernel(Operations.Deconvolution deconvolution, CpuBinding binding) : base(binding, CpuLayout.Blocked)
        {
            sizes = Sizes.Of(deconvolution, binding.Output.Shape.WithBatchSize(1), binding.Input.Shape.WithBatchSize(1));
            bias = deconvolution.Bias ? new PaddedChannels(binding.Weights[1].Span) : null;
            ConvolutionKernel kernel = Packed(isBackward: false);
            Algorithm = kernel.Algorithm;
            forward = kernel.Bind(binding.Session.Workspace, binding.Input.Shape.BatchSize);
        }

        public override bool CanAdd => true;

        public override bool CanRectify => Binding.Input.ReluMask is not null;

        public override string Algorithm { get; }

        public override void Dispose() => bias?.Dispose();

        protected override void RunForward()
        {
            var run = new ConvolutionRun { From = Binding.Input.Blocked, To = Binding.Output.Blocked };
            run.Epilogue.Bias = bias is null ? null : bias.Pointer;
            forward.Run(run);
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            backward ??= Packed(isBackward: true).Bind(Binding.Session.Workspace, Binding.Input.Shape.BatchSize);
            Epilogue epilogue = Epilogue.OfGradient(gradients, Binding);
            backward.Run(new ConvolutionRun { From = outputGradient.Blocked, To = inputGradient.Blocked, Epilogue = epilogue });
        }

        private ConvolutionKernel Packed(bool isBackward) =>
            Binding.Session.PackedWeights.Get(((nint)Binding.Weights[0].Pointer, sizes, isBackward), () => Make(isBackward));

        private ConvolutionKernel Make(bool isBackward)
        {
            float* weights = Binding.Weights[0].Pointer;
            ConvolutionKernel kernel = isBackward
                ? ConvolutionStrategy.Forward(
                    sizes, weights, outputScale: null, planarInput: false, Binding.Machine.Accuracy, Binding.Machine)
                : ConvolutionStrategy.BackwardData(sizes, weights, outputScale: null, Binding.Machine.Accuracy, Binding.Machine);
            Binding.Weights[0].DiscardPages();
            return kernel;
        }
    }
}
