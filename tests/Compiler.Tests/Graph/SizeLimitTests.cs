using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>Numbers whose sums or products leave 32 bits: each is an error at its layer, none wraps into a size that looks right.</summary>
public sealed class SizeLimitTests
{
    [Theory]
    [InlineData("Convolution", "convolution_param { num_output: 16 kernel_size: 3 dilation: 2147483647 pad: 1 }", "dilation is 2147483647×2147483647")]
    [InlineData("Convolution", "convolution_param { num_output: 16 kernel_size: 5 dilation: 1073741824 }", "dilation is 1073741824×1073741824")]
    [InlineData("Convolution", "convolution_param { num_output: 16 kernel_size: 1 pad: 2147483647 }", "pad is 2147483647×2147483647")]
    [InlineData("Convolution", "convolution_param { num_output: 16 kernel_size: 1048577 pad: 1000000 }", "at most 1048576 is supported")]
    [InlineData("Convolution", "convolution_param { num_output: 16 kernel_size: 5 dilation: 1048576 }", "covers 4194305 positions")]
    [InlineData("Convolution", "convolution_param { num_output: 16 kernel_size: 1 stride: 100000 pad: 40000 }", "its bottom would be 16×80008×80008 with its padding")]
    [InlineData("Deconvolution", "convolution_param { num_output: 16 kernel_size: 1 stride: 1073741825 }", "stride is 1073741825×1073741825")]
    [InlineData("Deconvolution", "convolution_param { num_output: 16 kernel_size: 1 pad: 2147483647 }", "pad is 2147483647×2147483647")]
    [InlineData("Deconvolution", "convolution_param { num_output: 16 kernel_size: 5 dilation: 1073741824 }", "dilation is 1073741824×1073741824")]
    [InlineData("Deconvolution", "convolution_param { num_output: 16 kernel_size: 1 stride: 1000000 }", "its top would be 16×7000001×7000001")]
    [InlineData("Deconvolution", "convolution_param { num_output: 16 kernel_size: 3 stride: 2000 pad: 6990 }", "its top would be 16×14003×14003 with its padding")]
    [InlineData("Deconvolution", "convolution_param { num_output: 16 kernel_size: 1 pad: 1048576 }", "its top would be 1×16×-2097144×-2097144")]
    [InlineData("Pooling", "pooling_param { kernel_size: 2147483647 pad: 2147483646 }", "kernel_size is 2147483647×2147483647")]
    [InlineData("Pooling", "pooling_param { kernel_size: 2 stride: 2147483647 }", "stride is 2147483647×2147483647")]
    [InlineData("Pooling", "pooling_param { kernel_size: 1000000 pad: 999999 }", "its bottom would be 16×2000006×2000006 with its padding")]
    [InlineData("Pooling", "pooling_param { kernel_size: 100000 stride: 1000000 }", "covers more than 2147483647 positions")]
    [InlineData("LRN", "lrn_param { local_size: 2147483647 }", "local_size is 2147483647; at most 46339")]
    [InlineData("LRN", "lrn_param { local_size: 46341 norm_region: WITHIN_CHANNEL }", "at most 46339")]
    [InlineData("Scale", "scale_param { num_axes: 2147483647 }", "num_axes is 2147483647; from axis 1 on its bottom 1×16×8×8 has 3 axes")]
    [InlineData("Bias", "bias_param { num_axes: 2147483647 }", "num_axes is 2147483647")]
    [InlineData("Reshape", "reshape_param { shape { dim: 1024 } axis: 1 num_axes: 2147483647 }", "axis 1 and num_axes 2147483647")]
    [InlineData("Reshape", "reshape_param { shape { dim: 1024 } axis: -2147483648 }", "axis -2147483648")]
    [InlineData("Reshape", "reshape_param { shape { dim: 65536 dim: 65536 dim: 65536 dim: 65536 dim: -1 } }", "more than 2147483647 elements")]
    [InlineData("Reshape", "reshape_param { shape { dim: 65536 dim: 65536 dim: 65536 dim: 65536 dim: 1024 } }", "more than 2147483647 elements")]
    public void Sizes_beyond_32_bits_are_errors(string type, string fields, string said)
    {
        Problems.Problem error = Assert.Single(NetworkText.Errors(NetworkText.OneLayer(type, fields, [1, 16, 8, 8])));
        Assert.Equal(Problems.ProblemCodes.Layer, error.Code);
        Assert.StartsWith($"layer 'it' ({type}): ", error.Message);
        Assert.Contains(said, error.Message);
    }

