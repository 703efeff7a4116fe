using System.Text.RegularExpressions;

namespace CaffeSharpGen.Generator.Tests;

/// <summary>What the lines of a pass say of the groups that they run.</summary>
public sealed partial class PassLineTests
{
    [Theory]
    [InlineData("type: 'Convolution' convolution_param { num_output: 4 kernel_size: 3 }", "3×3 convolution, N×4×8×8 → N×4×6×6")]
    [InlineData("type: 'Convolution' convolution_param { num_output: 6 kernel_h: 1 kernel_w: 3 stride: 2 dilation: 2 group: 2 }", "1×3 convolution (stride 2, dilation 2, 2 groups), N×4×8×8 → N×6×4×2")]
    [InlineData("type: 'Convolution' convolution_param { num_output: 4 kernel_size: 3 stride_h: 1 stride_w: 2 group: 4 pad: 1 }", "3×3 depthwise convolution (stride 1×2), N×4×8×8 → N×4×8×4")]
    [InlineData("type: 'Deconvolution' convolution_param { num_output: 3 kernel_size: 2 stride: 2 }", "2×2 deconvolution (stride 2), N×4×8×8 → N×3×16×16")]
    [InlineData("type: 'Pooling' pooling_param { kernel_size: 2 stride: 2 }", "2×2 max pooling, N×4×8×8 → N×4×4×4")]
    [InlineData("type: 'Pooling' pooling_param { pool: AVE kernel_size: 3 stride: 1 pad: 1 }", "3×3 average pooling (stride 1), N×4×8×8")]
    [InlineData("type: 'InnerProduct' inner_product_param { num_output: 10 }", "fully connected, N×4×8×8 → N×10")]
    [InlineData("type: 'ReLU'", "ReLU, N×4×8×8")]
    [InlineData("type: 'ReLU' relu_param { negative_slope: 0.1 }", "leaky ReLU (slope 0.1), N×4×8×8")]
    [InlineData("type: 'LRN' lrn_param { local_size: 3 }", "local response normalization (3 channels), N×4×8×8")]
    [InlineData("type: 'LRN' lrn_param { local_size: 3 norm_region: WITHIN_CHANNEL }", "local response normalization (3×3), N×4×8×8")]
    [InlineData("type: 'BatchNorm'", "batch norm, N×4×8×8")]
    [InlineData("type: 'Scale' scale_param { bias_term: true }", "scale and shift, N×4×8×8")]
    [InlineData("type: 'Softmax' softmax_param { axis: 2 }", "softmax, N×4×8×8")]
    [InlineData("type: 'Dropout'", "copy for Dropout, N×4×8×8")]
    [InlineData("type: 'Flatten'", "copy for Flatten, N×4×8×8 → N×256")]
    [InlineData("type: 'Slice' top: 'second'", "slice, N×4×8×8 → N×2×8×8 and N×2×8×8")]
    [InlineData("type: 'Eltwise' bottom: 'data'", "sum of data and data, N×4×8×8")]
    [InlineData("type: 'Eltwise' bottom: 'data' eltwise_param { operation: SUM coeff: 1 coeff: -1 }", "difference of data and data, N×4×8×8")]
    [InlineData("type: 'Eltwise' bottom: 'data' eltwise_param { operation: SUM coeff: 1 coeff: 0.5 }", "weighted sum of data and data, N×4×8×8")]
    [InlineData("type: 'Eltwise' bottom: 'data' eltwise_param { operation: MAX }", "maximum of data and data, N×4×8×8")]
    [InlineData("type: 'Concat' bottom: 'data' bottom: 'data' bottom: 'data' bottom: 'data' bottom: 'data'", "concat of data, data, data and 3 more, N×4×8×8 → N×24×8×8")]
    [InlineData("type: 'ArgMax' argmax_param { top_k: 5 }", "argmax (top 5), N×4×8×8 → N×1×5×1")]
    public void A_line_says_what_its_layer_computes(string layer, string expected) => Assert.Equal([("A", expected)], Lines($"layer {{ name: 'a' bottom: 'data' top: 'a' {layer} }}"));

