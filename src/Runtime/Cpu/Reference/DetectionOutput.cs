using CaffeSharpGen.Cpu.Detection;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.DetectionOutput"/>, with Caffe's numbers of 32 bits.</summary>
internal static class DetectionOutput
{
    // Numbers that say four corners.
    private const int CornersLength = 8;

    public static CpuOperation Prepare(Operations.DetectionOutput detection, CpuBinding binding) => new Kernel(detection, binding);

    private sealed class Kernel : CpuOperation
    {
        private readonly Operations.DetectionOutput detection;
        private readonly BoxDecoding decoding;
        private readonly int priors;
        private readonly int columns;

        // Numbers of a location.
        private readonly int numbers;
        private readonly Box[] boxes;
        private readonly Scored[] candidates;

        // Found boxes of an image, class by class: a score, and as index class · priors + prior.
        private readonly Scored[] found;

        public Kernel(Operations.DetectionOutput detection, CpuBinding binding) : base(binding)
        {
            this.detection = detection;
            decoding = new BoxDecoding(detection.Code, detection.VarianceInTarget);
            priors = binding.Inputs[2].Shape[2] / 4;
            (numbers, columns) = detection.HasCorners ? (4 + CornersLength, 8 + CornersLength) : (4, 8);
            boxes = new Box[detection.ShareLocation ? priors : priors * detection.Classes];
            candidates = new Scored[priors];
            found = new Scored[detection.Classes * (detection.TopK >= 0 ? Math.Min(detection.TopK, priors) : priors)];
        }

        protected override void RunForward()
        {
            int images = Binding.Input.Shape.BatchSize, row = 0;
            Span<float> rows = Binding.Output.Span;
            for (int image = 0; image < images; image++)
            {
                Decode(image);
                ReadOnlySpan<float> scores = ScoresOf(image);
                int count = 0;
                for (int label = 0; label < detection.Classes; label++)
                {
                    if (label != detection.Background)
                        count += Suppress(scores, image, label, found.AsSpan(count));
                }
                foreach (Scored one in Kept(count))
                    Write(image, one, rows.Slice(row++ * columns, columns));
            }
            for (; row < rows.Length / columns; row++)
            {
                Span<float> unused = rows.Slice(row * columns, columns);
                unused.Clear();
                unused[0] = unused[^1] = -1;
            }
        }

        protected override void RunBackward(in OperationGradients gradients) =>
            throw new NotSupportedException("DetectionOutput has no gradient");

        private ReadOnlySpan<float> ScoresOf(int image) =>
            Binding.Inputs[1].Span.Slice(image * priors * detection.Classes, priors * detection.Classes);

        // Of each prior, the boxes of all classes that have locations.
        private void Decode(int image)
        {
            ReadOnlySpan<float> locations = Binding.Input.Span.Slice(image * boxes.Length * numbers, boxes.Length * numbers);
            ReadOnlySpan<float> corners = Binding.Inputs[2].Span[..(priors * 4)];
            ReadOnlySpan<float> variances = Binding.Inputs[2].Span.Slice(priors * 4, priors * 4);
            Span<float> moved = stackalloc float[4];
            int ofPrior = boxes.Length / priors;
            for (int i = 0; i < boxes.Length; i++)
            {
                int prior = i / ofPrior;
                if (!detection.ShareLocation && i % ofPrior == detection.Background)
                    continue;
                ReadOnlySpan<float> variance = variances.Slice(prior * 4, 4);
                corners.Slice(prior * 4, 4).CopyTo(moved);
                if (Binding.Inputs.Length > 4)
                {
                    Box refined = decoding.Decode(Binding.Inputs[4].Span.Slice((image * priors + prior) * 4, 4), moved, variance);
                    (moved[0], moved[1], moved[2], moved[3]) = (refined.MinX, refined.MinY, refined.MaxX, refined.MaxY);
                }
                Box box = decoding.Decode(locations.Slice(i * numbers, 4), moved, variance);
                boxes[i] = detection.Clip ? box.Within(1, 1) : box;
            }
        }

