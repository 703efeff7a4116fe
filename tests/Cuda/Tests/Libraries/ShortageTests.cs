namespace CaffeSharpGen.Cuda.Tests.Libraries;

/// <summary>What is said when cuBLAS or cuDNN is missing, does not load or does not fit.</summary>
public sealed class ShortageTests : IDisposable
{
    private readonly MadeUpMachine machine = new();

    public ShortageTests() => machine.AddDriver();

    public void Dispose() => machine.Dispose();

    [Fact]
    public void Nothing_is_there()
    {
        Directory.CreateDirectory(machine.PathOf("app"));
        Assert.Equal(
            "cuBLAS 12 or 11 was not found, for a driver that supports CUDA 12.4: looked for libcublas.so.12 or libcublas.so.11 in "
            + $"the application's folder ({machine.PathOf("app")}), the system's library folders, /usr/local/cuda*, "
            + "the packages of the Python in PATH, the user's Python packages and the system's Python packages; "
            + "'pip install nvidia-cudnn-cu12' brings it and cuDNN",
            machine.Miss());
    }

    [Fact]
    public void Places_that_variables_name_are_said_with_their_folders()
    {
        machine.SetFolders("VIRTUAL_ENV", "venv");
        machine.SetFolders("CUDA_HOME", "toolkit");
        foreach (string folder in new[] { "nvidia/cublas/lib", "nvidia/cudnn/lib", "torch/lib" })
            Directory.CreateDirectory(machine.PathOf("venv/lib/python3.12/site-packages", folder));
        Directory.CreateDirectory(machine.PathOf("toolkit/lib64"));
        string expected = $", CUDA_HOME ({machine.PathOf("toolkit/lib64")}), /usr/local/cuda*, VIRTUAL_ENV (3 folders), ";
        Assert.Contains(expected, machine.Miss(), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_cuDNN_is_missing()
    {
        string cublas = machine.AddCublas("app");
        Assert.StartsWith(
            $"cuDNN 9 or 8 for CUDA 12 was not found, to go with {cublas}: looked for libcudnn.so.9 or libcudnn.so.8 in the application's ",
            machine.Miss(), StringComparison.Ordinal);
        Assert.EndsWith("; 'pip install nvidia-cudnn-cu12' brings it", machine.Miss(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_cuDNN_fits()
    {
        string twelve = machine.AddCublas("app"), eleven = machine.AddCublas("app", 11);
        string old = machine.AddCudnn("app", 8204, 10020), next = machine.AddCudnn("app", 91300, 13000);
        string reason = machine.Miss(), start = $"cuDNN 9 or 8 for CUDA 12 or 11 was not found, to go with {twelve} or {eleven}: ";
        Assert.StartsWith(start, reason, StringComparison.Ordinal);
        Assert.Contains(
            $"; found {next} (cuDNN 9.13.0 for CUDA 13.0) and {old} (cuDNN 8.2.4 for CUDA 10.2); 'pip", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_known_not_to_fit_is_loaded_once()
    {
        machine.AddCublas("app");
        machine.AddCublas("app", 11);
        string cudnn = machine.AddCudnn("app", 91300, 13000);
        machine.Miss();
        Assert.Single(machine.Loader.Log, cudnn);
    }

    [Theory]
    [InlineData("libcublas.so.10", "too old")]
    [InlineData("libcublas.so.10.2.3", "too old")]
    [InlineData("libcublas.so.14", "too new")]
    public void CuBLAS_is_of_another_age(string name, string expected)
    {
        string path = machine.Write("usr/local/cuda/lib64", name);
        machine.Write("usr/local/cuda/lib64", $"{name}.99"); // The same, with its whole version.
        Assert.Contains($"; found {path} ({expected}); ", machine.Miss(), StringComparison.Ordinal);
    }

    [Fact]
    public void CuDNN_is_of_another_age()
    {
        machine.AddCublas("app");
        string path = machine.Write("app", "libcudnn.so.7");
        Assert.Contains($"; found {path} (too old); ", machine.Miss(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("broken file too short", "does not load: file too short")]
    [InlineData("fails 3", "cublasGetProperty fails with 3")]
    [InlineData("lacks cublasGetProperty", "has no cublasGetProperty")]
    [InlineData("needs libother.so.1", "does not load: libother.so.1: cannot open shared object file: No such file or directory")]
    public void CuBLAS_is_unusable(string line, string expected)
    {
        string path = machine.AddCublas("app", 12, line);
        machine.AddCudnn("app");
        Assert.Contains($"; found {path} ({expected}); ", machine.Miss(), StringComparison.Ordinal);
    }

    [Fact]
    public void CuBLAS_lacks_cuBLASLt()
    {
        string path = machine.AddCublas("app");
        File.Delete(machine.PathOf("app", "libcublasLt.so.12"));
        Assert.Contains($"; found {path} (lacks libcublasLt.so.12); ", machine.Miss(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("broken file too short", "does not load: file too short")]
    [InlineData("lacks cudnnGetVersion", "has no cudnnGetVersion")]
    [InlineData("lacks cudnnGetCudartVersion", "has no cudnnGetCudartVersion")]
    public void CuDNN_is_unusable(string line, string expected)
    {
        machine.AddCublas("app");
        string path = machine.AddCudnn("app", 91300, 12040, line);
        Assert.Contains($"; found {path} ({expected}); ", machine.Miss(), StringComparison.Ordinal);
    }

    /// <summary>The real one would end the process at the first call; here that call throws.</summary>
    [Theory]
    [InlineData(91300, "libcudnn_graph.so.9")]
    [InlineData(91300, "libcudnn_ops.so.9")]
    [InlineData(91300, "libcudnn_cnn.so.9")]
    [InlineData(8902, "libcudnn_ops_infer.so.8")]
    [InlineData(8902, "libcudnn_cnn_infer.so.8")]
    public void CuDNN_lacks_a_part(int version, string part)
    {
        machine.AddCublas("app");
        string path = machine.AddCudnn("app", version);
        File.Delete(machine.PathOf("app", part));
        Assert.Contains($"; found {path} (lacks its part {part}); ", machine.Miss(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_cuDNN_does_not_load()
    {
        machine.AddCublas("app");
        string path = machine.AddCudnn("app");
        machine.Write("app", "libcudnn_ops.so.9", "broken file too short");
        string expected = $"; found {path} (its part libcudnn_ops.so.9 does not load: file too short); ";
        Assert.Contains(expected, machine.Miss(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_list_is_cut()
    {
        machine.AddCublas("app");
        foreach (int i in Enumerable.Range(0, 7))
            machine.AddCudnn($"usr/local/cuda-12.{i}/lib64", 91300, 13000);
        string reason = machine.Miss();
        Assert.Contains(" and 3 more; 'pip", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("cuda-12.2/", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Advice_is_for_the_driver()
    {
        machine.AddDriver(11060);
        Assert.EndsWith("'pip install nvidia-cudnn-cu11' brings it and cuDNN", machine.Miss(), StringComparison.Ordinal);
        machine.AddDriver(13000);
        machine.AddCublas("app", 13);
        Assert.EndsWith("'pip install nvidia-cudnn-cu13' brings it", machine.Miss(), StringComparison.Ordinal);
    }
}
