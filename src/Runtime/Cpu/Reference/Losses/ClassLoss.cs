using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cpu.Reference.Losses;

/// <summary>Losses of a class for each position: <see cref="LossMethod.Softmax"/>, Multinomial and Infogain.</summary>
internal sealed class ClassLoss : LossOperation
{
    // What Caffe's logarithms do not go below.
    private readonly double least;
    private readonly int classes;
    private readonly int inner;
    private readonly double[] probabilities;

    public ClassLoss(Operations.Loss loss, CpuBinding binding) : base(loss, binding)
    {
        classes = binding.Input.Shape[loss.Axis];
        inner = binding.Input.Shape.CountFrom(loss.Axis + 1);
        probabilities = new double[binding.Input.Shape.Count];
        // FLT_MIN, and kLOG_THRESHOLD.
        least = loss.Method == LossMethod.Softmax ? 1.17549435e-38 : 1e-20;
    }

    protected override (int Labels, int Rows) Counts => (probabilities.Length / classes, probabilities.Length / classes / inner);

    protected override (double Sum, int Valid) Measure()
    {
        FindProbabilities();
        if (Binding.Outputs.Length > 1)
        {
            for (int i = 0; i < probabilities.Length; i++)
                Binding.Outputs[1].Span[i] = (float)probabilities[i];
        }
        double sum = 0;
        int valid = 0;
        for (int position = 0; position < Counts.Labels; position++)
        {
            float label = Binding.Inputs[1].Span[position];
            if (IsIgnored(label))
                continue;
            valid++;
            int right = ClassOf(label, position, classes);
            for (int c = 0; c < classes; c++)
                sum -= Weight(right, c) == 0 ? 0 : Weight(right, c) * Math.Log(Math.Max(probabilities[Element(position, c)], least));
        }
        return (sum, valid);
    }

    protected override void RunBackward(in OperationGradients gradients)
    {
        for (int i = 0; i < gradients.Inputs.Length; i++)
            gradients.Input(i)?.Span.Clear();
        int valid = Measure().Valid;
        double seed = gradients.Output(0) is { } ofLoss ? ofLoss.Span[0] / Divisor(valid) : 0;
        for (int position = 0; position < Counts.Labels; position++)
            BackAt(gradients, position, seed);
    }

    private void BackAt(in OperationGradients gradients, int position, double seed)
    {
        // Of the probabilities.
        var dp = new double[classes];
        float label = Binding.Inputs[1].Span[position];
        int right = IsIgnored(label) ? -1 : ClassOf(label, position, classes);
        double dot = 0;
        for (int c = 0; c < classes; c++)
        {
            int element = Element(position, c);
            double p = probabilities[element];
            if (right >= 0 && p > least)
                dp[c] = -seed * Weight(right, c) / p;
            if (gradients.Outputs.Length > 1 && gradients.Output(1) is { } given)
                dp[c] += given.Span[element];
            dot += dp[c] * p;
            if (right >= 0 && Loss.Method == LossMethod.Infogain && gradients.Input(2) is { } weights)
                weights.Span[right * classes + c] -= (float)(seed * Math.Log(Math.Max(p, least)));
        }
        for (int c = 0; c < classes && gradients.Input(0) is { } dx; c++)
        {
            int element = Element(position, c);
            dx.Span[element] = (float)(Loss.Method == LossMethod.Multinomial ? dp[c] : probabilities[element] * (dp[c] - dot));
        }
    }

    private double Weight(int right, int c) =>
        Loss.Method == LossMethod.Infogain ? Binding.Inputs[2].Span[right * classes + c] : right == c ? 1 : 0;

    private void FindProbabilities()
    {
        ReadOnlySpan<float> x = Binding.Input.Span;
        for (int position = 0; position < Counts.Labels; position++)
        {
            double largest = double.NegativeInfinity, sum = 0;
            for (int c = 0; c < classes; c++)
                largest = Math.Max(largest, x[Element(position, c)]);
            for (int c = 0; c < classes; c++)
                sum += Math.Exp(x[Element(position, c)] - largest);
            for (int c = 0; c < classes; c++)
            {
                int element = Element(position, c);
                probabilities[element] = Loss.Method == LossMethod.Multinomial ? x[element] : Math.Exp(x[element] - largest) / sum;
            }
        }
    }

    private int Element(int position, int c) => (position / inner * classes + c) * inner + position % inner;
}
