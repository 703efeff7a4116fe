using System.Runtime.CompilerServices;

namespace CaffeSharpGen.Tests;

/// <summary>The folder of reference data beside the repository; tests that need it are skipped, by name, where it is absent.</summary>
public static class SharedFolder
{
    /// <summary>The repository's root.</summary>
    public static string Repository { get; } = FindRepository();

    private static string Root { get; } =
        Environment.GetEnvironmentVariable("CSG_SHARED") ?? Path.GetFullPath(Path.Combine(Repository, "..", "shared"));

    /// <summary>Full path of a file or folder below the shared folder; skips the running test if it is not there.</summary>
    public static string Require(params string[] parts)
    {
        string path = Path.Combine([Root, .. parts]);
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path), ReasonOf(parts));
        return path;
    }

    /// <summary>Why a test without this file is skipped; <c>.ci/require-shared</c> knows such tests by it.</summary>
    public static string ReasonOf(params string[] parts) => $"needs {Path.Combine(["../shared", .. parts])}, which is not here";

    /// <summary>Full path of a file of this repository.</summary>
    public static string InRepository(params string[] parts) => Path.Combine([Repository, .. parts]);

    private static string FindRepository([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));
}
