using BenchmarkDotNet.Attributes;

namespace CaffeSharpGen.Kernels;

/// <summary>Whole layers, as they run in a network: on two threads, one image.</summary>
public class LayerBenchmarks
{
    private BoundLayer? bound;

    /// <summary>The layers.</summary>
    public static IEnumerable<LayerSizes> Layers => LayerSizes.All;

    /// <summary>The layer.</summary>
    [ParamsSource(nameof(Layers))]
    public LayerSizes Layer { get; set; } = LayerSizes.All[0];

    /// <summary>Forward, or the gradient of the input.</summary>
    [Params(false, true)]
    public bool Backward { get; set; }

    /// <summary>Makes it.</summary>
    [GlobalSetup]
    public void Bind() => bound = new BoundLayer(Layer, Backward, number: 1, threads: 2);

    /// <summary>Runs it.</summary>
    [Benchmark]
    public void Run() => bound!.Run();

    /// <summary>Frees it.</summary>
    [GlobalCleanup]
    public void Free() => bound!.Dispose();
}
