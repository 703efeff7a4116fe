namespace CaffeSharpGen.Cuda.Tests.Libraries;

/// <summary>The driver: where it is found, and which are refused.</summary>
public sealed class DriverTests : IDisposable
{
    private readonly MadeUpMachine machine = new();

    public DriverTests()
    {
        machine.AddCublas("app");
        machine.AddCudnn("app");
    }

    public void Dispose() => machine.Dispose();

    [Theory]
    [InlineData(MadeUpMachine.DriverFolder)]
    [InlineData("usr/local/nvidia/lib64")]
    [InlineData("usr/lib/wsl/lib")]
    public void Is_found_in(string folder)
    {
        string path = machine.AddDriver(12040, folder);
        Assert.Equal((path, new Version(12, 4)), (machine.Find().Driver.Path, machine.Find().Driver.Version));
    }

    [Fact]
    public void In_the_chosen_folder_comes_first()
    {
        machine.AddDriver();
        machine.SetFolders("CSG_CUDA", "app");
        Assert.Equal(machine.PathOf("driver", "libcuda.so.1"), machine.Find().Driver.Path);
        using MadeUpMachine other = new();
        other.AddDriver();
        string chosen = other.AddDriver(13000, "mine");
        other.AddCublas("mine");
        other.AddCudnn("mine");
        other.SetFolders("CSG_CUDA", "mine");
        Assert.Equal(chosen, other.Find().Driver.Path);
    }

    [Fact]
    public void Absent_is_said_with_the_places() => Assert.Equal(
        "NVIDIA's driver was not found: looked for libcuda.so.1 in the system's library folders, "
        + $"{machine.PathOf("usr/local/nvidia/lib64")} and {machine.PathOf("usr/lib/wsl/lib")}; "
        + "libcuda.so.1 comes with the driver, and into a container by 'docker run --gpus all'",
        machine.Miss());

    [Fact]
    public void Without_it_nothing_else_is_loaded()
    {
        machine.Miss();
        Assert.Empty(machine.Loader.Log);
    }

    [Fact]
    public void Too_old_is_said_with_both_versions()
    {
        string path = machine.AddDriver(11020);
        Assert.Equal($"NVIDIA's driver, {path}, supports CUDA 11.2; 11.4 or newer is needed", machine.Miss());
    }

    [Fact]
    public void The_oldest_that_does_is_11_4()
    {
        machine.AddDriver(11040);
        machine.AddCublas("app", 11);
        machine.AddCudnn("app", 8902, 11080);
        Assert.Equal(new Version(11, 4), machine.Find().Driver.Version);
    }

    [Fact]
    public void Too_old_in_one_place_is_passed_over_for_another_and_unloaded()
    {
        string old = machine.AddDriver(11020), good = machine.AddDriver(12040, "usr/lib/wsl/lib");
        Assert.Equal(good, machine.Find().Driver.Path);
        Assert.Contains(old, machine.Loader.Log);
        Assert.DoesNotContain(old, machine.Loader.Loaded);
    }

    [Theory]
    [InlineData("fails 34", "a stub for building programs, no driver")]
    [InlineData("fails 999", "cuDriverGetVersion fails with 999")]
    [InlineData("lacks cuDriverGetVersion", "has no cuDriverGetVersion")]
    [InlineData("broken file too short", "does not load: file too short")]
    public void Unusable_is_said_with_what_is_wrong(string line, string expected)
    {
        string path = machine.AddDriver(12040, "usr/lib/wsl/lib", line);
        Assert.Contains($"; found {path} ({expected}); libcuda.so.1 comes with the driver", machine.Miss(), StringComparison.Ordinal);
    }
}
