using CaffeSharpGen.Cuda.Libraries;

namespace CaffeSharpGen.Cuda.Tests.Libraries;

/// <summary>Which pair of cuBLAS and cuDNN is taken.</summary>
public sealed class FitTests : IDisposable
{
    private readonly MadeUpMachine machine = new();

    public void Dispose() => machine.Dispose();

    [Fact]
    public void Versions_are_read_from_the_libraries()
    {
        machine.AddDriver(12080);
        string cublas = machine.AddCublas("app"), cudnn = machine.AddCudnn("app", 91302, 12090);
        LibrarySet found = machine.Find();
        Assert.Equal((cublas, new Version(12, 4, 5)), (found.Cublas.Path, found.Cublas.Version));
        Assert.Equal((cudnn, new Version(9, 13, 2)), (found.Cudnn.Path, found.Cudnn.Version));
        Assert.Equal(new Version(12, 9), found.CudnnCuda);
        Assert.Equal((machine.PathOf("app", "libcublasLt.so.12"), new Version(12, 4, 5)), (found.CublasLt.Path, found.CublasLt.Version));
    }

    [Theory]
    [InlineData(8902, "8.9.2")]
    [InlineData(8204, "8.2.4")]
    [InlineData(90000, "9.0.0")]
    public void CuDNN_8_and_9_number_themselves_differently(int number, string version)
    {
        machine.AddDriver();
        machine.AddCublas("app");
        machine.AddCudnn("app", number);
        Assert.Equal(Version.Parse(version), machine.Find().Cudnn.Version);
    }

    // Columns: the driver's CUDA; majors of cuBLAS; cuDNNs with their CUDA; expected majors of cuBLAS and cuDNN.
    [Theory]
    [InlineData(13000, "13 12 11", "9/13 8/12", 13, 9)]
    [InlineData(12020, "13 12 11", "9/12 8/11", 12, 9)]
    [InlineData(13000, "13 12", "9/12 8/12", 12, 9)]
    [InlineData(13000, "12 11", "9/11 8/12", 12, 8)]
    [InlineData(13000, "13 12 11", "9/11 8/11", 11, 9)]
    [InlineData(12000, "13 12", "9/13 8/12", 12, 8)]
    [InlineData(11040, "12 11", "9/12 8/11", 11, 8)]
    [InlineData(14000, "13", "9/13", 13, 9)]
    public void The_highest_pair_that_fits_is_taken(int driver, string cublas, string cudnn, int expectedCublas, int expectedCudnn)
    {
        machine.AddDriver(driver);
        foreach (string major in cublas.Split(' '))
            machine.AddCublas("app", int.Parse(major));
        foreach (string[] parts in cudnn.Split(' ').Select(it => it.Split('/')))
            machine.AddCudnn("app", parts[0] == "9" ? 91300 : 8902, int.Parse(parts[1]) * 1000);
        LibrarySet found = machine.Find();
        Assert.Equal((expectedCublas, expectedCudnn), (found.Cublas.Version.Major, found.Cudnn.Version.Major));
        Assert.Equal(expectedCublas, found.CudnnCuda.Major);
    }

    [Fact]
    public void Majors_count_more_than_places()
    {
        machine.AddDriver(13000);
        machine.AddCublas("app", 11);
        machine.AddCudnn("app", 8902, 11080);
        string cublas = machine.AddCublas(MadeUpMachine.System), cudnn = machine.AddCudnn(MadeUpMachine.System);
        Assert.Equal((cublas, cudnn), (machine.Find().Cublas.Path, machine.Find().Cudnn.Path));
    }

    [Fact]
    public void A_cuDNN_for_another_CUDA_is_passed_over_for_one_in_a_later_place()
    {
        machine.AddDriver(12080);
        machine.AddCublas("app");
        string other = machine.AddCudnn("app", 91300, 13000), fitting = machine.AddCudnn(MadeUpMachine.System);
        Assert.Equal(fitting, machine.Find().Cudnn.Path);
        Assert.Contains(other, machine.Loader.Log);
        Assert.DoesNotContain(other, machine.Loader.Loaded);
    }

    [Fact]
    public void What_is_passed_over_is_unloaded()
    {
        machine.AddDriver(13000);
        string thirteen = machine.AddCublas("app", 13), twelve = machine.AddCublas("app"), cudnn = machine.AddCudnn("app");
        machine.Find();
        Assert.Contains(thirteen, machine.Loader.Log);
        Assert.Equal(
            [
                twelve, machine.PathOf("app", "libcublasLt.so.12"), cudnn, machine.PathOf("app", "libcudnn_cnn.so.9"),
                machine.PathOf("app", "libcudnn_graph.so.9"), machine.PathOf("app", "libcudnn_ops.so.9"),
                machine.PathOf("driver", "libcuda.so.1"),
            ],
            machine.Loader.Loaded.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Dependencies_are_loaded_first_and_by_their_paths()
    {
        machine.AddDriver();
        machine.AddCublas("app");
        machine.AddCudnn("app");
        machine.Write("app", "libcudnn_heuristic.so.9");
        machine.Write("app", "libcudnn_engines_precompiled.so.9");
        machine.Find();
        Assert.Equal(
            [
                "libcuda.so.1", "libcublasLt.so.12", "libcublas.so.12", "libcudnn_graph.so.9", "libcudnn_ops.so.9", "libcudnn_cnn.so.9",
                "libcudnn.so.9", "libcudnn_heuristic.so.9", "libcudnn_engines_precompiled.so.9",
            ],
            machine.Loader.Log.Select(Path.GetFileName));
    }

    [Fact]
    public void A_library_too_new_for_the_driver_is_not_even_loaded()
    {
        machine.AddDriver(12080);
        string tooNew = machine.AddCublas("app", 13);
        Assert.Contains($"; found {tooNew} (needs a driver for CUDA 13); ", machine.Miss(), StringComparison.Ordinal);
        Assert.DoesNotContain(tooNew, machine.Loader.Log);
    }

    [Fact]
    public void A_library_that_says_another_major_than_its_name_is_taken_by_its_word()
    {
        machine.AddDriver(12080);
        machine.Write("app", "libcublasLt.so.12");
        machine.Write("app", "libcublas.so.12", "version 11.11.3");
        machine.AddCudnn("app", 91300, 11080);
        Assert.Equal(11, machine.Find().Cublas.Version.Major);
    }

    [Fact]
    public void One_file_under_all_names_will_do()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        machine.AddDriver();
        string cublas = machine.AddCublas("app"), real = cublas + ".4.5";
        File.Move(cublas, real);
        File.CreateSymbolicLink(cublas, real);
        machine.AddCudnn("app");
        Assert.Equal(cublas, machine.Find().Cublas.Path);
    }
}
