using CaffeSharpGen.Cpu.Detection;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.YoloDetectionOutput"/>, with numbers of 32 bits.</summary>
internal static class YoloDetectionOutput
{
    private const int Columns = 8;

    // x, y, width, height, and whether there is an object.
    private const int Coordinates = 5;

    public static CpuOperation Prepare(Operations.YoloDetectionOutput detection, CpuBinding binding) => new Kernel(detection, binding);

    private sealed class Kernel : CpuOperation
    {
        private readonly Operations.YoloDetectionOutput detection;
        private readonly CenteredBox[] boxes;

        // As index box · classes + class.
        private readonly Scored[] candidates;
        private readonly float[] scores;
        private readonly int[] kept;
        private int count;

        public Kernel(Operations.YoloDetectionOutput detection, CpuBinding binding) : base(binding)
        {
            this.detection = detection;
            boxes = new CenteredBox[binding.Output.Shape[2]];
            candidates = new Scored[boxes.Length * (detection.IsEachClassByItself ? detection.Classes : 1)];
            scores = new float[detection.Classes];
            kept = new int[boxes.Length];
        }

        protected override void RunForward()
        {
            count = 0;
            for (int map = 0, first = 0; map < Binding.Inputs.Length; map++)
                first += ReadMap(map, first);
            candidates.AsSpan(0, count).Sort(Scored.Falling);
            Span<float> rows = Binding.Output.Span;
            int row = 0;
            foreach (Scored candidate in candidates.AsSpan(0, count))
            {
                int box = candidate.Index / detection.Classes;
                if (row == kept.Length || Overlaps(boxes[box], row))
                    continue;
                Write(candidate, boxes[box], rows.Slice(row * Columns, Columns));
                kept[row++] = box;
            }
            for (; row < kept.Length; row++)
            {
                Span<float> unused = rows.Slice(row * Columns, Columns);
                unused.Clear();
                unused[0] = unused[^1] = -1;
            }
        }

        protected override void RunBackward(in OperationGradients gradients) =>
            throw new NotSupportedException("YoloDetectionOutput has no gradient");

        // Reads the boxes of a map, and returns how many there are.
        private int ReadMap(int map, int first)
        {
            Shape shape = Binding.Inputs[map].Shape;
            int positions = shape.Height * shape.Width, count = shape.Channels / (Coordinates + detection.Classes) * positions;
            ReadOnlySpan<float> values = Binding.Inputs[map].Span;
            for (int i = 0; i < count; i++)
            {
                int box = i / positions, position = i % positions, index = first + i;
                ReadOnlySpan<float> one = values[(box * (Coordinates + detection.Classes) * positions + position)..];
                boxes[index] = BoxAt(one, map, shape, position, map * (count / positions) + box);
                float isObject = Sigmoid(one[4 * positions]);
                if (detection.IsEachClassByItself)
                    AddClasses(one, positions, isObject, index);
                else
                    AddBest(one, positions, isObject, index);
            }
            return count;
        }

        private CenteredBox BoxAt(ReadOnlySpan<float> one, int map, Shape shape, int position, int size)
        {
            int positions = shape.Height * shape.Width, scale = detection.Scales[map];
            return new CenteredBox(
                (position % shape.Width + Sigmoid(one[0])) / shape.Width,
                (position / shape.Width + Sigmoid(one[positions])) / shape.Height,
                MathF.Exp(one[2 * positions]) * detection.Widths[size] / (shape.Width * scale),
                MathF.Exp(one[3 * positions]) * detection.Heights[size] / (shape.Height * scale));
        }

        private void AddClasses(ReadOnlySpan<float> one, int positions, float isObject, int index)
        {
            for (int label = 0; label < detection.Classes; label++)
            {
                float score = Sigmoid(one[(Coordinates + label) * positions]) * isObject;
                if (score > detection.ConfidenceThreshold)
                    candidates[count++] = new Scored(score, index * detection.Classes + label);
            }
        }

        private void AddBest(ReadOnlySpan<float> one, int positions, float isObject, int index)
        {
            float largest = one[Coordinates * positions], sum = 0;
            for (int label = 1; label < scores.Length; label++)
                largest = Math.Max(largest, one[(Coordinates + label) * positions]);
            for (int label = 0; label < scores.Length; label++)
                sum += scores[label] = MathF.Exp(one[(Coordinates + label) * positions] - largest);
            int best = 0;
            for (int label = 0; label < scores.Length; label++)
            {
                scores[label] /= sum;
                if (scores[label] > scores[best])
                    best = label;
            }
            float score = isObject * scores[best];
            if (score >= detection.ConfidenceThreshold)
                candidates[count++] = new Scored(score, index * detection.Classes + best);
        }

        private bool Overlaps(CenteredBox box, int rows)
        {
            for (int i = 0; i < rows; i++)
            {
                if (boxes[kept[i]].Overlap(box) >= detection.NmsThreshold)
                    return true;
            }
            return false;
        }

        private void Write(Scored one, CenteredBox box, Span<float> row)
        {
            row[0] = 0;
            row[1] = one.Index % detection.Classes + 1;
            row[2] = one.Score;
            (row[3], row[4]) = (box.X - box.Width / 2, box.Y - box.Height / 2);
            (row[5], row[6]) = (box.X + box.Width / 2, box.Y + box.Height / 2);
            row[7] = one.Index / detection.Classes;
        }

        private static float Sigmoid(float x) => (float)(1 / (1.0 + MathF.Exp(-x)));
    }
}
