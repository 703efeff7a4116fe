namespace CaffeSharpGen.Cuda.Libraries.Places;

/// <summary>Where installations of NVIDIA's CUDA toolkit have libraries.</summary>
internal static class ToolkitFolders
{
    private static readonly string[] Libraries = ["lib64", "lib", "bin", "bin/x64"];

    /// <summary>The toolkits that variables name, then those that are in the usual folder.</summary>
    public static IEnumerable<SearchPlace> Places(Machine machine)
    {
        foreach (string variable in new[] { "CUDA_PATH", "CUDA_HOME" })
        {
            if (machine.Folder(variable) is { } toolkit)
                yield return new(variable, [.. In(toolkit)]);
        }
        if (!machine.IsWindows)
            yield return new("/usr/local/cuda*", [.. Usual(Path.Combine(machine.Root, "usr/local"), "cuda").SelectMany(In)]);
        else if (machine.Folder("ProgramFiles") is { } programs)
            yield return new("NVIDIA's folders of ProgramFiles", [.. OfWindows(programs)]);
    }

    private static IEnumerable<string> In(string toolkit) => Libraries.Select(name => Path.Combine(toolkit, name));

    // cuda and cuda-12 are links to cuda-12.4, as a rule.
    private static IEnumerable<string> Usual(string parent, string name) => VersionedFolders.In(parent, name)
        .DistinctBy(folder => Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? folder);

    // cuDNN's installer has a folder for each CUDA: CUDNN/v9.5/bin/12.6.
    private static IEnumerable<string> OfWindows(string programs) =>
    [
        .. VersionedFolders.In(Path.Combine(programs, "NVIDIA GPU Computing Toolkit", "CUDA"), "v").SelectMany(In),
        .. from version in VersionedFolders.In(Path.Combine(programs, "NVIDIA", "CUDNN"), "v")
           from cuda in VersionedFolders.In(Path.Combine(version, "bin"), "")
           from folder in new[] { cuda, Path.Combine(cuda, "x64") }
           select folder,
    ];
}