        // Takes the boxes of a class by falling score that overlap no earlier one too much; returns how many.
        private int Suppress(ReadOnlySpan<float> scores, int image, int label, Span<Scored> taken)
        {
            int count = 0, kept = 0;
            for (int prior = 0; prior < priors; prior++)
            {
                float score = IsObject(image, prior) ? scores[prior * detection.Classes + label] : label == 0 ? 1 : 0;
                if (score > detection.ConfidenceThreshold)
                    candidates[count++] = new Scored(score, prior);
            }
            candidates.AsSpan(0, count).Sort(Scored.Falling);
            if (detection.TopK >= 0)
                count = Math.Min(count, detection.TopK);
            float threshold = detection.NmsThreshold;
            foreach (Scored candidate in candidates.AsSpan(0, count))
            {
                Box box = BoxOf(label, candidate.Index);
                bool overlaps = false;
                for (int i = 0; i < kept && !overlaps; i++)
                    overlaps = !(box.Overlap(BoxOf(label, taken[i].Index % priors)) <= threshold);
                if (overlaps)
                    continue;
                taken[kept++] = new Scored(candidate.Score, label * priors + candidate.Index);
                if (detection.Eta < 1 && threshold > 0.5f)
                    threshold *= detection.Eta;
            }
            return kept;
        }

        // Of RefineDet's fork: whether a prior is an object of any class.
        private bool IsObject(int image, int prior) =>
            Binding.Inputs.Length < 4 || !(Binding.Inputs[3].Span[(image * priors + prior) * 2 + 1] < detection.Objectness);

        // Those of an image with the largest scores, class by class again.
        private ReadOnlySpan<Scored> Kept(int count)
        {
            Span<Scored> all = found.AsSpan(0, count);
            if (detection.KeepTopK < 0 || count <= detection.KeepTopK)
                return all;
            all.Sort(Scored.Falling);
            Span<Scored> kept = all[..detection.KeepTopK];
            // Insertion keeps the order of scores within a class.
            for (int i = 1; i < kept.Length; i++)
            {
                Scored one = kept[i];
                int at = i;
                for (; at > 0 && kept[at - 1].Index / priors > one.Index / priors; at--)
                    kept[at] = kept[at - 1];
                kept[at] = one;
            }
            return kept;
        }

        private Box BoxOf(int label, int prior) => boxes[IndexOf(label, prior)];

        private int IndexOf(int label, int prior) => detection.ShareLocation ? prior : prior * detection.Classes + label;

        private void Write(int image, Scored one, Span<float> row)
        {
            (int label, int prior) = (one.Index / priors, one.Index % priors);
            Box box = BoxOf(label, prior);
            row[0] = image;
            row[1] = label;
            row[2] = one.Score;
            (row[3], row[4], row[5], row[6]) = (box.MinX, box.MinY, box.MaxX, box.MaxY);
            row[^1] = prior;
            if (detection.HasCorners)
                WriteCorners(image, label, prior, row.Slice(7, CornersLength));
        }

        private void WriteCorners(int image, int label, int prior, Span<float> corners)
        {
            ReadOnlySpan<float> said = Binding.Input.Span.Slice(
                (image * boxes.Length + IndexOf(label, prior)) * numbers + 4, CornersLength);
            ReadOnlySpan<float> from = Binding.Inputs[2].Span.Slice(prior * 4, 4);
            ReadOnlySpan<float> variance = Binding.Inputs[2].Span.Slice((priors + prior) * 4, 4);
            for (int i = 0; i < CornersLength; i++)
            {
                // Left, right, right, left; and top, top, bottom, bottom.
                int axis = i % 2, corner = i / 2;
                bool isSecond = axis == 0 ? corner is 1 or 2 : corner >= 2;
                corners[i] = variance[axis] * said[i] * (from[axis + 2] - from[axis]) + from[isSecond ? axis + 2 : axis];
            }
        }
    }
}
