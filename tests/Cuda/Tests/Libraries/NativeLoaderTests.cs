using CaffeSharpGen.Cuda.Libraries;
using CaffeSharpGen.Cuda.Libraries.Loading;

namespace CaffeSharpGen.Cuda.Tests.Libraries;

/// <summary>The system's own loader, on libraries that are made here: what the search relies on is so.</summary>
public sealed class NativeLoaderTests : IDisposable
{
    private const string DriverSource = "int cuDriverGetVersion(int *version) { *version = 12040; return 0; }";
    private const string CublasSource =
        "int lt(void); int cublasGetProperty(int what, int *value) { *value = 12 + what + lt(); return 0; }";

    // As NVIDIA's: opens its part by name, with the longest name first, and ends the process if it cannot.
    private const string CudnnSource = """
        #include <dlfcn.h>
        #include <stddef.h>
        #include <stdlib.h>
        static void *part;
        __attribute__((destructor)) static void close_part(void) { if (part) dlclose(part); }
        static size_t call(const char *name)
        {
            if (!part) part = dlopen("libcudnn_graph.so.9.13.0", RTLD_LAZY);
            if (!part) part = dlopen("libcudnn_graph.so.9", RTLD_LAZY);
            if (!part) abort();
            return ((size_t (*)(void))dlsym(part, name))();
        }
        size_t cudnnGetVersion(void) { return call("graphVersion"); }
        size_t cudnnGetCudartVersion(void) { return call("graphCuda"); }
        """;

    private readonly SmallLibraries libraries = new();

    public void Dispose() => libraries.Dispose();

    [Fact]
    public void Libraries_that_name_others_without_folder_find_them()
    {
        libraries.Compile("libcuda.so.1", DriverSource);
        string lt = libraries.Compile("libcublasLt.so.12", "int lt(void) { return 0; }");
        string cublas = libraries.Compile("libcublas.so.12", CublasSource, lt);
        libraries.Compile("libcudnn_graph.so.9", "long graphVersion(void) { return 91302; } long graphCuda(void) { return 12090; }");
        libraries.Compile("libcudnn_ops.so.9", "");
        libraries.Compile("libcudnn_cnn.so.9", "");
        string cudnn = libraries.Compile("libcudnn.so.9", CudnnSource, "-ldl");
        LibrarySet found = Find();
        Assert.Equal((cublas, new Version(12, 13, 14)), (found.Cublas.Path, found.Cublas.Version));
        Assert.Equal((cudnn, new Version(9, 13, 2)), (found.Cudnn.Path, found.Cudnn.Version));
        Assert.Equal((new Version(12, 9), new Version(12, 4)), (found.CudnnCuda, found.Driver.Version));
        Assert.Equal(libraries.PathOf("libcuda.so.1"), found.Driver.Path);
    }

    /// <summary>As the double is.</summary>
    [Fact]
    public void One_library_under_all_names_serves_them_all()
    {
        string all = libraries.Compile("all.so", $$"""
            {{DriverSource}}
            int cublasGetProperty(int what, int *value) { *value = 12; return 0; }
            unsigned long cudnnGetVersion(void) { return 8902; }
            unsigned long cudnnGetCudartVersion(void) { return 12010; }
            """);
        foreach (string name in (string[])
            ["libcuda.so.1", "libcublas.so.12", "libcublasLt.so.12", "libcudnn.so.8", "libcudnn_ops_infer.so.8", "libcudnn_cnn_infer.so.8"])
            File.CreateSymbolicLink(libraries.PathOf(name), all);
        LibrarySet found = Find();
        Assert.Equal((new Version(8, 9, 2), all), (found.Cudnn.Version, found.Cudnn.Path));
        Assert.Equal(found.Driver.Handle, found.Cudnn.Handle);
    }

    [Fact]
    public void What_does_not_load_is_said_as_the_system_says_it()
    {
        libraries.Compile("libcuda.so.1", DriverSource);
        File.WriteAllText(libraries.PathOf("libcublas.so.12"), "text");
        libraries.Compile("libcublasLt.so.12", "");
        string other = libraries.Compile("libmissing.so.1", "int lt(void) { return 0; }");
        libraries.Compile("libcublas.so.11", CublasSource, other);
        libraries.Compile("libcublasLt.so.11", "");
        File.Delete(other);
        Assert.False(libraries.Finder.TryFind(out _, out string? reason));
        Assert.Contains(
            $"; found {libraries.PathOf("libcublas.so.12")} (does not load: file too short) and {libraries.PathOf("libcublas.so.11")} "
            + "(does not load: libmissing.so.1: cannot open shared object file: No such file or directory); ",
            reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_is_no_failure()
    {
        Assert.Equal(0, new NativeLoader().Load("libnothing_of_this_name.so.3", out string? failure));
        Assert.Null(failure);
        Assert.Equal(0, new NativeLoader().Load(libraries.PathOf("libnothing.so"), out failure));
        Assert.Null(failure);
    }

    [Fact]
    public void What_was_unloaded_is_gone()
    {
        string path = libraries.Compile("libcuda.so.1", DriverSource);
        nint library = libraries.Load(path, out _);
        nint function = libraries.Export(library, "cuDriverGetVersion");
        Assert.Equal((path, 0), (libraries.FileOf(function), libraries.Export(library, "cuInit")));
        libraries.Free(library);
        Assert.Null(libraries.FileOf(function));
    }

    private LibrarySet Find()
    {
        Assert.True(libraries.Finder.TryFind(out LibrarySet? found, out string? reason), reason);
        return found;
    }
}
