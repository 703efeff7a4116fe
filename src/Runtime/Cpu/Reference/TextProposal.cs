using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.TextProposal"/>, rounded where its source rounds.</summary>
internal static class TextProposal
{
    public static CpuOperation Prepare(Operations.TextProposal proposal, CpuBinding binding) => new Kernel(proposal, binding);

    private sealed class Kernel(Operations.TextProposal proposal, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int anchors = proposal.Anchors.Length / 4;
        private readonly int width = binding.Input.Shape.Width;
        private readonly int positions = binding.Input.Shape.CountFrom(2);

        protected override void RunForward()
        {
            Span<float> boxes = Binding.Outputs[0].Span;
            for (int i = 0; i < positions * anchors; i++)
            {
                (int position, int anchor) = (i / anchors, i % anchors);
                Write(position, anchor, boxes.Slice(i * 4, 4));
                if (Binding.Outputs.Length > 1)
                    Binding.Outputs[1].Span[i] = Binding.Input.Span[(anchors + anchor) * positions + position];
            }
        }

        protected override void RunBackward(in OperationGradients gradients) =>
            throw new NotSupportedException("TextProposal has no gradient");

        private void Write(int position, int anchor, Span<float> box)
        {
            ReadOnlySpan<float> corners = proposal.Anchors.Span.Slice(anchor * 4, 4), image = Binding.Inputs[2].Span;
            ReadOnlySpan<float> deltas = Binding.Inputs[1].Span[(anchor * 2 * positions + position)..];
            float right = position % width * proposal.FeatStride, down = position / width * proposal.FeatStride;
            double anchorHeight = corners[3] - corners[1] + 1, center = (corners[1] + corners[3]) / 2.0 + down;
            float height = (float)(MathF.Exp(deltas[positions]) * anchorHeight);
            float top = (float)(deltas[0] * anchorHeight + center - height / 2.0);
            box[0] = Within(corners[0] + right, image[1]);
            box[1] = Within(top, image[0]);
            box[2] = Within(corners[2] + right, image[1]);
            box[3] = Within(top + height, image[0]);
        }

        private static float Within(float x, float length) => Math.Max(Math.Min(x, length - 1), 0);
    }
}
