using CaffeSharpGen.Cuda.Libraries;

namespace CaffeSharpGen.Cuda.Tests.Libraries;

/// <summary>Where cuBLAS and cuDNN are looked for, on Linux and on Windows.</summary>
public sealed class PlacesTests
{
    // All places, in the order of the search.
    private static readonly Place[] OfLinux =
    [
        new("app"),
        new(MadeUpMachine.System),
        new("opt/path/lib64"), new("opt/path/lib"), new("opt/path/bin"), new("opt/path/bin/x64"),
        new("opt/home/lib64"), new("opt/home/lib"),
        new("usr/local/cuda/lib64"), new("usr/local/cuda-12.10/lib64"), new("usr/local/cuda-12.4/lib64"), new("usr/local/cuda-11.8/lib64"),
        Wheels("venv/lib/python3.13/site-packages", "nvidia/cu13/lib"),
        Wheels("venv/lib/python3.12/site-packages"),
        new("venv/lib/python3.9/site-packages/torch/lib"),
        new("conda/lib"),
        Wheels("conda/lib/python3.11/site-packages"),
        Wheels("opt/torch/.venv/lib/python3.12/site-packages", "nvidia/cu13/lib"),
        Wheels("home/.local/lib/python3.12/site-packages"),
        Wheels("usr/local/lib/python3.12/dist-packages"),
        Wheels("usr/lib/python3/dist-packages"),
        Wheels("usr/lib64/python3.9/site-packages"),
    ];

    private static readonly Place[] OfWindows =
    [
        new("app"),
        new("tools"),
        new("opt/path/bin"), new("opt/path/bin/x64"),
        new("opt/home/bin"),
        new("programs/NVIDIA GPU Computing Toolkit/CUDA/v12.10/bin", "programs/NVIDIA/CUDNN/v9.10/bin/12.9/x64"),
        new("programs/NVIDIA GPU Computing Toolkit/CUDA/v12.4/bin", "programs/NVIDIA/CUDNN/v9.5/bin/12.6"),
        WindowsWheels("venv/Lib/site-packages", "nvidia/cu13/bin/x86_64"),
        WindowsWheels("conda/Lib/site-packages"),
        new("other/Lib/site-packages/torch/lib"),
        WindowsWheels("roaming/Python/Python313/site-packages"),
        WindowsWheels("local/Programs/Python/Python312/Lib/site-packages"),
        WindowsWheels("programs/Python311/Lib/site-packages"),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_is_searched_and_the_earlier_comes_first(bool isWindows)
    {
        using MadeUpMachine machine = WithEverything(isWindows);
        Place[] places = isWindows ? OfWindows : OfLinux;
        string[] files = [.. places.SelectMany(place => new[] { machine.AddCublas(place.Cublas), machine.AddCudnn(place.Cudnn) })];
        for (int i = 0; i < files.Length; i += 2)
        {
            LibrarySet found = machine.Find();
            Assert.Equal((files[i], files[i + 1]), (found.Cublas.Path, found.Cudnn.Path));
            File.Delete(files[i]);
            File.Delete(files[i + 1]);
            machine.Restart();
        }
        Assert.Contains("was not found", machine.Miss(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_chosen_folder_is_the_only_one(bool isWindows)
    {
        using MadeUpMachine machine = WithEverything(isWindows);
        machine.SetFolders("CSG_CUDA", "first", "second");
        foreach (Place place in isWindows ? OfWindows : OfLinux)
        {
            machine.AddCublas(place.Cublas, 13);
            machine.AddCudnn(place.Cudnn, 91300, 13000);
        }
        string reason = machine.Miss();
        Assert.Contains("in CSG_CUDA (", reason, StringComparison.Ordinal);
        string end = $"{machine.PathOf("second")}, which is no folder) and nowhere else, as that variable is set; ";
        Assert.Contains(end, reason, StringComparison.Ordinal);
        machine.Restart();
        string cublas = machine.AddCublas("second"), cudnn = machine.AddCudnn("first");
        LibrarySet found = machine.Find();
        Assert.Equal((cublas, cudnn), (found.Cublas.Path, found.Cudnn.Path));
    }

    [Fact]
    public void A_variable_that_is_empty_is_not_set()
    {
        using MadeUpMachine machine = WithEverything(isWindows: false);
        machine.Set("CSG_CUDA", "");
        machine.AddCublas("app");
        machine.AddCudnn("app");
        machine.Find();
    }

    [Fact]
    public void Windows_loads_by_full_path_and_not_from_the_current_folder()
    {
        using MadeUpMachine machine = WithEverything(isWindows: true);
        machine.Set("PATH", $".;{machine.PathOf("tools")}");
        string cublas = machine.AddCublas("tools");
        machine.AddCudnn("tools");
        Assert.Equal(cublas, machine.Find().Cublas.Path);
        Assert.All(machine.Loader.Log, path => Assert.True(Path.IsPathFullyQualified(path), path));
        Assert.Equal(
            [
                "nvcuda.dll", "cublasLt64_12.dll", "cublas64_12.dll",
                "cudnn_graph64_9.dll", "cudnn_ops64_9.dll", "cudnn_cnn64_9.dll", "cudnn64_9.dll",
            ],
            machine.Loader.Log.Select(Path.GetFileName));
    }

    [Fact]
    public void Toolkits_that_are_links_to_each_other_are_one()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        using MadeUpMachine machine = WithEverything(isWindows: false);
        string cudnn = machine.AddCudnn("usr/local/cuda-12.4/lib64", 91300, 13000);
        machine.AddCublas("app");
        foreach (string link in new[] { "cuda", "cuda-12" })
            Directory.CreateSymbolicLink(machine.PathOf("usr/local", link), machine.PathOf("usr/local/cuda-12.4"));
        string reason = machine.Miss();
        string found = cudnn.Replace("cuda-12.4", "cuda", StringComparison.Ordinal);
        Assert.Contains($"; found {found} (cuDNN 9.13.0 for CUDA 13.0); ", reason, StringComparison.Ordinal);
    }

    private static MadeUpMachine WithEverything(bool isWindows)
    {
        MadeUpMachine machine = new(isWindows);
        machine.AddDriver();
        machine.SetFolders("CUDA_PATH", "opt/path");
        machine.SetFolders("CUDA_HOME", "opt/home");
        machine.SetFolders("VIRTUAL_ENV", "venv");
        machine.SetFolders("CONDA_PREFIX", "conda");
        if (!isWindows)
        {
            machine.SetFolders("PATH", "usr/local/bin", "opt/torch/.venv/bin", "usr/bin");
            machine.Write("opt/torch/.venv/bin", "python3");
            machine.Write("usr/bin", "python3");
            return machine;
        }
        machine.SetFolders("PATH", "tools", "other", "other/Scripts");
        machine.Write("other/Scripts", "python.exe");
        machine.SetFolders("ProgramFiles", "programs");
        machine.SetFolders("APPDATA", "roaming");
        machine.SetFolders("LOCALAPPDATA", "local");
        return machine;
    }

    private static Place Wheels(string packages, string cublas = "nvidia/cublas/lib") =>
        new($"{packages}/{cublas}", $"{packages}/nvidia/cudnn/lib");

    private static Place WindowsWheels(string packages, string cublas = "nvidia/cublas/bin") =>
        new($"{packages}/{cublas}", $"{packages}/nvidia/cudnn/bin");

    private sealed record Place(string Cublas, string Cudnn)
    {
        public Place(string both) : this(both, both)
        {
        }
    }
}
