using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Accuracy"/>.</summary>
internal static class Accuracy
{
    public static CpuOperation Prepare(Operations.Accuracy accuracy, CpuBinding binding) => new Kernel(accuracy, binding);

    private sealed class Kernel(Operations.Accuracy accuracy, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int classes = binding.Input.Shape[accuracy.Axis];
        private readonly int inner = binding.Input.Shape.CountFrom(accuracy.Axis + 1);

        protected override void RunForward()
        {
            int[] counted = new int[classes], right = new int[classes];
            for (int position = 0; position < Binding.Input.Shape.Count / classes; position++)
            {
                float value = Binding.Inputs[1].Span[position];
                if (accuracy.Ignore is { } ignored && (int)value == ignored)
                    continue;
                int label = value > -1 && value < classes
                    ? (int)value
                    : throw new InvalidOperationException(
                        $"Accuracy finds label {value} at {position} of its second input; expected whole numbers 0 … {classes - 1}");
                counted[label]++;
                // The right class itself is one of them.
                int better = -1;
                for (int c = 0; c < classes; c++)
                    better += Score(position, c) >= Score(position, label) ? 1 : 0;
                right[label] += better < accuracy.TopK ? 1 : 0;
            }
            Binding.Output.Span[0] = Part(right.Sum(), counted.Sum());
            for (int c = 0; c < classes && Binding.Outputs.Length > 1; c++)
                Binding.Outputs[1].Span[c] = Part(right[c], counted[c]);
        }

        protected override void RunBackward(in OperationGradients gradients) =>
            throw new NotSupportedException("Accuracy has no gradient");

        private float Score(int position, int c) => Binding.Input.Span[(position / inner * classes + c) * inner + position % inner];

        private static float Part(int right, int counted) => counted == 0 ? 0 : (float)right / counted;
    }
}
