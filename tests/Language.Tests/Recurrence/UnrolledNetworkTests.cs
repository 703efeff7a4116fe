using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language.Tests;

/// <summary>
/// Three LSTM layers as a compiled step, unrolled: values against the formulas, gradients through time against finite differences of them.
/// </summary>
public sealed class UnrolledNetworkTests : IDisposable
{
    private const int Words = 5, Units = 4, Layers = 3, State = 2 * Units * Layers;

    private readonly Random random = new(7);
    private readonly ReferenceLstm reference;
    private readonly UnrolledNetwork unrolled;
    private readonly Device device = Device.Cpu(2);

    public UnrolledNetworkTests()
    {
        var weights = new List<LayerTensors>();
        var layers = new List<(double[,], double[], double[,], double[])>();
        for (int k = 1; k <= Layers; k++)
        {
            Tensor input = Random([4 * Units, k == 1 ? Words : Units]), inputBias = Random([4 * Units]);
            Tensor hidden = Random([4 * Units, Units]), hiddenBias = Random([4 * Units]);
            weights.Add(new LayerTensors($"i2h_{k}", "InnerProduct", [input, inputBias]));
            weights.Add(new LayerTensors($"h2h_{k}", "InnerProduct", [hidden, hiddenBias]));
            layers.Add((Matrix(input), Doubles(inputBias), Matrix(hidden), Doubles(hiddenBias)));
        }
        reference = new ReferenceLstm(layers);
        var step = SmallStep.Load(new MemoryWeights(weights), device);
        unrolled = new UnrolledNetwork(step);
    }

    public void Dispose()
    {
        unrolled.Dispose();
        device.Dispose();
    }

    [Fact]
    public void States_are_those_of_the_formulas_also_in_a_second_run()
    {
        foreach (int length in new[] { 4, 2, 6 })
        {
            double[][] words = RandomWords(length);
            double[] expected = new double[State];
            unrolled.Restart();
            Assert.All(unrolled.State.Span.ToArray(), value => Assert.Equal(0, value));
            foreach (double[] word in words)
            {
                expected = reference.Step(word, expected);
                Advance(word);
                Close.Relative(Floats(expected), unrolled.State.Span, 1e-5);
            }
            Assert.Equal(length, unrolled.Count);
        }
    }

    [Fact]
    public void Gradients_go_back_through_time()
    {
        double[][] words = RandomWords(4);
        double[] last = Doubles(Random([1, State])), second = Doubles(Random([1, Units]));
        Run(words);
        // Of the last state, and of what one layer puts out in a step between.
        unrolled.Backward(
            t => t == 3 ? [Weighted(t, "next", last)] : t == 1 ? [Weighted(t, "next_h3", second)] : [],
            "word");
        for (int t = 0; t < words.Length; t++)
        {
            float[] expected = [.. Enumerable.Range(0, Words).Select(i => (float)Slope(words, t, i))];
            Close.Relative(expected, HookOf(t, "word").Gradient.Span, 1e-4, $"word {t}");
        }

        double Slope(double[][] words, int t, int i)
        {
            const double Step = 1e-5;
            double value = words[t][i];
            words[t][i] = value + Step;
            double above = Score(words);
            words[t][i] = value - Step;
            double below = Score(words);
            words[t][i] = value;
            return (above - below) / (2 * Step);
        }

        double Score(double[][] words)
        {
            double[] state = new double[State];
            double score = 0;
            for (int t = 0; t < words.Length; t++)
            {
                state = reference.Step(words[t], state);
                if (t == 1)
                    score += state[^Units..].Zip(second, (value, weight) => value * weight).Sum();
            }
            return score + state.Zip(last, (value, weight) => value * weight).Sum();
        }
    }

