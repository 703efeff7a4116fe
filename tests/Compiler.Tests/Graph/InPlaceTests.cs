using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>Layers that in Caffe write their top before they have read the bottom that it is: they need a top of their own.</summary>
public sealed class InPlaceTests
{
    private const string Inputs = """
        layer { name: 'a' type: 'Input' top: 'a' input_param { shape { dim: 1 dim: 3 dim: 2 dim: 2 } } }
        layer { name: 'b' type: 'Input' top: 'b' input_param { shape { dim: 1 dim: 3 dim: 2 dim: 2 } } }
        layer { name: 'c' type: 'Input' top: 'c' input_param { shape { dim: 1 dim: 3 dim: 2 dim: 2 } } }

        """;

    // Caffe's sum of a = 1 2 3 and b = 10 -20 30 into a is 10 -20 30.
    [Theory]
    [InlineData("Eltwise", "bottom: 'a' bottom: 'b' top: 'a'", "blob of its bottom 1, too; Caffe's SUM puts zeros into its top first")]
    [InlineData("Eltwise", "bottom: 'a' bottom: 'b' top: 'b'", "blob of its bottom 2, too; Caffe's SUM")]
    [InlineData("Eltwise", "bottom: 'a' bottom: 'b' top: 'a' eltwise_param { operation: SUM coeff: 1 coeff: -1 }", "Caffe's SUM")]
    [InlineData("Eltwise", "bottom: 'a' bottom: 'b' top: 'a' eltwise_param { operation: MAX }", "Caffe's MAX puts the lowest number")]
    [InlineData("Eltwise", "bottom: 'a' bottom: 'b' bottom: 'c' top: 'c' eltwise_param { operation: PROD }", "blob of its bottom 3, too; Caffe's PROD puts the product")]
    [InlineData("LRN", "bottom: 'a' top: 'a'", "Caffe's ACROSS_CHANNELS puts its factors into its top first")]
    public void What_Caffe_overwrites_before_it_reads_is_an_error(string type, string fields, string said)
    {
        Problem error = Assert.Single(NetworkText.Errors($"{Inputs}layer {{ name: 'it' type: '{type}' {fields} }}"));
        Assert.Equal(ProblemCodes.Layer, error.Code);
        Assert.StartsWith($"layer 'it' ({type}): its top is the blob of its bottom", error.Message);
        Assert.Contains(said, error.Message);
        Assert.EndsWith("give its top a name of its own, and have the layers below read that", error.Message);
    }

    [Theory]
    [InlineData("Eltwise", "bottom: 'a' bottom: 'b' top: 'a' eltwise_param { operation: PROD }")]
    [InlineData("Eltwise", "bottom: 'a' bottom: 'b' top: 'it'")]
    [InlineData("LRN", "bottom: 'a' top: 'a' lrn_param { norm_region: WITHIN_CHANNEL }")]
    [InlineData("LRN", "bottom: 'a' top: 'it'")]
    [InlineData("Scale", "bottom: 'a' bottom: 'b' top: 'a' scale_param { axis: 0 }")]
    public void What_Caffe_computes_in_place_compiles(string type, string fields)
    {
        NetworkDefinition network = NetworkText.Compile($"{Inputs}layer {{ name: 'it' type: '{type}' {fields} }}");
        Assert.Equal(type, Assert.Single(network.Steps).LayerType);
    }
}
