using BenchmarkDotNet.Attributes;

namespace CaffeSharpGen.Kernels;

/// <summary>The innermost pieces: register tiles, Winograd transforms, epilogue; one thread, data in its caches.</summary>
public class StageBenchmarks
{
    private Stages? stages;
    private Action run = () => { };

    /// <summary>The pieces.</summary>
    public static IEnumerable<string> Pieces => [.. Operations.Keys];

    /// <summary>Operations of each piece.</summary>
    public static IReadOnlyDictionary<string, double> Operations { get; } = Count();

    /// <summary>The piece.</summary>
    [ParamsSource(nameof(Pieces))]
    public string Piece { get; set; } = "";

    /// <summary>Makes its data.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        stages = Stages.Make();
        run = stages.All.Single(piece => piece.Name == Piece).Run;
    }

    /// <summary>Runs it.</summary>
    [Benchmark]
    public void Run() => run();

    /// <summary>Frees its data.</summary>
    [GlobalCleanup]
    public void Free() => stages!.Dispose();

    private static Dictionary<string, double> Count()
    {
        using var stages = Stages.Make();
        return stages.All.ToDictionary(piece => piece.Name, piece => piece.Flops);
    }
}
