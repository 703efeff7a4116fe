using CaffeSharpGen.Cpu.Detection;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Proposal"/>, with numbers of 32 bits.</summary>
internal static class Proposal
{
    private const int Columns = 7;

    public static CpuOperation Prepare(Operations.Proposal proposal, CpuBinding binding) => new Kernel(proposal, binding);

    private sealed class Kernel : CpuOperation
    {
        private readonly Operations.Proposal proposal;
        private readonly int anchors;
        private readonly int height;
        private readonly int width;

        // By position, then anchor, or the other way round: the order decides between equal scores.
        private readonly Box[] boxes;
        private readonly Scored[] candidates;
        private readonly int[] kept;

        public Kernel(Operations.Proposal proposal, CpuBinding binding) : base(binding)
        {
            this.proposal = proposal;
            anchors = proposal.Anchors.Length / 4;
            (height, width) = (binding.Input.Shape.Height, binding.Input.Shape.Width);
            boxes = new Box[anchors * height * width];
            candidates = new Scored[boxes.Length];
            kept = new int[binding.Output.Shape.BatchSize];
        }

        private int Positions => height * width;

        protected override void RunForward()
        {
            Span<Scored> compared = candidates.AsSpan(0, Candidates());
            compared.Sort(Scored.FallingLaterFirst);
            if (proposal.PreNms > 0)
                compared = compared[..Math.Min(proposal.PreNms, compared.Length)];
            int count = 0;
            Span<float> rows = Binding.Output.Span;
            foreach (Scored candidate in compared)
            {
                if (count == kept.Length)
                    break;
                if (Overlaps(boxes[candidate.Index], count))
                    continue;
                Write(candidate, rows.Slice(count * Columns, Columns));
                kept[count++] = candidate.Index;
            }
            for (; count < kept.Length; count++)
            {
                Span<float> unused = rows.Slice(count * Columns, Columns);
                unused.Clear();
                unused[0] = unused[^1] = -1;
            }
        }

        protected override void RunBackward(in OperationGradients gradients) =>
            throw new NotSupportedException("Proposal has no gradient");

        // The anchors, moved and cut off, that are large enough, or all.
        private int Candidates()
        {
            ReadOnlySpan<float> scores = Binding.Input.Span[(anchors * Positions)..], image = Binding.Inputs[2].Span;
            float leastHeight = proposal.MinSize * image[2];
            float leastWidth = proposal.MinSize * image[proposal.KeepsSmall && image.Length > 3 ? 3 : 2];
            int count = 0;
            for (int i = 0; i < boxes.Length; i++)
            {
                (int anchor, int position) = AnchorAt(i);
                Box box = Moved(anchor, position).Within(image[1] - 1, image[0] - 1);
                boxes[i] = box;
                bool isLarge = box.MaxX - box.MinX + 1 >= leastWidth && box.MaxY - box.MinY + 1 >= leastHeight
                    || (proposal.AnchorsFirst && i == boxes.Length - 1);
                if (isLarge || proposal.KeepsSmall)
                    candidates[count++] = new Scored(isLarge ? scores[anchor * Positions + position] : 0, i);
            }
            return count;
        }

        private Box Moved(int anchor, int position)
        {
            ReadOnlySpan<float> corners = proposal.Anchors.Span.Slice(anchor * 4, 4);
            ReadOnlySpan<float> deltas = Binding.Inputs[1].Span[(anchor * 4 * Positions + position)..];
            float right = position % width * proposal.FeatStride, down = position / width * proposal.FeatStride;
            float boxWidth = corners[2] - corners[0] + 1, boxHeight = corners[3] - corners[1] + 1;
            float centerX = deltas[0] * boxWidth + (corners[0] + right + 0.5f * boxWidth);
            float centerY = deltas[Positions] * boxHeight + (corners[1] + down + 0.5f * boxHeight);
            float halfWidth = 0.5f * (MathF.Exp(deltas[2 * Positions]) * boxWidth);
            float halfHeight = 0.5f * (MathF.Exp(deltas[3 * Positions]) * boxHeight);
            return new Box(centerX - halfWidth, centerY - halfHeight, centerX + halfWidth, centerY + halfHeight);
        }

        private bool Overlaps(Box box, int count)
        {
            for (int i = 0; i < count; i++)
            {
                if (box.OverlapOfPixels(boxes[kept[i]]) > proposal.NmsThreshold)
                    return true;
            }
            return false;
        }

        private void Write(Scored one, Span<float> row)
        {
            (int anchor, int position) = AnchorAt(one.Index);
            Box box = boxes[one.Index];
            row[0] = 0;
            (row[1], row[2], row[3], row[4]) = (box.MinX, box.MinY, box.MaxX, box.MaxY);
            row[5] = one.Score;
            row[6] = anchor * Positions + position;
        }

        private (int Anchor, int Position) AnchorAt(int i) =>
            proposal.AnchorsFirst ? (i / Positions, i % Positions) : (i % anchors, i / anchors);
    }
}
