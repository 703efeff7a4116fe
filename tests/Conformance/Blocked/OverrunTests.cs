using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Memory;

namespace CaffeSharpGen.Conformance.Blocked;

/// <summary>
/// Kernels write nothing behind their memory and read nothing that nobody wrote. The gradient of a convolution whose stride is larger than its kernel wrote zeros
/// behind its plane: found by random networks, as numbers that were wrong once in some thousand.
/// </summary>
public sealed class OverrunTests
{
    [Theory]
    [InlineData(1, 3, 3, 5, 7)]
    [InlineData(2, 2, 3, 6, 7)]
    [InlineData(1, 2, 2, 4, 9)]
    [InlineData(1, 1, 3, 7, 8)]
    [InlineData(3, 1, 4, 9, 9)]
    public void Convolutions_whose_stride_is_larger_than_their_kernel_stay_within_their_memory(int kernelH, int kernelW, int stride, int height, int width)
    {
        _ = LargeMemory.TakeOverrun();
        LargeMemory.GuardFloats = 4096;
        try
        {
            foreach (int channels in new[] { 1, 3, 17 })
            {
                foreach (int tile in new[] { 16, 8, 4 })
                    Compare(new LayerExample($"convolution_param {{ num_output: 48 kernel_h: {kernelH} kernel_w: {kernelW} stride: {stride} }}", [2, channels, height, width]), tile);
            }
        }
        finally
        {
            LargeMemory.GuardFloats = 0;
        }
        Assert.Null(LargeMemory.TakeOverrun());
    }

    /// <summary>The sums of a group have lanes beyond its outputs, over which those of the next group are put.</summary>
    [Theory]
    [InlineData("num_output: 12 kernel_size: 3 pad: 1 group: 3", 6)]
    [InlineData("num_output: 42 kernel_size: 1 pad: 1 group: 2", 34)]
    [InlineData("num_output: 20 kernel_size: 2 stride: 3 group: 20", 40)]
    [InlineData("num_output: 21 kernel_size: 8 stride: 4 group: 21", 21)]
    [InlineData("num_output: 17 kernel_size: 5 stride: 4", 5)]
    public void Groups_and_deconvolutions_stay_within_their_memory(string parameters, int channels)
    {
        _ = LargeMemory.TakeOverrun();
        LargeMemory.GuardFloats = 4096;
        try
        {
            foreach (string type in new[] { "Convolution", "Deconvolution" })
            {
                foreach (int tile in new[] { 16, 8, 4 })
                    Compare(new LayerExample($"convolution_param {{ {parameters} }}", [2, channels, 9, 10]), tile, type);
            }
        }
        finally
        {
            LargeMemory.GuardFloats = 0;
        }
        Assert.Null(LargeMemory.TakeOverrun());
    }

    private static void Compare(LayerExample example, int tile, string type = "Convolution")
    {
        var layer = new ExampleLayer(LayerTests.Definition(Dialect.Bvlc, type), example);
        using Device scalar = Device.Scalar();
        using var device = new CpuDevice(CpuKernels.Simd, 1) { TileWidth = tile };
        using BoundLayer oracle = layer.On(scalar), fast = layer.On(device);
        Close.Relative(oracle.Forward(layer.Inputs)[0], fast.Forward(layer.Inputs)[0], 2e-6, $"{type} {example}, width {tile}");
        float[] gradient = layer.RandomGradient(layer.OutputShapes[0].Count);
        Close.Relative(oracle.Backward(ReluRule.Standard, [gradient])[0], fast.Backward(ReluRule.Standard, [gradient])[0], 5e-6, $"{type} {example} backward, width {tile}");
    }
}
