using BenchmarkDotNet.Attributes;

namespace CaffeSharpGen.Kernels;

/// <summary>The innermost pieces: register tiles, Winograd transforms, epilogue; one thread, data in its caches.</summary>
public class StageBenchmarks
{
    private Stages? stages;
    private Action<Stages> run = _ => { };

    /// <summary>The pieces.</summary>
    public static IEnumerable<string> Pieces => Stages.All.Select(piece => piece.Name);

    /// <summary>The piece.</summary>
    [ParamsSource(nameof(Pieces))]
    public string Piece { get; set; } = "";

    /// <summary>Makes its data.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        stages = new Stages();
        run = Stages.All.Single(piece => piece.Name == Piece).Run;
    }

    /// <summary>Runs it.</summary>
    [Benchmark]
    public void Run() => run(stages!);

    /// <summary>Frees its data.</summary>
    [GlobalCleanup]
    public void Free() => stages!.Dispose();
}
