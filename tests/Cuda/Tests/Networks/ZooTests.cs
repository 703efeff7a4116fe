using CaffeSharpGen.Cuda.Testing;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.NetworkTimes;
using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cuda.Tests.Networks;

/// <summary>The networks of models/ at their sizes, with random weights: on the double against the CPU.</summary>
[Collection(nameof(Gpu))]
public sealed class ZooTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Networks =>
        [.. Directory.GetFiles(RandomWeights.Models, "*.prototxt").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Forward_equals_the_CPU(string name)
    {
        using Pair pair = Pair.Of(name, batchSize: 1);
        pair.Forward();
        pair.RequireEqualValues(Tolerance);
        // Heads may run there (src/Cuda/Kernels/OnTheCpu.txt): here those of detectors.
        Assert.DoesNotContain(pair.Gpu.Notes, note => note.Contains("CPU", StringComparison.Ordinal)
            && !note.Contains("(PriorBox)", StringComparison.Ordinal) && !note.Contains("(DetectionOutput)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("squeezenet_v1.1", 1)]
    [InlineData("squeezenet_v1.1", 2)]
    [InlineData("scenes", 3)]
    public void Gradients_equal_the_CPU(string name, int batchSize)
    {
        using Pair pair = Pair.Of(name, batchSize);
        pair.Forward();
        pair.RequireEqualValues(Tolerance);
        foreach (ReluRule rule in Enum.GetValues<ReluRule>())
        {
            (Hook cpu, Hook gpu) = (pair.Cpu.Hooks[^2], pair.Gpu.Hooks[^2]);
            // Twice: the second one is recorded, the third replayed.
            for (int pass = 0; pass < 3; pass++)
            {
                pair.Cpu.Backward(cpu[7], pair.Cpu.Hooks[0], rule);
                pair.Gpu.Backward(gpu[7], pair.Gpu.Hooks[0], rule);
                Close.Relative(pair.Cpu.Hooks[0].Gradient.Span, pair.Gpu.Hooks[0].Gradient.Span, Tolerance, $"{name}, {rule}, pass {pass}");
            }
        }
    }

    /// <summary>A network on the CPU and on the double.</summary>
    private sealed class Pair : IDisposable
    {
        private readonly Device device;

        private Pair(string name, int batchSize)
        {
            string prototxt = Path.Combine(RandomWeights.Models, name + ".prototxt");
            NetworkDefinition definition = RandomWeights.Compile(prototxt);
            device = Device.Cuda();
            using WeightSource weights = RandomWeights.For(prototxt);
            Cpu = new Network(definition, weights, batchSize: batchSize, leaveOpen: true);
            Gpu = new Network(definition, weights, device, batchSize, leaveOpen: true);
        }

        public Network Cpu { get; }

        public Network Gpu { get; }

        public static Pair Of(string name, int batchSize) => new(name, batchSize);

        public void Forward()
        {
            var random = new Random(11);
            for (int i = 0; i < Cpu.Inputs.Count; i++)
            {
                float[] values = [.. Enumerable.Range(0, Cpu.Inputs[i].Shape.Count).Select(_ => random.NextSingle() * 2 - 1)];
                Cpu.Inputs[i].Set(values);
                Gpu.Inputs[i].Set(values);
            }
            Cpu.Forward();
            Gpu.Forward();
        }

        public void RequireEqualValues(double tolerance)
        {
            HashSet<string> chosen = Chosen();
            foreach ((Hook cpu, Hook gpu) in Cpu.Hooks.Zip(Gpu.Hooks))
            {
                if (cpu.IsAvailable && gpu.IsAvailable && !chosen.Contains(cpu.Name))
                    Close.Relative(cpu.Activation.Span, gpu.Activation.Span, tolerance, $"{Cpu.Name}, {cpu.Name}");
            }
        }

        // Which box wins may depend on the last digit; what it wins by is compared.
        private HashSet<string> Chosen()
        {
            NetworkDefinition network = Cpu.Definition;
            var chosen = new HashSet<int>();
            foreach (StepDefinition step in network.Steps)
            {
                if (step.Operation is DetectionOutput || step.Inputs.Any(chosen.Contains))
                    chosen.UnionWith(step.Outputs);
            }
            return [.. chosen.Select(value => network.Values[value].Name)];
        }

        public void Dispose()
        {
            Cpu.Dispose();
            Gpu.Dispose();
            device.Dispose();
        }
    }
}
