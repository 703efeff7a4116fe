using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>What becomes of labels and constants: of layers between labels and dropped losses, of dummies, of losses that are kept.</summary>
public sealed class LabelTests
{
    private const string Net = """
        layer { name: "in" type: "Data" top: "data" top: "label" data_param { batch_size: 4 } transform_param { crop_size: 4 force_color: true } }
        layer { name: "cut" type: "Slice" bottom: "label" top: "a" top: "b" slice_param { slice_point: 1 } }
        layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip" inner_product_param { num_output: 3 } }
        layer { name: "fc" type: "InnerProduct" bottom: "data" top: "fc" inner_product_param { num_output: 1 } }
        layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "a" top: "loss" }
        """;

    [Theory]
    [InlineData("layer { name: 'd' type: 'EuclideanLoss' bottom: 'fc' bottom: 'b' top: 'd' }", "data ip fc")]
    [InlineData("layer { name: 'f' type: 'Flatten' bottom: 'b' top: 'f' } layer { name: 'd' type: 'EuclideanLoss' bottom: 'fc' bottom: 'f' top: 'd' }", "data ip fc")]
    [InlineData("layer { name: 's' type: 'Silence' bottom: 'b' }", "data ip fc")]
    [InlineData("layer { name: 'd' type: 'EuclideanLoss' bottom: 'fc' bottom: 'b' top: 'd' include { phase: TRAIN } }", "data ip fc")]
    public void Layers_between_a_label_and_dropped_losses_go(string more, string values)
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile(Net + more, new NetOptions());
        Assert.DoesNotContain(problems, problem => problem.Severity == Severity.Error);
        Assert.Equal(values, string.Join(' ', network!.Values.Select(value => value.Name)));
    }

    // A branch of a siamese network is no label, nor is what something else reads.
    [Fact]
    public void Predictions_that_a_loss_compares_stay()
    {
        NetworkDefinition network = NetworkText.Compile("""
            layer { name: "in" type: "Input" top: "x" input_param { shape { dim: 2 dim: 4 } } }
            layer { name: "flat" type: "Flatten" bottom: "x" top: "flat" }
            layer { name: "a" type: "InnerProduct" bottom: "flat" top: "a" inner_product_param { num_output: 4 } }
            layer { name: "b" type: "InnerProduct" bottom: "x" top: "b" inner_product_param { num_output: 4 } }
            layer { name: "more" type: "Power" bottom: "b" top: "more" }
            layer { name: "d" type: "EuclideanLoss" bottom: "a" bottom: "more" top: "d" }
            layer { name: "e" type: "EuclideanLoss" bottom: "a" bottom: "flat" top: "e" }
            """);
        Assert.Equal("x flat a b more", string.Join(' ', network.Values.Select(value => value.Name)));
    }

    // The test network of SSD.
    [Fact]
    public void An_annotated_data_layer_is_an_input_of_its_resized_images()
    {
        NetworkDefinition network = NetworkText.Compile("""
            layer { name: "data" type: "AnnotatedData" top: "data" top: "label" include { phase: TEST }
              transform_param { mean_value: 104 mean_value: 117 mean_value: 123 resize_param { prob: 1 resize_mode: WARP height: 300 width: 300 } }
              data_param { source: "x" batch_size: 8 backend: LMDB } annotated_data_param { batch_sampler { } label_map_file: "y" } }
            layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 2 kernel_size: 3 } }
            layer { name: "eval" type: "DetectionEvaluate" bottom: "conv" bottom: "label" top: "eval" detection_evaluate_param { num_classes: 21 } }
            """);
        Assert.Equal(["data N×3×300×300", "conv N×2×298×298"], network.Values.Select(value => $"{value.Name} {value.Shape}"));
    }

    [Fact]
    public void A_constant_filler_is_a_value_beside_other_inputs()
    {
        const string Dummy = "layer { name: 'd' type: 'DummyData' top: 'one' top: 'any' dummy_data_param { shape { dim: 1 dim: 3 } shape { dim: 1 dim: 3 } "
            + "data_filler { type: 'constant' value: -1.5 } data_filler { type: 'gaussian' } } } ";
        const string Sum = "layer { name: 's' type: 'Eltwise' bottom: 'one' bottom: 'any' top: 's' }";
        NetworkDefinition network = NetworkText.Compile(Dummy + Sum);
        Assert.Equal(["any", "one", "s"], network.Values.Select(value => value.Name));
        Assert.Equal(new Operations.Constant(-1.5f), network.Steps[0].Operation);

        (NetworkDefinition? shaped, _) = NetworkText.TryCompile(Dummy + Sum, new NetOptions(InputShapes: [new NamedShape("one", [1, 3])]));
        Assert.Equal(["one", "any", "s"], shaped!.Values.Select(value => value.Name));

        NetworkDefinition alone = NetworkText.Compile(
            "layer { name: 'd' type: 'DummyData' top: 'x' dummy_data_param { shape { dim: 1 dim: 3 } data_filler { value: 1 } } } "
            + "layer { name: 'p' type: 'Power' bottom: 'x' top: 'p' }");
        Assert.Equal("Input", alone.Values[0].LayerType);
    }
}
