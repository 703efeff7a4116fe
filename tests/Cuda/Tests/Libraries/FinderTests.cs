using CaffeSharpGen.Cuda.Libraries;

namespace CaffeSharpGen.Cuda.Tests.Libraries;

/// <summary>When the finder searches, what it keeps, and which names it serves.</summary>
public sealed class FinderTests : IDisposable
{
    private readonly MadeUpMachine machine = new();

    public void Dispose() => machine.Dispose();

    [Fact]
    public void Nothing_is_loaded_before_the_question()
    {
        AddAll();
        Assert.False(machine.Finder.WasAsked);
        Assert.Empty(machine.Loader.Log);
        machine.Find();
        Assert.True(machine.Finder.WasAsked);
    }

    [Fact]
    public void What_was_found_is_kept()
    {
        AddAll();
        LibrarySet found = machine.Find();
        int loads = machine.Loader.Log.Count;
        machine.Set("CSG_CUDA", "nowhere");
        Assert.Same(found, machine.Find());
        Assert.Equal(loads, machine.Loader.Log.Count);
    }

    [Fact]
    public void A_failure_is_not_kept()
    {
        machine.Miss();
        Assert.True(machine.Finder.WasAsked);
        AddAll();
        machine.Find();
    }

    [Fact]
    public void Threads_search_once()
    {
        AddAll();
        LibrarySet[] found = new LibrarySet[8];
        Parallel.For(0, found.Length, i => found[i] = machine.Find());
        Assert.All(found, it => Assert.Same(found[0], it));
        Assert.Single(machine.Loader.Log, machine.PathOf("app", "libcublas.so.12"));
    }

    [Theory]
    [InlineData("cuda", "libcuda.so.1")]
    [InlineData("nvcuda", "libcuda.so.1")]
    [InlineData("libcuda", "libcuda.so.1")]
    [InlineData("cublas", "libcublas.so.12")]
    [InlineData("cublas64_12", "libcublas.so.12")]
    [InlineData("cublasLt", "libcublasLt.so.12")]
    [InlineData("cudnn", "libcudnn.so.9")]
    public void Names_of_imports_are_served(string name, string file)
    {
        AddAll();
        nint handle = machine.Finder.Resolve(name);
        Assert.Equal(file, Path.GetFileName(machine.Loader.FileOfHandle(handle)));
    }

    [Fact]
    public void Other_names_are_no_question()
    {
        Assert.Equal(0, machine.Finder.Resolve("libc"));
        Assert.False(machine.Finder.WasAsked);
    }

    [Fact]
    public void An_import_without_libraries_fails_with_the_reason()
    {
        string reason = Assert.Throws<DllNotFoundException>(() => machine.Finder.Resolve("cudnn")).Message;
        Assert.Equal(machine.Miss(), reason);
    }

    private void AddAll()
    {
        machine.AddDriver();
        machine.AddCublas("app");
        machine.AddCudnn("app");
    }
}
