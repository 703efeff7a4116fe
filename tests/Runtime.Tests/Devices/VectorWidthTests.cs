using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Processor;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Runtime.Tests.Devices;

/// <summary>Which width of vector is chosen, by whom, and what a device says of it.</summary>
public sealed class VectorWidthTests
{
    private static readonly ProcessorModel cascadeLake = new(ProcessorModel.Intel, 6, 85), cannonLake = new(ProcessorModel.Intel, 6, 102);
    private static readonly ProcessorModel zen4 = new("AuthenticAMD", 25, 17);

    [Fact]
    public void The_widest_is_chosen_that_the_processor_and_the_program_have()
    {
        Assert.Equal(new VectorWidth(512, "chosen by processor"), VectorWidth.Choose(0, null, Support(zen4, 512, 256, 128)));
        Assert.Equal(new VectorWidth(256, "chosen by processor"), VectorWidth.Choose(0, "", Support(zen4, 256, 128)));
        Assert.Equal(new VectorWidth(128, "chosen by processor"), VectorWidth.Choose(0, "0", Support(default, 128)));
        var program = new VectorSupport([256, 128], zen4, "program compiled without AVX-512");
        Assert.Equal("AVX2+FMA: program compiled without AVX-512", VectorWidth.Choose(0, null, program).ToString());
    }

    [Fact]
    public void Servers_that_the_runtime_throttles_compute_with_512_bits_and_processors_of_the_table_with_256()
    {
        Assert.Equal(512, VectorWidth.Choose(0, null, Support(cascadeLake, 512, 256, 128)).Bits);
        Assert.Equal(new VectorWidth(256, "chosen for GenuineIntel family 6 model 102"), VectorWidth.Choose(0, null, Support(cannonLake, 512, 256, 128)));
        Assert.Equal(512, VectorWidth.Choose(512, null, Support(cannonLake, 512, 256, 128)).Bits);
        Assert.Equal(new VectorWidth(128, "chosen by processor"), VectorWidth.Choose(0, null, Support(cannonLake, 128)));
    }

    [Fact]
    public void An_argument_beats_the_variable_and_the_variable_the_processor()
    {
        VectorSupport support = Support(zen4, 512, 256, 128);
        Assert.Equal(new VectorWidth(128, "vectorBits: 128"), VectorWidth.Choose(128, "256", support));
        Assert.Equal(new VectorWidth(128, "vectorBits: 128"), VectorWidth.Choose(128, "nonsense", support));
        Assert.Equal(new VectorWidth(256, "CSG_VECTOR_BITS=256"), VectorWidth.Choose(0, "256", support));
    }

    [Fact]
    public void A_width_that_is_not_there_is_an_error_that_names_what_is()
    {
        VectorSupport support = Support(zen4, 256, 128), program = support with { Missing = "program compiled without AVX-512", WayOut = "publish it otherwise" };
        Assert.Equal(
            "vectorBits: 512: this process has no vectors of 512 bits (program compiled without AVX-512); it has 256 (AVX2+FMA), 128 (128-bit vectors); publish it otherwise",
            Message(512, null, program).Replace("Arm64 AdvSimd", "128-bit vectors"));
        Assert.StartsWith("CSG_VECTOR_BITS=512: this process has no vectors of 512 bits; it has 256 (AVX2+FMA), 128 (", Message(0, "512", support), StringComparison.Ordinal);
        foreach (string wrong in new[] { "64", "avx2", "-256", "256.0", "4294967552" })
            Assert.StartsWith($"CSG_VECTOR_BITS={wrong}: expected one of the widths that this process has: 256 (AVX2+FMA), 128 (", Message(0, wrong, support), StringComparison.Ordinal);
        Assert.Contains("128, 256 or 512", Assert.Throws<ArgumentOutOfRangeException>(() => Device.Cpu(vectorBits: 64)).Message, StringComparison.Ordinal);

        static string Message(int argument, string? variable, VectorSupport support) =>
            Assert.Throws<PlatformNotSupportedException>(() => VectorWidth.Choose(argument, variable, support)).Message;
    }

