using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.Copy"/> between blocked values of one shape; what changes the shape copies in plain order.</summary>
internal static class Copy
{
    public static CpuOperation Prepare(Operations.Copy copy, CpuBinding binding)
    {
        bool isBlocked = binding.Input.Shape.Rank == 4 && binding.Outputs.All(output => output.Shape == binding.Input.Shape);
        return isBlocked ? new Kernel(binding) : Reference.Copy.Prepare(copy, binding);
    }

    // There is nothing to compute but the sum of several gradients, which is rare.
    private sealed class Kernel(CpuBinding binding) : CpuOperation(binding, CpuLayout.Blocked)
    {
        protected override void RunForward()
        {
            foreach (CpuBuffer output in Binding.Outputs)
            {
                if (!output.IsPartOf(Binding.Input, 0))
                    ValueCopy.Pass(Binding.Input.Blocked, output.Blocked, add: false);
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient)
                return;
            bool isFirst = true;
            for (int i = 0; i < gradients.Outputs.Length; i++)
            {
                if (gradients.Output(i) is not { } outputGradient || outputGradient.IsPartOf(inputGradient, 0))
                    continue;
                ValueCopy.Pass(outputGradient.Blocked, inputGradient.Blocked, add: !isFirst);
                isFirst = false;
            }
        }
    }
}
