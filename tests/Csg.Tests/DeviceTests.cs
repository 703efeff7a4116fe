using CaffeSharpGen.Csg.CommandLines;

namespace CaffeSharpGen.Csg.Tests;

/// <summary>
/// Devices of <c>csg explain</c> on a machine without CUDA: the variable CSG_CUDA names an empty folder, and libraries are then looked for
/// nowhere else.
/// </summary>
public sealed class DeviceTests : IDisposable
{
    private const string Variable = "CSG_CUDA";

    private readonly TemporaryFolder folder = new();
    private readonly string? before = Environment.GetEnvironmentVariable(Variable);
    private readonly string noLibraries;

    public DeviceTests()
    {
        noLibraries = Directory.CreateDirectory(folder.PathOf("none")).FullName;
        Environment.SetEnvironmentVariable(Variable, noLibraries);
    }

    [Theory]
    [InlineData("cuda:0", "--device", "cuda")]
    [InlineData("cuda:1", "--device", "CUDA:1", "--tf32")]
    public void A_GPU_that_is_not_there_is_an_error_with_a_way_out(string device, params string[] arguments)
    {
        Outcome outcome = Explain("out", arguments);
        outcome.FailedWith(
            1, $"error: {device} cannot be used: ", "libcuda", noLibraries,
            "; give --device cpu, or --device auto to take a GPU only where there is one");
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(folder.PathOf("out")));
        string? message = Explain("out", [.. arguments, "--json"]).Json().GetProperty("error").GetProperty("message").GetString();
        Assert.Equal(outcome.Error.Trim(), $"error: {message}");
    }

    [Fact]
    public void Auto_takes_the_processor_says_why_and_changes_nothing()
    {
        JsonElement expected = Explain("cpu", "--device", "cpu", "--json").Succeeded().Json();
        Outcome outcome = Explain("auto", "--device", "auto", "--json");
        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith("note: --device auto takes the CPU: ", outcome.Error);
        Assert.Contains(noLibraries, outcome.Error);
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        Assert.Equal(expected.GetProperty("device").GetString(), outcome.Json().GetProperty("device").GetString());
        string[] files = [.. Directory.GetFiles(folder.PathOf("cpu")).Select(file => Path.GetFileName(file))];
        Assert.NotEmpty(files);
        Assert.Equal(files.Length, Directory.GetFiles(folder.PathOf("auto")).Length);
        Assert.All(files, name => Assert.Equal(
            File.ReadAllBytes(Path.Combine(folder.PathOf("cpu"), name)), File.ReadAllBytes(Path.Combine(folder.PathOf("auto"), name))));
    }

    [Theory]
    [InlineData("--tf32 says how a GPU multiplies", "--tf32")]
    [InlineData("--tf32 says how a GPU multiplies", "--tf32", "--device", "cpu")]
    [InlineData("--device is 'gpu'; expected auto, cpu, cuda or cuda:k", "--device", "gpu")]
    [InlineData("such as --device cuda:0; did you mean 'auto'?", "--device", "aut")]
    [InlineData("--device is 'cuda:-1'; expected auto", "--device", "cuda:-1", "--tf32")]
    [InlineData("--device", "--device")]
    [InlineData("--device", "--device", "cpu", "--device", "cuda")]
    [InlineData("--tf32", "--tf32=maybe")]
    public void What_a_command_line_cannot_mean_is_an_error(string message, params string[] arguments) =>
        Explain("out", arguments).FailedWith(2, "error: ", message);

    [Fact]
    public void A_GPU_that_fails_is_one_line_with_a_way_out() => Assert.Equal(
        "cuLaunchKernel failed: CUDA_ERROR_LAUNCH_FAILED; --device cpu runs without a GPU",
        Failure.Of(new DeviceException("cuLaunchKernel failed: CUDA_ERROR_LAUNCH_FAILED"))?.Message);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, before);
        folder.Dispose();
    }

    private Outcome Explain(string output, params string[] arguments) => Tool.Run(
    [
        "explain", Tool.Model("scenes.example.png"), "--network", "scenes", "--weights", Tool.Model("scenes.caffemodel"),
        "-o", folder.PathOf(output), .. arguments,
    ]);
}
