using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Definitions;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>Which networks take any number of images N, and what their values' shapes are then.</summary>
public sealed class SymbolicBatchTests
{
    [Theory]
    [InlineData("Slice", "slice_param { axis: 0 } top: 'a' top: 'b'", "2×3", null)]
    [InlineData("Flatten", "flatten_param { axis: 0 }", "2×3×4", "12N")]
    [InlineData("Reshape", "reshape_param { shape { dim: -1 dim: 2 } }", "3×4", "2N×2")]
    [InlineData("Reshape", "reshape_param { shape { dim: 0 dim: 2 dim: -1 } }", "3×4", "N×2×2")]
    [InlineData("Reshape", "reshape_param { shape { dim: -1 dim: 2 } }", "2×3", null)]
    [InlineData("Reshape", "reshape_param { shape { dim: 1 dim: -1 } }", "2×3", null)]
    [InlineData("Reshape", "reshape_param { shape { dim: 1 } axis: 0 num_axes: 0 }", "2×3", null)]
    [InlineData("Concat", "concat_param { axis: 0 }", "2×3 2×3", "2N×3")]
    [InlineData("Concat", "", "2×3 2×3", "N×6")]
    [InlineData("Softmax", "softmax_param { axis: 0 }", "2×3", "N×3")]
    [InlineData("InnerProduct", "inner_product_param { num_output: 3 axis: 0 }", "2×3", null)]
    [InlineData("ArgMax", "argmax_param { axis: 0 }", "2×3", null)]
    [InlineData("Crop", "crop_param { axis: 0 }", "2×3 2×3", "N×3")]
    [InlineData("Crop", "crop_param { axis: 0 }", "2×3 1×3", null)]
    [InlineData("Scale", "scale_param { axis: 0 }", "2×3", null)]
    [InlineData("Scale", "scale_param { axis: 0 }", "2×3 2", "N×3")]
    [InlineData("Scale", "", "2×2 2", null)]
    [InlineData("Eltwise", "", "2×2 2×2", "N×2")]
    public void What_grows_with_the_batch(string type, string fields, string bottoms, string? shape)
    {
        int[][] declared = [.. bottoms.Split(' ').Select(bottom => bottom.Split('×').Select(int.Parse).ToArray())];
        NetworkDefinition network = NetworkText.Compile(NetworkText.OneLayer(type, fields, declared));
        Assert.Equal(shape is not null, network.HasFreeBatch);
        if (shape is not null)
            Assert.Equal(shape, network.Values[^1].Shape.ToString());
        else
            Assert.Equal(declared[0], network.Values[0].Shape.For(1).Dimensions.ToArray());
    }

    [Fact]
    public void What_was_joined_along_the_batch_is_cut_again()
    {
        NetworkDefinition network = NetworkText.Compile("""
            layer { name: 'in' type: 'Input' top: 'in' input_param { shape { dim: 5 dim: 3 } } }
            layer { name: 'joined' type: 'Concat' bottom: 'in' bottom: 'in' top: 'joined' concat_param { axis: 0 } }
            layer { name: 'cut' type: 'Slice' bottom: 'joined' top: 'a' top: 'b' slice_param { axis: 0 } }
            """);
        Assert.Equal(["N×3", "2N×3", "N×3", "N×3"], network.Values.Select(value => value.Shape.ToString()));
    }

    [Fact]
    public void Where_there_is_room_for_one_image_only_the_batch_is_declared()
    {
        NetworkDefinition network = NetworkText.Compile(NetworkText.OneLayer("ReLU", "", [1, 1_500_000_000]));
        Assert.False(network.HasFreeBatch);
    }

    [Fact]
    public void An_error_shows_declared_lengths()
    {
        string message = Assert.Single(NetworkText.Errors(NetworkText.OneLayer("Convolution", "convolution_param { num_output: 2 kernel_size: 1 }", [4, 3]))).Message;
        Assert.Contains("its bottom is 4×3 (2 axes)", message);
        Assert.Contains("would be 0×3", Assert.Single(NetworkText.Errors(NetworkText.OneLayer("ReLU", "", [0, 3]))).Message);
    }

