using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>Which layers run as one.</summary>
public sealed class FusionTests
{
    private const string Data = "layer { name: 'data' type: 'Input' top: 'data' input_param { shape { dim: 1 dim: 16 dim: 8 dim: 8 } } }\n";

    private const string Conv = "convolution_param { num_output: 16 kernel_size: 3 pad: 1 }";

    [Fact]
    public void A_residual_block_ends_in_one_group() => Assert.Equal(
        ["left", "conv norm scale sum relu", "tanh"],
        Groups(Data + $$"""
            layer { name: 'left' type: 'Convolution' bottom: 'data' top: 'left' {{Conv}} }
            layer { name: 'conv' type: 'Convolution' bottom: 'data' top: 'conv' {{Conv}} }
            layer { name: 'norm' type: 'BatchNorm' bottom: 'conv' top: 'conv' }
            layer { name: 'scale' type: 'Scale' bottom: 'conv' top: 'conv' scale_param { bias_term: true } }
            layer { name: 'sum' type: 'Eltwise' bottom: 'left' bottom: 'conv' top: 'sum' }
            layer { name: 'relu' type: 'ReLU' bottom: 'sum' top: 'sum' }
            layer { name: 'tanh' type: 'TanH' bottom: 'sum' top: 'tanh' }
            """));

    [Fact]
    public void A_sum_waits_for_the_convolution_computed_last() => Assert.Equal(
        ["first", "second sum"],
        Groups(Data + $$"""
            layer { name: 'first' type: 'Convolution' bottom: 'data' top: 'first' {{Conv}} }
            layer { name: 'second' type: 'Convolution' bottom: 'data' top: 'second' {{Conv}} }
            layer { name: 'sum' type: 'Eltwise' bottom: 'second' bottom: 'first' top: 'sum' }
            """));

    [Fact]
    public void Normalisation_in_front_runs_with_its_rectifier() => Assert.Equal(
        ["norm scale relu", "conv"],
        Groups(Data + $$"""
            layer { name: 'norm' type: 'BatchNorm' bottom: 'data' top: 'norm' }
            layer { name: 'scale' type: 'Scale' bottom: 'norm' top: 'norm' }
            layer { name: 'relu' type: 'PReLU' bottom: 'norm' top: 'norm' }
            layer { name: 'conv' type: 'Convolution' bottom: 'norm' top: 'conv' {{Conv}} }
            """));

    [Fact]
    public void A_layer_elsewhere_in_the_text_runs_with_what_it_reads() => Assert.Equal(
        ["a relu_a", "b relu_b", "sum"],
        Groups(Data + $$"""
            layer { name: 'a' type: 'Convolution' bottom: 'data' top: 'a' {{Conv}} }
            layer { name: 'b' type: 'Convolution' bottom: 'data' top: 'b' {{Conv}} }
            layer { name: 'relu_a' type: 'ReLU' bottom: 'a' top: 'a' }
            layer { name: 'relu_b' type: 'ReLU' bottom: 'b' top: 'b' }
            layer { name: 'sum' type: 'Eltwise' bottom: 'a' bottom: 'b' top: 'sum' }
            """));

    [Theory]
    [InlineData("layer { name: 'x' type: 'ReLU' bottom: 'conv' top: 'x' } layer { name: 'y' type: 'TanH' bottom: 'conv' top: 'y' }")]
    [InlineData("layer { name: 'x' type: 'BatchNorm' bottom: 'conv' top: 'x' batch_norm_param { use_global_stats: false } }")]
    [InlineData("layer { name: 'x' type: 'Scale' bottom: 'conv' top: 'x' scale_param { axis: 2 } }")]
    [InlineData("layer { name: 'x' type: 'Eltwise' bottom: 'conv' bottom: 'data' top: 'x' eltwise_param { coeff: 1 coeff: -1 } }")]
    [InlineData("layer { name: 'x' type: 'Eltwise' bottom: 'conv' bottom: 'conv' top: 'x' }")]
    [InlineData("layer { name: 'x' type: 'ELU' bottom: 'conv' top: 'x' }")]
    [InlineData("layer { name: 'x' type: 'TanH' bottom: 'conv' top: 'x' }")]
    public void What_others_read_or_what_computes_something_else_runs_by_itself(string next) =>
        Assert.Equal("conv", Groups(Data + $"layer {{ name: 'conv' type: 'Convolution' bottom: 'data' top: 'conv' {Conv} }}\n" + next)[0]);

    private static string[] Groups(string text)
    {
        NetworkDefinition network = NetworkText.Compile(text);
        return [.. network.Groups.Select(group => string.Join(' ', network.Steps.Skip(group.First).Take(group.Count).Select(step => step.Layer)))];
    }
}
