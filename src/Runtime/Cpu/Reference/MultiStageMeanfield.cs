using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Lattices;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.MultiStageMeanfield"/>.</summary>
internal static class MultiStageMeanfield
{
    private const int Colors = 3;
    private const double Tiny = 1e-20;

    public static CpuOperation Prepare(Operations.MultiStageMeanfield field, CpuBinding binding) => new Kernel(field, binding);

    private sealed class Kernel(Operations.MultiStageMeanfield field, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int channels = binding.Input.Shape.Channels;
        private readonly int width = binding.Input.Shape.Width;
        private readonly int pixels = binding.Input.Shape.CountFrom(2);
        private Filter? spatial;

        private int Count => channels * pixels;

        // That of positions is the same for all images.
        private Filter Spatial => spatial ??= new Filter(Features(default), 2, pixels);

        protected override void RunForward()
        {
            for (int n = 0; n < Binding.Input.Shape.BatchSize; n++)
            {
                double[] scores = Run(n, Bilateral(n), kept: null);
                for (int i = 0; i < Count; i++)
                    Binding.Output.Span[n * Count + i] = (float)scores[i];
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            gradients.Input(2)?.Span.Clear();
            for (int n = 0; n < Binding.Input.Shape.BatchSize; n++)
            {
                double[] unary = new double[Count], start = new double[Count];
                if (gradients.Output(0) is { } outputGradient)
                {
                    for (int i = 0; i < Count; i++)
                        start[i] = outputGradient.Span[n * Count + i];
                    start = Backward(n, start, unary);
                }
                for (int i = 0; i < Count; i++)
                {
                    if (gradients.Input(0) is { } unaryGradient)
                        unaryGradient.Span[n * Count + i] = (float)unary[i];
                    if (gradients.Input(1) is { } startGradient)
                        startGradient.Span[n * Count + i] = (float)start[i];
                }
            }
        }

        private double[] Run(int n, Filter bilateral, List<double[]>? kept)
        {
            double[] scores = Doubles(Binding.Inputs[1].Span.Slice(n * Count, Count));
            for (int iteration = 0; iteration < field.Iterations; iteration++)
            {
                double[] p = Softmax(scores);
                kept?.Add(p);
                double[] messages = Times(0, Spatial.Apply(p)), byColor = Times(1, bilateral.Apply(p));
                for (int i = 0; i < Count; i++)
                    messages[i] += byColor[i];
                scores = Times(2, messages);
                for (int i = 0; i < Count; i++)
                    scores[i] = Binding.Input.Span[n * Count + i] - scores[i];
            }
            return scores;
        }

        // The gradient of the scores to start from; that of the unary scores is added up over all iterations.
        private double[] Backward(int n, double[] gradient, double[] unary)
        {
            Filter bilateral = Bilateral(n);
            var probabilities = new List<double[]>();
            Run(n, bilateral, probabilities);
            for (int iteration = field.Iterations - 1; iteration >= 0; iteration--)
            {
                for (int i = 0; i < Count; i++)
                {
                    unary[i] += gradient[i];
                    gradient[i] = -gradient[i];
                }
                double[] messages = Times(2, gradient, isTransposed: true);
                double[] filtered = Spatial.Back(Times(0, messages, isTransposed: true));
                double[] byColor = bilateral.Back(Times(1, messages, isTransposed: true));
                for (int i = 0; i < Count; i++)
                    filtered[i] += byColor[i];
                gradient = SoftmaxBack(probabilities[iteration], filtered);
            }
            return gradient;
        }

        private Filter Bilateral(int n) =>
            new(Features(Binding.Inputs[2].Span.Slice(n * Colors * pixels, Colors * pixels)), 2 + Colors, pixels);

        // Places of the pixels, and their colors unless there are none.
        private float[] Features(ReadOnlySpan<float> colors)
        {
            int dimensions = colors.IsEmpty ? 2 : 2 + Colors;
            float theta = colors.IsEmpty ? field.ThetaGamma : field.ThetaAlpha;
            float[] features = new float[pixels * dimensions];
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                Span<float> place = features.AsSpan(pixel * dimensions, dimensions);
                (place[0], place[1]) = (pixel % width / theta, pixel / width / theta);
                for (int color = 0; color < dimensions - 2; color++)
                    place[2 + color] = colors[color * pixels + pixel] / field.ThetaBeta;
            }
            return features;
        }

        private double[] Softmax(double[] scores)
        {
            double[] p = new double[Count];
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                double largest = double.NegativeInfinity, sum = 0;
                for (int c = 0; c < channels; c++)
                    largest = Math.Max(largest, scores[c * pixels + pixel]);
                for (int c = 0; c < channels; c++)
                    sum += p[c * pixels + pixel] = Math.Exp(scores[c * pixels + pixel] - largest);
                for (int c = 0; c < channels; c++)
                    p[c * pixels + pixel] /= sum;
            }
            return p;
        }

        private double[] SoftmaxBack(double[] p, double[] gradient)
        {
            double[] result = new double[Count];
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                double dot = 0;
                for (int i = pixel; i < Count; i += pixels)
                    dot += p[i] * gradient[i];
                for (int i = pixel; i < Count; i += pixels)
                    result[i] = p[i] * (gradient[i] - dot);
            }
            return result;
        }

        private double[] Times(int weight, double[] values, bool isTransposed = false)
        {
            ReadOnlySpan<float> matrix = Binding.Weights[weight].Span;
            double[] product = new double[Count];
            for (int row = 0; row < channels; row++)
            {
                for (int column = 0; column < channels; column++)
                {
                    double factor = isTransposed ? matrix[column * channels + row] : matrix[row * channels + column];
                    for (int pixel = 0; pixel < pixels && factor != 0; pixel++)
                        product[row * pixels + pixel] += factor * values[column * pixels + pixel];
                }
            }
            return product;
        }

        private static double[] Doubles(ReadOnlySpan<float> values)
        {
            double[] doubles = new double[values.Length];
            for (int i = 0; i < doubles.Length; i++)
                doubles[i] = values[i];
            return doubles;
        }
    }

    // A lattice, and what its results are divided by.
    private sealed class Filter
    {
        private readonly PermutohedralLattice lattice;
        private readonly double[] factors;

        public Filter(float[] features, int dimensions, int pixels)
        {
            lattice = new PermutohedralLattice(features, dimensions);
            factors = new double[pixels];
            lattice.Filter(Arrays.Filled(pixels, 1.0), factors);
            for (int i = 0; i < pixels; i++)
                factors[i] = 1 / (factors[i] + Tiny);
        }

        public double[] Apply(double[] values)
        {
            double[] result = new double[values.Length];
            lattice.Filter(values, result);
            for (int i = 0; i < result.Length; i++)
                result[i] *= factors[i % factors.Length];
            return result;
        }

        public double[] Back(double[] gradient)
        {
            double[] scaled = new double[gradient.Length], result = new double[gradient.Length];
            for (int i = 0; i < scaled.Length; i++)
                scaled[i] = gradient[i] * factors[i % factors.Length];
            lattice.Filter(scaled, result, isReversed: true);
            return result;
        }
    }
}
