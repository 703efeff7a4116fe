using System.Diagnostics;

namespace CaffeSharpGen.LanguageRuns;

/// <summary>A sample's command line.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Project">Folder of the sample.</param>
/// <param name="Arguments">Its options.</param>
internal sealed record ProgramRun(string Name, string Project, params string[] Arguments)
{
    private string Folder => Path.Combine(Files.Folder, Project);

    /// <summary>Compiles the sample ahead of time.</summary>
    public void Publish() => Run("dotnet", ["publish", Path.Combine(Files.Repository, "samples", Project), "-c", "Release", "-o", Folder, "-nologo", "-v", "q"]);

    /// <summary>Runs it.</summary>
    /// <returns>Milliseconds.</returns>
    public double Time()
    {
        string pictures = Path.Combine(Files.Folder, "pictures");
        if (Directory.Exists(pictures))
            Directory.Delete(pictures, recursive: true);
        long start = Stopwatch.GetTimestamp();
        Run(Path.Combine(Folder, Project.ToLowerInvariant()), [.. Arguments, "--image", Path.Combine(Files.Repository, "models", "scenes.example.png"), "--out-path", pictures]);
        double time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return Directory.GetFiles(pictures, "*.png").Length >= 3 ? time : throw new InvalidOperationException($"{Name}: it wrote fewer than three pictures to {pictures}");
    }

    private static void Run(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{printed}");
    }
}
