namespace CaffeSharpGen.Classify.Tests;

/// <summary>What classify does on a GPU, and where the GPU fails.</summary>
public sealed class OnGpuTests(DoubleFolder cuda) : GpuTests(cuda, () => new Workplace())
{
    [Theory]
    [InlineData("cuda", "CUDA 0, ", "full precision")]
    [InlineData("cuda:1", "CUDA 1, ", "TF32", "--tf32")]
    public void The_report_names_the_GPU_and_its_memory(string device, string name, string precision, params string[] arguments)
    {
        string report = NewPlace("devices=2").Run(["--device", device, .. arguments]).Succeeded().Out;
        Assert.Matches($"(?m)^device   {name}CaffeSharpGen test double .*{precision}\r?$", report);
        Assert.Matches(@"(?m)^memory   \d+\.\d MiB of weights, \d+\.\d MiB of values, \d+\.\d MiB of workspaces; \d+\.\d MiB of the host\r?$", report);
    }

    [Theory]
    [InlineData("devices=0", "cuda", "cuda:0 cannot be used: ", "no GPU")]
    [InlineData("devices=2", "cuda:2", "there is no such GPU; found cuda:0, CaffeSharpGen test double, cuda:1, CaffeSharpGen test double")]
    [InlineData("memory=20000000", "cuda:0", "cuda:0 cannot be used: cuMemAlloc_v2 of 33554432 bytes failed: CUDA_ERROR_OUT_OF_MEMORY (")]
    public void A_GPU_that_cannot_be_used_is_an_error_with_a_way_out(string settings, string device, params string[] parts) =>
        RequireFailure(settings, ["--device", device], [.. parts, "; give --device cpu, or --device auto "]);

    // Early calls find the GPU, those behind load the network, run it, and run it backward.
    [Theory]
    [InlineData(3, "cannot be used: ")]
    [InlineData(30, " failed: ")]
    [InlineData(60, "(at layer ")]
    [InlineData(120, "(at layer ")]
    [InlineData(180, " failed: ")]
    public void A_call_that_fails_is_one_line_and_nothing_is_written(int call, string part) =>
        RequireFailure($"failAt={call}", ["--device", "cuda"], [part, "--device cpu"]);

    [Theory]
    [InlineData("devices=0")]
    [InlineData("memory=20000000")]
    public void Auto_takes_the_CPU_where_the_GPU_cannot_be_used(string settings)
    {
        ProgramPlace plain = NewPlace(), auto = NewPlace(settings);
        plain.Run("--device", "cpu").Succeeded();
        Outcome run = auto.Run("--device", "auto");
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("note: --device auto takes the CPU: ", run.Error);
        Assert.Contains("device   CPU", run.Out);
        Assert.Equal(plain.Files, auto.Files);
        Assert.All(plain.Files, file => Assert.Equal(File.ReadAllBytes(plain.At(file)), File.ReadAllBytes(auto.At(file))));
    }

    private void RequireFailure(string settings, string[] arguments, string[] parts)
    {
        ProgramPlace place = NewPlace(settings);
        Outcome run = place.Run(arguments);
        run.FailedWith(1, parts);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Empty(place.Files);
    }
}
