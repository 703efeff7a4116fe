using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.GreedyDecoder"/>.</summary>
internal static class GreedyDecoder
{
    public static CpuOperation Prepare(Operations.GreedyDecoder decoder, CpuBinding binding) => new Kernel(decoder, binding);

    private sealed class Kernel(Operations.GreedyDecoder decoder, CpuBinding binding) : CpuOperation(binding)
    {
        protected override void RunForward()
        {
            int steps = Binding.Input.Shape[0], sequences = Binding.Input.Shape[1], classes = Binding.Input.Shape[2];
            Binding.Output.Span.Fill(-1);
            for (int n = 0; n < sequences; n++)
            {
                Span<float> labels = Binding.Output.Span.Slice(n * steps, steps);
                int count = 0, last = -1;
                double score = 0;
                for (int step = 0; step < steps && (step == 0 || GoesOn(step * sequences + n)); step++)
                {
                    ReadOnlySpan<float> scores = Binding.Input.Span.Slice((step * sequences + n) * classes, classes);
                    int largest = 0;
                    for (int c = 1; c < classes; c++)
                    {
                        if (scores[c] > scores[largest])
                            largest = c;
                    }
                    score -= scores[largest];
                    if (largest != decoder.Blank && !(decoder.MergesRepeated && largest == last))
                        labels[count++] = largest;
                    last = largest;
                }
                if (Binding.Outputs.Length > 1)
                    Binding.Outputs[1].Span[n] = (float)score;
            }
        }

        protected override void RunBackward(in OperationGradients gradients) =>
            throw new NotSupportedException("greedy decoding has no gradient");

        private bool GoesOn(int index) => Binding.Inputs.Length < 2 || Binding.Inputs[1].Span[index] != 0;
    }
}
