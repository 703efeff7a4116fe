using CaffeSharpGen.Definitions;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.RandomNetworks.Oracles;

/// <summary>
/// The fast kernels against the plain loops, layer by layer: each layer of the oracle gets what the fast one got, so that no rounding is carried on and no
/// rectifier or maximum decides otherwise.
/// </summary>
internal sealed class KernelCheck(NetworkDefinition network, LayerByLayer fast, LayerByLayer plain, Func<StepDefinition, int, float[]> weightsOf)
{
    // Products of larger numbers overflow in float and not in double. Max pooling makes such numbers of a window of NaN.
    private const double Largest = 1e15;

    private readonly bool[] isTooLarge = new bool[network.Steps.Length];

    /// <summary>Compares all layers forward. Values are those that <paramref name="plain"/>'s peer computed.</summary>
    public void Forward(float[][] values)
    {
        for (int s = 0; s < network.Steps.Length; s++)
        {
            StepDefinition step = network.Steps[s];
            float[][] inputs = [.. step.Inputs.Select(input => values[input])];
            float[][] expected = plain.RunForward(s, inputs);
            isTooLarge[s] = inputs.Concat(expected).Any(numbers => Comparison.Largest(numbers) > Largest);
            if (isTooLarge[s])
                continue;
            for (int i = 0; i < expected.Length; i++)
            {
                Comparison.Near($"kernel {step.LayerType}", $"'{network.Values[step.Outputs[i]].Name}' forward", expected[i], values[step.Outputs[i]], Tolerance(s, inputs, expected[i]));
                // What a rectifier or a copy makes of zero has a sign too.
                if (KeepsBits(step))
                    Comparison.Equal($"kernel {step.LayerType} bits", $"'{network.Values[step.Outputs[i]].Name}' forward", expected[i], values[step.Outputs[i]]);
            }
        }
    }

    /// <summary>Compares all layers that a backward pass crosses; after <see cref="Forward"/> and a forward pass of both.</summary>
    public void Backward(IReadOnlyDictionary<int, float[]> seeds, BackwardPlan path, ReluRule rule) =>
        fast.Backward(seeds, path, rule, new Dictionary<int, Change>(), (s, arriving, leaving) =>
        {
            StepDefinition step = network.Steps[s];
            float[]?[] expected = plain.RunBackward(s, rule, arriving, [.. leaving.Select(gradient => gradient is not null)]);
            // Infinity by a zero is NaN, by what is nearly zero infinity: where a layer multiplies by what it read or computed, rounding decides.
            if ((step.Operation.ReadsBackward(network.UseOf(step)) & (BackwardReads.Inputs | BackwardReads.Outputs)) != 0 && arriving.Any(gradient => gradient is not null && !Array.TrueForAll(gradient, float.IsFinite)))
                return;
            double largest = arriving.Max(gradient => gradient is null ? 0 : Comparison.Largest(gradient));
            for (int i = 0; i < expected.Length; i++)
            {
                if (expected[i] is { } gradient && !isTooLarge[s] && largest <= Largest)
                    Comparison.Near($"kernel {step.LayerType} backward", $"'{step.Layer}' {rule} gradient of bottom {i}", gradient, leaving[i]!, BackwardTolerance(s, largest, gradient));
            }
        });

    // Relative to the largest term that is summed: sums cancel.
    private double Tolerance(int s, float[][] inputs, float[] expected)
    {
        double largest = Comparison.Largest(expected), input = inputs.Select(values => Comparison.Largest(values)).DefaultIfEmpty(0).Max();
        return network.Steps[s].Operation.Kind switch
        {
            "Convolution" or "Deconvolution" or "InnerProduct" => 1e-5 * SumOfWeights(s) * input + 1e-6 * largest,
            "BatchNorm" or "LRN" or "L2Normalize" => 2e-5 * Math.Max(largest, Math.Min(input, 1)) + 1e-6 * input,
            "LogSoftmax" or "Softmax" => 4e-6 * Math.Max(largest, 1),
            // x + 0.5·y − x leaves the rounding of x.
            "Eltwise" when network.Steps[s].Operation is Eltwise { Method: EltwiseOperation.Sum } sum =>
                4e-6 * Math.Max(largest, Math.Min(input, 1)) + 2e-7 * input * sum.Coefficients.Sum(coefficient => Math.Abs((double)coefficient)),
            _ => 4e-6 * Math.Max(largest, Math.Min(input, 1)),
        };
    }

    private double BackwardTolerance(int s, double arriving, float[] expected)
    {
        double largest = Comparison.Largest(expected);
        return network.Steps[s].Operation.Kind switch
        {
            "Convolution" or "Deconvolution" or "InnerProduct" => 1e-5 * SumOfWeights(s) * arriving + 1e-6 * largest,
            _ => 3e-5 * Math.Max(largest, arriving),
        };
    }

    // Of the magnitudes that one output sums, roughly.
    private double SumOfWeights(int s)
    {
        StepDefinition step = network.Steps[s];
        double sum = step.Weights.Select((_, i) => weightsOf(step, i).Sum(weight => Math.Abs((double)weight))).Sum();
        return 2 * sum / Math.Min(step.Weights[0][0], step.Weights[0][1]);
    }

    private static bool KeepsBits(StepDefinition step) => step.Operation is ReLU or PReLU or Copy or Concat or Slice or Crop or AbsVal or ArgMax
        or Pooling { Method: PoolingMethod.Max } or Eltwise { Method: EltwiseOperation.Max };
}
