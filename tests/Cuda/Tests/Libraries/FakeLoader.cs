using System.Globalization;
using CaffeSharpGen.Cuda.Libraries.Loading;

namespace CaffeSharpGen.Cuda.Tests.Libraries;

/// <summary>
/// A loader whose libraries are text files that say what they are, line by line: <c>version 12040</c>
/// (of cuBLAS <c>version 12.4.5</c>), <c>cuda 12040</c>,
/// <c>needs NAME</c> (another library, by name), <c>opens NAME</c> (a library, by name, at the first call), <c>lacks FUNCTION</c>,
/// <c>fails STATUS</c>, <c>broken MESSAGE</c>. As the system's loaders, it takes a loaded library for its file's name.
/// </summary>
internal sealed class FakeLoader : INativeLoader
{
    private static readonly string[] Functions =
        ["cuDriverGetVersion", "cublasGetProperty", "cublasLtGetVersion", "cudnnGetVersion", "cudnnGetCudartVersion"];

    private readonly List<Library> libraries = [];

    /// <summary>The folders that are searched for names.</summary>
    public List<string> Folders { get; } = [];

    /// <summary>All files that were loaded, in order; also those that were unloaded since.</summary>
    public List<string> Log { get; } = [];

    /// <summary>The files that are loaded now.</summary>
    public IEnumerable<string> Loaded => libraries.Where(library => library.Count > 0).Select(library => library.File);

    public nint Load(string path, out string? failure)
    {
        failure = null;
        if (Find(path) is not { } file)
            return 0;
        if (Values(file, "broken").FirstOrDefault() is { } message)
        {
            failure = message;
            return 0;
        }
        foreach (string name in Values(file, "needs"))
        {
            if (Find(name) is { } needed)
                Add(needed).IsNeeded = true; // Stays, as the tests do not follow what the system's loader unloads by itself.
            else
                failure = $"{name}: cannot open shared object file: No such file or directory";
        }
        if (failure is not null)
            return 0;
        Log.Add(file);
        Library library = Add(file);
        library.Count++;
        return libraries.IndexOf(library) + 1;
    }

    /// <summary>The file that a handle stands for.</summary>
    public string FileOfHandle(nint handle) => At(handle).File;

    public void Free(nint library) => At(library).Count--;

    public nint Export(nint library, string name)
    {
        string file = At(library).File;
        string stem = Path.GetFileName(file).Replace("lib", "", StringComparison.Ordinal).Split('.')[0].Split("64_")[0];
        string prefix = stem switch { "cuda" or "nvcuda" => "cuDriver", "cudnn" => "cudnn", _ => $"{stem}Get" };
        return name.StartsWith(prefix, StringComparison.Ordinal) && !Values(file, "lacks").Contains(name)
            ? library * Functions.Length + Array.IndexOf(Functions, name)
            : 0;
    }

    public string? FileOf(nint function) => Of(function, out _).File;

    public int GetDriverVersion(nint function, out int version)
    {
        string file = Called(function, "cuDriverGetVersion");
        version = Number(file, "version");
        return Number(file, "fails");
    }

    public int GetCublasProperty(nint function, int property, out int value)
    {
        string file = Called(function, "cublasGetProperty");
        value = Values(file, "version").Select(Version.Parse).Single() switch
        {
            var version when property == 0 => version.Major,
            var version when property == 1 => version.Minor,
            var version => version.Build,
        };
        return Number(file, "fails");
    }

    public long GetCudnnNumber(nint function)
    {
        string file = Of(function, out string name).File;
        Called(function, name);
        foreach (string part in Values(file, "opens"))
        {
            if (Find(part) is null)
                throw new InvalidOperationException($"unable to load {part}: the process ends");
        }
        return Number(file, name == "cudnnGetVersion" ? "version" : "cuda");
    }

    private string? Find(string path) => Path.IsPathFullyQualified(path)
        ? File.Exists(path) ? path : null
        : libraries.Find(library => (library.Count > 0 || library.IsNeeded) && Path.GetFileName(library.File) == path)?.File
            ?? Folders.Select(folder => Path.Combine(folder, path)).FirstOrDefault(File.Exists);

    private Library Add(string file)
    {
        if (libraries.Find(library => library.File == file) is { } known)
            return known;
        Library library = new(file);
        libraries.Add(library);
        return library;
    }

    private Library At(nint handle)
    {
        Library library = libraries[(int)handle - 1];
        Assert.True(library.Count > 0, $"{library.File} is used, and not loaded");
        return library;
    }

    private Library Of(nint function, out string name)
    {
        name = Functions[function % Functions.Length];
        return At(function / Functions.Length);
    }

    private string Called(nint function, string expected)
    {
        Library library = Of(function, out string name);
        Assert.Equal(expected, name);
        return library.File;
    }

    private static int Number(string file, string key) =>
        int.Parse(Values(file, key).FirstOrDefault() ?? "0", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Values(string file, string key) =>
        from line in File.ReadLines(file)
        where line.StartsWith($"{key} ", StringComparison.Ordinal)
        select line[(key.Length + 1)..];

    private sealed class Library(string file)
    {
        public string File => file;

        public int Count { get; set; }

        public bool IsNeeded { get; set; }
    }
}
