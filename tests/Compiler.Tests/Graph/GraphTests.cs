using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Passes;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>How blobs become values: versions, branches, batches, shared weights, memory.</summary>
public sealed class GraphTests
{
    private const string Data = "layer { name: 'data' type: 'Input' top: 'data' input_param { shape { dim: 10 dim: 3 dim: 8 dim: 8 } } }\n";

    [Fact]
    public void A_layer_in_place_makes_a_new_version_of_its_blob()
    {
        NetworkDefinition network = NetworkText.Compile(Data + """
            layer { name: 'conv' type: 'Convolution' bottom: 'data' top: 'conv' convolution_param { num_output: 2 kernel_size: 1 } }
            layer { name: 'relu' type: 'ReLU' bottom: 'conv' top: 'conv' }
            layer { name: 'tanh' type: 'TanH' bottom: 'conv' top: 'out' }
            """);
        Assert.Equal(["data", "conv", "relu", "tanh"], network.Values.Select(value => value.Name));
        Assert.Equal([2], network.Steps[2].Inputs);
        Assert.Equal([false, true, false], network.Steps.Select(step => step.IsInPlace));
        Assert.Equal([3], network.Outputs);
    }

    [Fact]
    public void A_branch_before_a_layer_in_place_keeps_the_old_version()
    {
        NetworkDefinition network = NetworkText.Compile(Data + """
            layer { name: 'before' type: 'TanH' bottom: 'data' top: 'before' }
            layer { name: 'relu' type: 'ReLU' bottom: 'data' top: 'data' }
            layer { name: 'sum' type: 'Eltwise' bottom: 'before' bottom: 'data' top: 'sum' }
            """);
        Assert.Equal([0], network.Steps[0].Inputs);
        Assert.Equal([1, 2], network.Steps[2].Inputs);
    }

    [Fact]
    public void Batch_is_free_where_every_shape_grows_with_it()
    {
        NetworkDefinition free = NetworkText.Compile(Data + "layer { name: 'r' type: 'Reshape' bottom: 'data' top: 'r' reshape_param { shape { dim: 0 dim: -1 } } }");
        Assert.True(free.HasFreeBatch);
        Assert.Equal("N×192", free.Values[1].Shape.ToString());
        NetworkDefinition tied = NetworkText.Compile(Data + "layer { name: 'r' type: 'Reshape' bottom: 'data' top: 'r' reshape_param { shape { dim: 10 dim: -1 } } }");
        Assert.False(tied.HasFreeBatch);
        Assert.Equal("10×192", tied.Values[1].Shape.ToString());
        NetworkDefinition mixed = NetworkText.Compile(Data + "layer { name: 'c' type: 'Concat' bottom: 'data' top: 'c' bottom: 'data' concat_param { axis: 0 } }");
        Assert.True(mixed.HasFreeBatch);
        Assert.Equal("2N×3×8×8", mixed.Values[1].Shape.ToString());
    }

    [Fact]
    public void Later_inputs_are_numbered_first()
    {
        NetworkDefinition network = NetworkText.Compile("""
            layer { name: 'a' type: 'TanH' bottom: 'x' top: 'a' }
            layer { name: 'x' type: 'Input' top: 'x' input_param { shape { dim: 1 dim: 2 } } }
            """);
        Assert.Equal(["x", "a"], network.Values.Select(value => value.Name));
    }

    [Fact]
    public void Weights_can_be_shared()
    {
        NetworkDefinition network = NetworkText.Compile(Data + """
            layer { name: 'a' type: 'InnerProduct' bottom: 'data' top: 'a' param { name: 'w' } param { name: 'b' } inner_product_param { num_output: 2 } }
            layer { name: 'b' type: 'InnerProduct' bottom: 'data' top: 'b' param { name: 'w' } param { name: 'b' } inner_product_param { num_output: 2 } }
            """);
        Assert.Empty(network.Steps[0].SharedWith);
        Assert.Equal([new("a", 0), new("a", 1)], network.Steps[1].SharedWith);
    }

