using System.Runtime.CompilerServices;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.NetworkTimes;

/// <summary>Random weights for a prototxt, scaled so that activations neither grow nor fade.</summary>
internal static class RandomWeights
{
    public static string Models { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "..", "..", "models"));

    public static WeightSource For(string prototxt) => new MemoryWeights(TensorsFor(prototxt));

    /// <summary>The same, layer by layer: each is made when it is asked for.</summary>
    public static IEnumerable<LayerTensors> TensorsFor(string prototxt)
    {
        NetworkDefinition network = Compile(prototxt);
        var random = new Random(20160607);
        return
            from step in network.Steps
            where step.Weights.Length > 0
            select new LayerTensors(step.Layer, step.LayerType, [.. step.Weights.Select((shape, i) => Make(step.LayerType, i, shape, random))]);
    }

    public static NetworkDefinition Compile(string prototxt)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(File.ReadAllText(prototxt));
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkCompiler.Compile(parsed.Root, new NetOptions());
        return network ?? throw new InvalidOperationException($"{prototxt}: {problems.First().Message}");
    }

    private static Tensor Make(string type, int index, Shape shape, Random random)
    {
        var weights = new Tensor(shape);
        double scale = index == 0 && shape.Rank > 1 ? Math.Sqrt(6.0 / shape.CountFrom(1)) : 0.1;
        bool positive = (type == "BatchNorm" && index > 0) || (type == "Scale" && index == 0);
        foreach (ref float weight in weights.Span)
            weight = positive ? 1 : (float)((random.NextDouble() * 2 - 1) * scale);
        return weights;
    }

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
