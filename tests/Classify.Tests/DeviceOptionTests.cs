using System.CommandLine;
using CaffeSharpGen.Samples.CommandLines;
using CaffeSharpGen.Samples.Devices;

namespace CaffeSharpGen.Classify.Tests;

/// <summary>Which device a command line means, and which it cannot mean.</summary>
public sealed class DeviceOptionTests
{
    [Theory]
    [InlineData("cpu", false)]
    [InlineData("cpu", false, "--device", "cpu")]
    [InlineData("cpu", false, "--device=CPU")]
    [InlineData("auto", false, "--device", "auto")]
    [InlineData("auto", true, "--device", "Auto", "--tf32")]
    [InlineData("cuda:0", false, "--device", "cuda")]
    [InlineData("cuda:0", false, "--device", "cuda:0")]
    [InlineData("cuda:12", true, "--device", "CUDA:12", "--tf32=true")]
    [InlineData("cuda:7", false, "--device", "cuda:07")]
    [InlineData("cpu", false, "-gpuid", "-1")]
    [InlineData("cpu", false, "--gpuid", "-1", "--device", "cpu", "--tf32=false")]
    [InlineData("cuda:0", false, "-gpuid", "0")]
    [InlineData("cuda:0", false, "--gpuid=0", "--device", "cuda")]
    [InlineData("cuda:2", true, "--gpuid", "2", "--device", "cuda:2", "--tf32", "-backend", "nn")]
    public void The_device_that_is_meant(string device, bool tf32, params string[] arguments)
    {
        Request? request = null;
        ParseResult parsed = new CommandLine(found =>
        {
            request = found;
            return 0;
        }).Parse(arguments);
        Assert.Empty(parsed.Errors.Select(error => error.Message));
        Assert.Equal(0, parsed.Invoke());
        Assert.Equal((device, tf32), (request!.Device.ToString(), request.Tf32));
    }

    [Theory]
    [InlineData("--gpuid 0 is cuda:0, and --device is cpu; give one of them", "--gpuid", "0", "--device", "cpu")]
    [InlineData("--gpuid 1 is cuda:1, and --device is cuda:0; give one of them", "-gpuid", "1", "--device", "cuda")]
    [InlineData("--gpuid -1 is cpu, and --device is cuda:0; give one of them", "-gpuid", "-1", "--device", "cuda:0")]
    [InlineData("--gpuid -1 is cpu, and --device is auto; give one of them", "--gpuid", "-1", "--device", "auto")]
    [InlineData("--gpuid 0 is cuda:0, and --device is auto; give one of them", "--gpuid", "0", "--device", "auto")]
    [InlineData("--tf32 says how a GPU multiplies, and the device is the CPU; expected --device cuda or --device auto with it", "--tf32")]
    [InlineData("--tf32 says how a GPU multiplies", "--tf32", "--device", "cpu")]
    [InlineData("--tf32 says how a GPU multiplies", "--tf32", "-gpuid", "-1")]
    [InlineData("--device is 'gpu'; expected auto, cpu, cuda or cuda:k, where k counts GPUs from 0, such as --device cuda:0; did you mean 'cuda'?", "--device", "gpu")]
    [InlineData("--device is 'gpu:0'; expected auto", "--device", "gpu:0", "--gpuid", "0")]
    [InlineData("; did you mean 'cuda'?", "--device", "cudda")]
    [InlineData("--device is 'cuda:-1'; expected auto", "--device", "cuda:-1", "--tf32")]
    [InlineData("--device is 'cuda:'; expected auto", "--device", "cuda:")]
    [InlineData("--device is 'cuda: 1'; expected auto", "--device", "cuda: 1")]
    [InlineData("--device is 'cuda:99999999999'; expected auto", "--device", "cuda:99999999999")]
    [InlineData("--device is empty; expected auto", "--device", "")]
    [InlineData("--device has no value; expected auto", "--device")]
    [InlineData("--device is given 2 times; expected it once", "--device", "cuda", "--device", "cuda")]
    [InlineData("-gpuid is '-2'; expected -1, the CPU, or the number of a GPU", "-gpuid", "-2", "--device", "cpu")]
    [InlineData("-gpuid is '0,1'; expected -1, the CPU, or the number of a GPU", "-gpuid", "0,1")]
    public void What_it_cannot_mean_is_one_error(string expected, params string[] arguments)
    {
        ParseResult parsed = new CommandLine(_ => throw new InvalidOperationException("it ran")).Parse(arguments);
        string message = Assert.Single(parsed.Errors.Select(error => error.Message).Distinct());
        Assert.Contains(expected, message);
    }

    [Theory]
    [InlineData("", "cpu")]
    [InlineData("cuda:0", "cuda:0")]
    public void The_word_of_a_device_is_read_back(string text, string expected)
    {
        DeviceName name = DeviceName.TryRead(text, out DeviceName? read) ? read : DeviceRules.Choose(null, null);
        Assert.Equal(expected, name.ToString());
        Assert.Equal(text.Length > 0 ? 0 : null, name.GpuIndex);
    }

    [Fact]
    public void A_GPU_that_fails_is_one_line_with_a_way_out()
    {
        TextWriter before = Console.Error;
        using var error = new StringWriter();
        try
        {
            Console.SetError(error);
            Assert.Equal(1, SampleProgram.Print(json: false, () => throw new DeviceException("cuLaunchKernel failed: CUDA_ERROR_LAUNCH_FAILED")));
        }
        finally
        {
            Console.SetError(before);
        }
        Assert.Equal(
            $"error: cuLaunchKernel failed: CUDA_ERROR_LAUNCH_FAILED; --device cpu runs without a GPU{Environment.NewLine}", error.ToString());
    }
}