    [Fact]
    public void Weights_are_shared_one_by_one()
    {
        NetworkDefinition network = NetworkText.Compile(Data + """
            layer { name: 'a' type: 'InnerProduct' bottom: 'data' top: 'a' param { name: 'w' } param { name: 'b' } inner_product_param { num_output: 2 } }
            layer { name: 'b' type: 'InnerProduct' bottom: 'data' top: 'b' param { name: 'v' } param { name: 'b' } inner_product_param { num_output: 2 } }
            layer { name: 'c' type: 'InnerProduct' bottom: 'data' top: 'c' param { name: 'v' } param {} inner_product_param { num_output: 2 } }
            layer { type: 'InnerProduct' bottom: 'data' top: 'd' param { name: 'x' } inner_product_param { num_output: 2 } }
            layer { name: 'e' type: 'InnerProduct' bottom: 'data' top: 'e' param { name: 'x' } param { name: 'b' } inner_product_param { num_output: 2 } }
            """);
        Assert.Equal([null, new("a", 1)], network.Steps[1].SharedWith);
        Assert.Equal([new("b", 0), null], network.Steps[2].SharedWith);
        // A layer without a name is stored, and found, by its top.
        Assert.Equal([new("d", 0), new("a", 1)], network.Steps[4].SharedWith);
        // Three matrices 2×192 and three vectors of 2.
        Assert.Equal(3 * (2 * 192 + 2) * sizeof(float), MemoryReport.Of(network).Weights);
    }

    [Fact]
    public void Two_layers_with_weights_have_names_of_their_own()
    {
        Problems.Problem error = Assert.Single(NetworkText.Errors(Data + """
            layer { name: 'score' type: 'Scale' bottom: 'data' top: 'first' }
            layer { name: 'score' type: 'TanH' bottom: 'first' top: 'between' }
            layer { name: 'score' type: 'Bias' bottom: 'between' top: 'second' }
            """));
        Assert.Contains("layer 'score' (Bias), which computes 'second'", error.Message);
        Assert.Contains("(Scale) that computes 'first'", error.Message);
        // The Scale's node comes first.
        Assert.InRange(error.RelatedNode!.Value, 1, error.Node - 1);
        // One for each phase is one, and a name alone does no harm.
        NetworkDefinition network = NetworkText.Compile(Data + """
            layer { name: 'score' type: 'Scale' bottom: 'data' top: 'train' include { phase: TRAIN } }
            layer { name: 'score' type: 'Scale' bottom: 'data' top: 'test' include { phase: TEST } }
            layer { name: 'score' type: 'TanH' bottom: 'test' top: 'end' }
            """);
        Assert.Equal(["Scale", "TanH"], network.Steps.Select(step => step.LayerType));
    }

    [Fact]
    public void A_wrong_layer_is_blamed_once()
    {
        Problems.Problem[] errors = NetworkText.Errors(Data + """
            layer { name: 'conv' type: 'Convolution' bottom: 'data' top: 'conv' convolution_param { num_output: 2 } }
            layer { name: 'relu' type: 'ReLU' bottom: 'conv' top: 'conv' }
            layer { name: 'fc' type: 'InnerProduct' bottom: 'conv' top: 'fc' inner_product_param { num_output: 2 } }
            """);
        Assert.Contains("'conv'", Assert.Single(errors).Message);
    }

    [Fact]
    public void An_unknown_bottom_gets_a_suggestion()
    {
        Problems.Problem error = Assert.Single(NetworkText.Errors(Data + "layer { name: 'a' type: 'TanH' bottom: 'dota' top: 'a' }"));
        Assert.Contains("'dota'", error.Message);
        Assert.Contains("did you mean 'data'", error.Message);
    }

    [Fact]
    public void A_top_can_have_one_layer_only()
    {
        Problems.Problem error = Assert.Single(NetworkText.Errors(Data + """
            layer { name: 'a' type: 'TanH' bottom: 'data' top: 'a' }
            layer { name: 'b' type: 'TanH' bottom: 'data' top: 'a' }
            """));
        Assert.Contains("'b'", error.Message);
    }

    [Fact]
    public void Identifiers_follow_the_rule()
    {
        Assert.Equal("Relu5_3", Identifiers.Of("relu5_3"));
        Assert.Equal("Fire2_Squeeze1x1", Identifiers.Of("fire2/squeeze1x1"));
        Assert.Equal("_3a", Identifiers.Of("3a"));
        Assert.Equal(["A_B", "A_B_2", "Forward_2"], Identifiers.Unique(["a/b", "a.b", "forward"], ["Forward"]));
    }
}
