using CaffeSharpGen.NetworkTimes;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.LanguageRuns;

/// <summary>Where things lie.</summary>
internal static class Files
{
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(RandomWeights.Models, ".."));

    /// <summary>What is made here: not tracked.</summary>
    public static string Folder { get; } = Path.Combine(Repository, "artifacts", "language-runs");

    /// <summary>A file of it.</summary>
    public static string At(string name) => Path.Combine(Folder, name);

    /// <summary>A prototxt of the repository.</summary>
    public static string Prototxt(string name) => Path.Combine(RandomWeights.Models, $"{name}.prototxt");

    /// <summary>Writes random weights of a network.</summary>
    public static void WriteCaffemodel(string network)
    {
        if (!File.Exists(At($"{network}.caffemodel")))
            CaffeModelWriter.Write(At($"{network}.caffemodel"), network, RandomWeights.TensorsFor(Prototxt(network)));
    }
}
