using System.Diagnostics;
using CaffeSharpGen.SideBySide.Engines;

namespace CaffeSharpGen.SideBySide.Measurements;

/// <summary>
/// Our engine as another checkout of this repository has it. Its workers are that checkout's own build of this benchmark, so the messages between parent
/// and worker (<see cref="Processes.Request"/>, <see cref="Processes.Reply"/>) must stay what they are.
/// </summary>
internal sealed class OtherBuild
{
    private readonly string project;
    private readonly string output;

    /// <summary>Finds it.</summary>
    /// <param name="folder">The checkout's root.</param>
    public OtherBuild(string folder)
    {
        Folder = Path.GetFullPath(folder);
        project = Path.Combine(Folder, "bench", "SideBySide", "SideBySide.csproj");
        output = Path.Combine(Folder, "artifacts", "side-by-side", "bin");
        Kind = new EngineKind("other", "the other build", true, EngineKind.Ours.Make) { Program = Path.Combine(output, "side-by-side"), IdInWorker = EngineKind.Ours.Id };
    }

    /// <summary>The checkout's root.</summary>
    public string Folder { get; }

    /// <summary>Its engine.</summary>
    public EngineKind Kind { get; }

    /// <summary>Its version, with the commit; what is changed beside a commit is not seen.</summary>
    public string Version => FileVersionInfo.GetVersionInfo(Path.Combine(output, "CaffeSharpGen.Runtime.dll")).ProductVersion ?? "unknown";

    /// <summary>Builds it, in its own folder.</summary>
    /// <exception cref="MeasurementException">There is no such project, or it does not build.</exception>
    public void Build()
    {
        if (!File.Exists(project))
            throw new MeasurementException($"--against {Folder}: {project} is not there; expected another checkout of this repository");
        var start = new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "-m:1", "-v", "q", "-nologo", "-o", output]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new MeasurementException($"--against {Folder}: the build failed with exit code {process.ExitCode}\n{printed}");
    }
}