    [Theory]
    [InlineData("Convolution", "convolution_param { num_output: 2 kernel_size: 1 stride: 1048576 }", "1×2×1×1")]
    [InlineData("Convolution", "convolution_param { num_output: 2 kernel_size: 3 dilation: 1000 pad: 1000 }", "1×2×8×8")]
    [InlineData("Deconvolution", "convolution_param { num_output: 1 kernel_size: 1 stride: 1000 pad: 3000 }", "1×1×1001×1001")]
    [InlineData("Pooling", "pooling_param { kernel_size: 2 stride: 1048576 }", "1×16×2×2")]
    [InlineData("Pooling", "pooling_param { kernel_size: 2 stride: 1048576 pad: 1 }", "1×16×1×1")]
    [InlineData("LRN", "lrn_param { local_size: 46339 }", "1×16×8×8")]
    public void Large_numbers_that_can_be_computed_are_right(string type, string fields, string top)
    {
        NetworkDefinition network = NetworkText.Compile(NetworkText.OneLayer(type, fields, [1, 16, 8, 8]));
        Assert.Equal(top, network.Values[^1].Shape.For(1).ToString());
    }

    // Field report 54, big_batch.
    [Fact]
    public void A_declared_batch_that_is_too_large_is_a_note_where_the_batch_is_free()
    {
        string text = NetworkText.OneLayer("Convolution", "convolution_param { num_output: 4 kernel_size: 3 }", [10000, 1, 512, 512]);
        (NetworkDefinition? network, EquatableArray<Problems.Problem> problems) = NetworkText.TryCompile(text);
        Assert.True(network!.HasFreeBatch);
        Problems.Problem note = Assert.Single(problems);
        Assert.Equal((Problems.ProblemCodes.InputShape, Problems.Severity.Info), (note.Code, note.Severity));
        Assert.StartsWith("layer 'it' (Convolution): for the 10000 images that the inputs declare its top would have more than", note.Message);
        Assert.Contains("10000×1×512×512", Assert.Single(NetworkText.Errors(text + "layer { name: 'r' type: 'Reshape' bottom: 'out' top: 'r' reshape_param { shape { dim: 1 dim: -1 } } }")).Message);
    }

    [Fact]
    public void A_joined_axis_beyond_32_bits_is_an_error()
    {
        const string Input = "layer { name: 'in' type: 'Input' top: 'in' input_param { shape { dim: 1 dim: 1100000000 } } }\n";
        string message = Assert.Single(NetworkText.Errors(Input + "layer { name: 'it' type: 'Concat' bottom: 'in' bottom: 'in' top: 'out' }")).Message;
        Assert.Equal("layer 'it' (Concat): its top would be 2200000000 long along axis 1; at most 2147483647 is supported", message);
    }

    // Each lists the one before twice: after 31 the axis would be 2³¹ long.
    [Fact]
    public void Axes_that_double_layer_by_layer_end_in_an_error()
    {
        const string Input = "layer { name: 'c0' type: 'Input' top: 'c0' input_param { shape { dim: 1 dim: 1 } } }\n";
        string layers = string.Concat(Enumerable.Range(1, 31).Select(i => $"layer {{ name: 'c{i}' type: 'Concat' bottom: 'c{i - 1}' bottom: 'c{i - 1}' top: 'c{i}' }}\n"));
        Assert.Contains("'c31' (Concat): its top would be 2147483648 long", Assert.Single(NetworkText.Errors(Input + layers)).Message);
    }
}