    [Fact]
    public void A_processors_model_is_read_from_its_signature()
    {
        Assert.Equal(cascadeLake, ProcessorModel.FromSignature(ProcessorModel.Intel, 0x50657));
        Assert.Equal(cannonLake, ProcessorModel.FromSignature(ProcessorModel.Intel, 0x60663));
        Assert.Equal(zen4, ProcessorModel.FromSignature("AuthenticAMD", 0xA10F11));
        Assert.Equal(new ProcessorModel(ProcessorModel.Intel, 5, 2), ProcessorModel.FromSignature(ProcessorModel.Intel, 0x0052C));
        if (!X86Base.IsSupported || !File.Exists("/proc/cpuinfo"))
            return;
        Assert.Equal(new ProcessorModel(Field("vendor_id"), int.Parse(Field("cpu family")), int.Parse(Field("model"))), ProcessorModel.Current);

        static string Field(string name) => File.ReadLines("/proc/cpuinfo").First(line => line.Split(':')[0].Trim() == name).Split(':')[1].Trim();
    }

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void A_device_computes_with_the_width_it_is_given_and_says_so(int bits)
    {
        using Device device = DeviceOfWidth.Cpu(bits, threads: 1);
        Assert.Equal(bits / 32, ((CpuDevice)device).TileWidth);
        Assert.Equal($"CPU, 1 thread, SIMD kernels ({VectorSupport.InstructionsOf(bits)}: vectorBits: {bits})", device.ToString());
    }

    [Fact]
    public void A_device_follows_the_instructions_that_are_supported()
    {
        int expected = Avx512F.IsSupported && Avx512F.VL.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported ? 16 : Avx2.IsSupported && Fma.IsSupported ? 8 : 4;
        using var device = new CpuDevice(CpuKernels.Simd, 1);
        if (Environment.GetEnvironmentVariable(VectorWidth.Variable) is null && !ProcessorModel.Current.IsFasterWith256Bits)
            Assert.Equal(expected, device.TileWidth);
        // Set by the test below for the process that it starts.
        if (Environment.GetEnvironmentVariable("CSG_TEST_THROTTLED") is not null)
            Assert.False(Vector512.IsHardwareAccelerated);
    }

    [Fact]
    public void What_the_runtime_prefers_does_not_matter()
    {
        if (!Avx512F.IsSupported)
            Assert.Skip("this processor has no AVX-512");
        // As on the servers that the runtime throttles: instructions of 512 bits are there, and not preferred.
        (int exitCode, string output) = ThisProgram.Run(
            $"{typeof(VectorWidthTests).FullName}.{nameof(A_device_follows_the_instructions_that_are_supported)}",
            new() { ["DOTNET_PreferredVectorBitWidth"] = "256", ["CSG_TEST_THROTTLED"] = "1" });
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void Instructions_that_are_switched_off_are_not_chosen_and_the_device_says_so()
    {
        if (!Avx512F.IsSupported)
            Assert.Skip("this processor has no AVX-512");
        (int exitCode, string output) = ThisProgram.Run(
            $"{typeof(VectorWidthTests).FullName}.{nameof(A_device_says_what_it_is)}",
            new() { ["DOTNET_EnableAVX512"] = "0", ["CSG_TEST_SAYS"] = "AVX2+FMA: AVX-512 is switched off in this process" });
        Assert.True(exitCode == 0, output);
    }

    [Theory]
    [InlineData("256", "AVX2+FMA: CSG_VECTOR_BITS=256", null)]
    [InlineData("300", null, "CSG_VECTOR_BITS=300: expected one of the widths that this process has")]
    public void The_variable_is_read(string value, string? said, string? error)
    {
        if (!Avx2.IsSupported)
            Assert.Skip("this processor has no AVX2");
        (int exitCode, string output) = ThisProgram.Run(
            $"{typeof(VectorWidthTests).FullName}.{nameof(A_device_says_what_it_is)}", new() { [VectorWidth.Variable] = value, ["CSG_TEST_SAYS"] = said ?? "" });
        Assert.True(exitCode == 0 == (error is null), output);
        Assert.Contains(error ?? "", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_says_what_it_is()
    {
        using Device device = Device.Cpu(2), scalar = Device.Scalar();
        Assert.StartsWith("CPU, 2 threads, SIMD kernels (", device.ToString(), StringComparison.Ordinal);
        Assert.Equal("CPU, 1 thread, scalar kernels", scalar.ToString());
        if (Environment.GetEnvironmentVariable("CSG_TEST_SAYS") is { } said)
            Assert.Equal($"CPU, 2 threads, SIMD kernels ({said})", device.ToString());
    }

    private static VectorSupport Support(ProcessorModel processor, params int[] widths) => new(widths, processor, null);
}