    [Fact]
    public void A_value_that_does_not_grow_may_stand_in_a_network_of_any_batch()
    {
        NetworkDefinition network = CompileAround("Anchors");
        Assert.True(network.HasFreeBatch);
        Assert.Equal("2×48", Value(network, "it").Shape.ToString());
        Assert.Equal("2×48", Value(network, "after").Shape.ToString());
        Assert.Equal("N×3×4×4", Value(network, "last").Shape.ToString());
    }

    [Fact]
    public void Rows_that_depend_on_data_have_an_upper_bound()
    {
        NetworkDefinition network = CompileAround("Detections");
        Assert.True(network.HasFreeBatch);
        Assert.Equal("≤200N×7", Value(network, "it").Shape.ToString());
        Assert.Equal("≤200N×7", Value(network, "after").Shape.ToString());
        Assert.Equal(400, Value(network, "it").Shape.For(2).BatchSize);
    }

    // The engine finds the rows of an image in the first axis.
    [Fact]
    public void Rows_in_another_axis_than_the_first_are_those_of_the_declared_batch()
    {
        NetworkDefinition network = CompileAround("DetectionsOfAll");
        Assert.False(network.HasFreeBatch);
        Assert.Equal("2×3×4×4", Value(network, "data").Shape.ToString());
        Assert.Equal("1×1×≤400×7", Value(network, "it").Shape.ToString());
        Assert.Equal("1×1×≤400×7", Value(network, "after").Shape.ToString());
    }

    private static NetworkDefinition CompileAround(string type)
    {
        string text = $$"""
            layer { name: 'data' type: 'Input' top: 'data' input_param { shape { dim: 2 dim: 3 dim: 4 dim: 4 } } }
            layer { name: 'it' type: '{{type}}' bottom: 'data' top: 'it' }
            layer { name: 'after' type: 'ReLU' bottom: 'it' top: 'after' }
            layer { name: 'last' type: 'TanH' bottom: 'data' top: 'last' }
            """;
        (NetworkDefinition? network, EquatableArray<Problems.Problem> problems) = NetworkText.TryCompile(text, new Anchors(), new Detections(), new DetectionsOfAll());
        Assert.DoesNotContain(problems, problem => problem.Severity != Problems.Severity.Info);
        return network!;
    }

    private static ValueDefinition Value(NetworkDefinition network, string name) => Assert.Single(network.Values, value => value.Name == name);

    // As PriorBox of SSD: boxes of a plane, whatever the images are.
    private sealed class Anchors : LayerDefinition
    {
        public override string Summary => "A test.";

        public override IEnumerable<LayerExample> Examples => [];

        public override CompiledLayer Compile(LayerContext layer) =>
            new(new Op.Copy(), ValueShape.Of(2, layer.Bottom.CountBetween(1, layer.Bottom.Rank)));
    }

    // Of each image, up to 200 rows.
    private sealed class Detections : LayerDefinition
    {
        public override string Summary => "A test.";

        public override IEnumerable<LayerExample> Examples => [];

        public override CompiledLayer Compile(LayerContext layer) =>
            new(new Op.Copy(), ValueShape.Of(layer.Bottom[0] * new Dim(200, IsUpperBound: true), 7));
    }

    // As DetectionOutput of SSD puts the rows of all images into its third axis.
    private sealed class DetectionsOfAll : LayerDefinition
    {
        public override string Summary => "A test.";

        public override IEnumerable<LayerExample> Examples => [];

        public override CompiledLayer Compile(LayerContext layer) =>
            new(new Op.Copy(), ValueShape.Of(1, 1, layer.Bottom[0] * new Dim(200, IsUpperBound: true), 7));
    }
}