    [Fact]
    public void A_line_of_a_group_says_what_all_its_layers_compute() => Assert.Equal(
        [
            ("Short", "1×1 convolution + batch norm, N×4×8×8"),
            ("Conv", "3×3 convolution of data + batch norm + scale + sum with short_bn + ReLU, N×4×8×8"),
            ("Pool", "2×2 max pooling, N×4×8×8 → N×4×4×4"),
            ("Both", "product of pool and pool, N×4×4×4"),
        ],
        Lines("""
            layer { name: 'short' type: 'Convolution' bottom: 'data' top: 'short' convolution_param { num_output: 4 kernel_size: 1 } }
            layer { name: 'short_bn' type: 'BatchNorm' bottom: 'short' top: 'short' }
            layer { name: 'conv' type: 'Convolution' bottom: 'data' top: 'conv' convolution_param { num_output: 4 kernel_size: 3 pad: 1 } }
            layer { name: 'bn' type: 'BatchNorm' bottom: 'conv' top: 'conv' }
            layer { name: 'scale' type: 'Scale' bottom: 'conv' top: 'conv' }
            layer { name: 'sum' type: 'Eltwise' bottom: 'short' bottom: 'conv' top: 'sum' }
            layer { name: 'relu' type: 'ReLU' bottom: 'sum' top: 'sum' }
            layer { name: 'pool' type: 'Pooling' bottom: 'sum' top: 'pool' pooling_param { kernel_size: 2 stride: 2 } }
            layer { name: 'both' type: 'Eltwise' bottom: 'pool' bottom: 'pool' top: 'both' eltwise_param { operation: PROD } }
            """));

    [Fact]
    public void Shared_weights_name_their_owner() => Assert.Equal(
        [("A", "1×1 convolution, N×4×8×8"), ("B", "1×1 convolution of data with the weights of a, N×4×8×8"), ("C", "1×1 convolution of data with weights of a, N×4×8×8")],
        Lines("""
            layer { name: 'a' type: 'Convolution' bottom: 'data' top: 'a' param { name: 'w' } param { name: 'b' } convolution_param { num_output: 4 kernel_size: 1 } }
            layer { name: 'b' type: 'Convolution' bottom: 'data' top: 'b' param { name: 'w' } param { name: 'b' } convolution_param { num_output: 4 kernel_size: 1 } }
            layer { name: 'c' type: 'Convolution' bottom: 'data' top: 'c' param { name: 'w' } convolution_param { num_output: 4 kernel_size: 1 } }
            """));

    [Fact]
    public void Long_names_are_cut()
    {
        string name = new('x', 200);
        string comment = Lines($"layer {{ name: '{name}' type: 'Split' bottom: 'data' top: 'a' top: 'b' }} layer {{ name: 'z' type: 'ReLU' bottom: 'b' top: 'c' }}")[1].Comment;
        Assert.Equal($"ReLU of {name[..59]}…, N×4×8×8", comment);
    }

    [Fact]
    public void A_large_network_is_cut_where_its_resolution_changes()
    {
        string layers = string.Concat(Enumerable.Range(0, 150).Select(i => i == 50
            ? $"layer {{ name: 'l50' type: 'Pooling' bottom: 'l49' top: 'l50' pooling_param {{ kernel_size: 2 stride: 2 }} }}"
            : $"layer {{ name: 'l{i}' type: 'TanH' bottom: '{(i == 0 ? "data" : $"l{i - 1}")}' top: 'l{i}' }}"));
        string passes = Passes(layers);
        Assert.Contains("        ForwardFrom8x8(pass);  // l0 … l49, N×4×8×8\n        ForwardFrom4x4(pass);  // l50 … l149, N×4×8×8 → N×4×4×4\n", passes);
        Assert.Contains("pass.Run(L50);   // 2×2 max pooling of l49, N×4×8×8 → N×4×4×4", passes);
        Assert.True(passes.IndexOf("BackwardTo4x4(pass);", StringComparison.Ordinal) < passes.IndexOf("BackwardTo8x8(pass);", StringComparison.Ordinal));
    }

    private static (string Member, string Comment)[] Lines(string layers) =>
        [.. Line().Matches(Passes(layers)).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    private static string Passes(string layers)
    {
        var run = new GeneratorRun(new Prototxt("net.prototxt", "name: 'net' input: 'data' input_shape { dim: 1 dim: 4 dim: 8 dim: 8 }\n" + layers));
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.AllMessages());
        return run.Sources["Demo.Net.Passes.g.cs"];
    }

    [GeneratedRegex(@"pass\.Run\((\w+)\); +// (.*)")]
    private static partial Regex Line();
}