    [Theory]
    [InlineData("next_h3")]
    [InlineData("i2h_2")]
    public void Each_of_several_targets_at_once_is_as_by_itself(string value)
    {
        Run(RandomWords(5));
        (int Step, int Element)[] targets = [(3, 1), (0, 2), (4, 0), (3, 3), (1, 2)];
        Tensor together = unrolled.BackwardEach(value, targets, "word");
        Assert.Equal([targets.Length, Words], together.Shape);
        for (int i = 0; i < targets.Length; i++)
        {
            (int step, int element) = targets[i];
            unrolled.Backward(t => t == step ? [new Target(HookOf(t, value), element)] : [], "word");
            Close.Relative(HookOf(0, "word").Gradient.Span, together.Image(i), 1e-5, $"{targets[i]}");
        }
        Assert.Contains(
            "no step", Assert.Throws<ArgumentException>(() => unrolled.BackwardEach(value, [], "word")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => unrolled.BackwardEach(value, [(0, 0), (5, 0)], "word"));
        Assert.Throws<ArgumentException>(() => unrolled.BackwardEach(value, [(1, 1000)], "word"));
    }

    [Fact]
    public void Steps_after_the_last_target_are_not_differentiated()
    {
        double[][] words = RandomWords(4);
        double[] seed = Doubles(Random([1, State]));
        Run(words[..2]);
        unrolled.Backward(t => t == 1 ? [Weighted(t, "next", seed)] : [], "word");
        float[] expected = HookOf(0, "word").Gradient.Span.ToArray();
        Run(words);
        unrolled.Backward(t => t == 1 ? [Weighted(t, "next", seed)] : [], "word");
        Assert.Equal(expected, HookOf(0, "word").Gradient.Span.ToArray());
        Assert.Throws<InvalidOperationException>(() => HookOf(3, "word").Gradient);
    }

    [Fact]
    public void What_does_not_fit_is_an_error()
    {
        IEnumerable<LayerTensors> zeros = unrolled.Advance(Zeros).Layers
            .Where(layer => layer.Type == "InnerProduct")
            .Select(layer => new LayerTensors(
                layer.Name, layer.Type, [new Tensor([4 * Units, layer.Name == "i2h_1" ? Words : Units]), new Tensor([4 * Units])]));
        using var step = SmallStep.Load(new MemoryWeights([.. zeros]), device);
        Assert.Contains(
            "'nothing'", Assert.Throws<KeyNotFoundException>(() => new UnrolledNetwork(step, next: "nothing")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "no input", Assert.Throws<KeyNotFoundException>(() => new UnrolledNetwork(step, state: "next")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "1×5", Assert.Throws<ArgumentException>(() => new UnrolledNetwork(step, state: "word")).Message, StringComparison.Ordinal);
        Assert.Contains(
            "no step", Assert.Throws<ArgumentException>(() => unrolled.Backward(_ => [], "word")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => unrolled[1]);
    }

    private static void Zeros(Network step) => step.Inputs["word"].Set(new float[Words]);

    private static double[,] Matrix(Tensor tensor)
    {
        double[,] matrix = new double[tensor.Shape[0], tensor.Shape[1]];
        for (int i = 0; i < tensor.Shape.Count; i++)
            matrix[i / tensor.Shape[1], i % tensor.Shape[1]] = tensor[i];
        return matrix;
    }

    private static double[] Doubles(Tensor tensor) => Array.ConvertAll(tensor.Span.ToArray(), value => (double)value);

    private static float[] Floats(double[] values) => Array.ConvertAll(values, value => (float)value);

    private Tensor Random(Shape shape)
    {
        var tensor = new Tensor(shape);
        foreach (ref float value in tensor.Span)
            value = (float)(random.NextDouble() * 2 - 1);
        return tensor;
    }

    private double[][] RandomWords(int length) => [.. Enumerable.Range(0, length).Select(_ => Doubles(Random([1, Words])))];

    private void Run(double[][] words)
    {
        unrolled.Restart();
        foreach (double[] word in words)
            Advance(word);
    }

    private void Advance(double[] word) => unrolled.Advance(step => step.Inputs["word"].Set(Floats(word)));

    private Hook HookOf(int step, string name) => unrolled[step].TryGetHook(name, out Hook? hook)
        ? hook
        : throw new ArgumentException(name);

    private Target Weighted(int step, string name, double[] gradient)
    {
        Hook hook = HookOf(step, name);
        return new Target(hook, new Tensor(hook.Shape, Floats(gradient)));
    }
}
