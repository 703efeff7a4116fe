using System.Diagnostics;
using CaffeSharpGen.Cuda.Libraries;
using CaffeSharpGen.Cuda.Libraries.Loading;
using CaffeSharpGen.Cuda.Libraries.Places;

namespace CaffeSharpGen.Cuda.Tests.Libraries;

/// <summary>
/// Libraries that gcc makes of a few lines, in a folder that <c>CSG_CUDA</c> names, and the loader of this system. What was loaded is
/// unloaded with them, as other tests of the process must not find it by its name.
/// </summary>
internal sealed class SmallLibraries : INativeLoader, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly NativeLoader loader = new();
    private readonly List<nint> loaded = [];

    public SmallLibraries()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/gcc"), "needs Linux and gcc");
        Machine machine = Machine.Current() with { Variable = name => name == SearchPlaces.Variable ? PathOf("") : null };
        Finder = new(() => machine, this);
    }

    public LibraryFinder Finder { get; }

    public string PathOf(string name) => folder.PathOf(name);

    /// <summary>Compiles C into a library that has its file's name as soname.</summary>
    public string Compile(string name, string source, params string[] arguments)
    {
        string path = PathOf(name);
        string[] all = ["-shared", "-fPIC", "-x", "c", "-", "-x", "none", $"-Wl,-soname,{name}", "-o", path, .. arguments];
        ProcessStartInfo start = new("gcc", all)
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Write(source);
        process.StandardInput.Close();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
        return path;
    }

    public nint Load(string path, out string? failure)
    {
        nint library = loader.Load(path, out failure);
        if (library != 0)
            loaded.Add(library);
        return library;
    }

    public void Free(nint library)
    {
        Assert.True(loaded.Remove(library));
        loader.Free(library);
    }

    public nint Export(nint library, string name) => loader.Export(library, name);

    public string? FileOf(nint function) => loader.FileOf(function);

    public int GetDriverVersion(nint function, out int version) => loader.GetDriverVersion(function, out version);

    public int GetCublasProperty(nint function, int property, out int value) => loader.GetCublasProperty(function, property, out value);

    public long GetCudnnNumber(nint function) => loader.GetCudnnNumber(function);

    public void Dispose()
    {
        foreach (nint library in Enumerable.Reverse(loaded))
            loader.Free(library);
        folder.Dispose();
    }
}
