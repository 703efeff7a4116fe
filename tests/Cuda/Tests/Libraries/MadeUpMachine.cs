using System.Diagnostics.CodeAnalysis;
using CaffeSharpGen.Cuda.Libraries;
using CaffeSharpGen.Cuda.Libraries.Places;

namespace CaffeSharpGen.Cuda.Tests.Libraries;

/// <summary>A machine whose folders are real and whose libraries are <see cref="FakeLoader"/>'s. Folders are named from its root.</summary>
internal sealed class MadeUpMachine : IDisposable
{
    /// <summary>The folder that the loader knows.</summary>
    public const string System = "usr/lib/x86_64-linux-gnu";

    /// <summary>The folder that holds the driver.</summary>
    public const string DriverFolder = "driver";

    private readonly TemporaryFolder root = new();
    private readonly Dictionary<string, string> variables = [];
    private readonly bool isWindows;

    public MadeUpMachine(bool isWindows = false)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && !isWindows, "paths of Windows have colons");
        this.isWindows = isWindows;
        Restart();
    }

    public FakeLoader Loader { get; private set; }

    public LibraryFinder Finder { get; private set; }

    /// <summary>A new process: nothing is loaded, and nothing was asked.</summary>
    [MemberNotNull(nameof(Loader), nameof(Finder))]
    public void Restart()
    {
        Loader = new();
        if (!isWindows)
            Loader.Folders.AddRange([PathOf(DriverFolder), PathOf(System)]);
        Finder = new(Describe, Loader);
    }

    /// <summary>The full path of a file or folder.</summary>
    public string PathOf(params string[] parts) => Path.GetFullPath(root.PathOf(Path.Combine(parts)));

    /// <summary>Sets a variable.</summary>
    public void Set(string variable, string value) => variables[variable] = value;

    /// <summary>Sets a variable to folders.</summary>
    public void SetFolders(string variable, params string[] folders) =>
        Set(variable, string.Join(isWindows ? ';' : ':', folders.Select(folder => PathOf(folder))));

    /// <summary>Writes a file.</summary>
    /// <returns>Its path.</returns>
    public string Write(string folder, string name, params string[] lines)
    {
        Directory.CreateDirectory(PathOf(folder));
        string path = PathOf(folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    /// <summary>Adds a driver.</summary>
    public string AddDriver(int cuda = 12040, string folder = DriverFolder, params string[] lines) =>
        Write(folder, LibraryNames.Driver(isWindows), [$"version {cuda}", .. lines]);

    /// <summary>Adds cuBLAS and cuBLASLt.</summary>
    /// <returns>The path of cuBLAS.</returns>
    public string AddCublas(string folder, int major = 12, params string[] lines)
    {
        string lt = LibraryNames.File("cublasLt", major, isWindows);
        Write(folder, lt);
        return Write(folder, LibraryNames.File("cublas", major, isWindows), [$"version {major}.4.5", $"needs {lt}", .. lines]);
    }

    /// <summary>Adds cuDNN and its parts.</summary>
    /// <returns>The path of cuDNN itself.</returns>
    public string AddCudnn(string folder, int version = 91300, int cuda = 12040, params string[] lines)
    {
        int major = version >= 90000 ? 9 : 8;
        string[] parts = [.. LibraryNames.CudnnParts(major).Select(part => LibraryNames.File(part, major, isWindows))];
        foreach (string part in parts)
            Write(folder, part);
        return Write(
            folder, LibraryNames.File("cudnn", major, isWindows),
            [$"version {version}", $"cuda {cuda}", $"opens {parts[0]}", .. lines]);
    }

    /// <summary>Searches, and expects success.</summary>
    public LibrarySet Find()
    {
        Assert.True(Finder.TryFind(out LibrarySet? libraries, out string? reason), reason);
        return libraries;
    }

    /// <summary>Searches, and expects a failure that leaves nothing loaded.</summary>
    /// <returns>The reason.</returns>
    public string Miss()
    {
        Assert.False(Finder.TryFind(out LibrarySet? libraries, out string? reason), $"found {libraries}");
        Assert.Empty(Loader.Loaded);
        Assert.DoesNotContain('\n', reason);
        return reason;
    }

    public void Dispose() => root.Dispose();

    private Machine Describe() => new()
    {
        IsWindows = isWindows,
        Variable = name => variables.GetValueOrDefault(name),
        Root = PathOf(""),
        Home = PathOf("home"),
        Application = PathOf("app"),
        WindowsSystem = PathOf(DriverFolder),
    };
}
