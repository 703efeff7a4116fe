using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>What people read when something is wrong: what was found, where it comes from, what to do, and nothing that misleads.</summary>
public sealed class MessageTests
{
    private const string Data = "layer { name: 'data' type: 'Input' top: 'data' input_param { shape { dim: 1 dim: 3 dim: 8 dim: 8 } } }\n";

    [Theory]
    [InlineData("layer { name: 'a' type: 'TanH' bottom: 'b' top: 'a' } layer { name: 'b' type: 'ReLU' bottom: 'data' top: 'b' }",
        "layer 'a' (TanH): no earlier layer has a top 'b'; layer 'b' (ReLU) further down has it: move that layer in front of this one")]
    [InlineData("layer { name: 'a' type: 'Eltwise' bottom: 'data' bottom: 'c' top: 'a' } layer { name: 'b' type: 'TanH' bottom: 'a' top: 'b' } layer { name: 'c' type: 'ReLU' bottom: 'b' top: 'c' }",
        "layer 'a' (Eltwise): no earlier layer has a top 'c'; layer 'c' (ReLU) further down has it, and reads what this layer computes: that is a cycle")]
    [InlineData("layer { name: 'a' type: 'TanH' bottom: 'a' top: 'a' }", "it is its own top; a layer works in place over a blob that an earlier layer computes")]
    [InlineData("layer { name: 'a' type: 'TanH' bottom: 'data\u00A0' top: 'a' }", "(the name holds the invisible character U+00A0 (a no-break space))")]
    [InlineData("layer { name: 'a' type: 'TanH' bottom: 'data ' top: 'a' }", "(the name begins or ends with a blank); did you mean 'data'?")]
    [InlineData("layer { name: 'a' type: 'TanH' bottom: 'data' top: 'a' } layer { name: 'b' type: 'Split' bottom: 'a' top: 'c' top: 'c' }",
        "layer 'b' (Split): its top 'c' stands twice in it; rename one of them")]
    public void A_blob_that_cannot_be_bound_says_why(string layers, string said) =>
        Assert.Contains(said, Assert.Single(NetworkText.Errors(Data + layers)).Message);

    [Theory]
    [InlineData("Conv", "'Convolution'")]
    [InlineData("BatchNormalization", "'BatchNorm'")]
    [InlineData("MaxPool", "'Pooling' with pooling_param { pool: MAX … }")]
    [InlineData("fc", "'InnerProduct'")]
    [InlineData("LeakyReLU", "'ReLU' with relu_param { negative_slope: … }")]
    public void A_type_of_another_framework_names_that_of_Caffe(string type, string meant)
    {
        Problem error = Assert.Single(NetworkText.Errors($"{Data}layer {{ name: 'a' type: '{type}' bottom: 'data' top: 'a' }}"));
        Assert.Equal(ProblemCodes.UnknownLayerType, error.Code);
        Assert.EndsWith($"'{type}', which CaffeSharpGen does not have; did you mean {meant}?", error.Message);
    }

    // The top is right; it is not also a second top of another layer.
    [Fact]
    public void A_misspelled_bottom_of_a_layer_in_place_is_one_error()
    {
        Problem error = Assert.Single(NetworkText.Errors(Data + """
            layer { name: 'conv' type: 'TanH' bottom: 'data' top: 'conv' }
            layer { name: 'relu' type: 'ReLU' bottom: 'cnov' top: 'conv' }
            layer { name: 'more' type: 'TanH' bottom: 'conv' top: 'more' }
            """));
        Assert.Equal(ProblemCodes.UnknownBottom, error.Code);
        Assert.EndsWith("no earlier layer has a top 'cnov'; did you mean 'conv'?", error.Message);
    }

    [Fact]
    public void A_top_that_stands_twice_names_the_layer_that_has_it()
    {
        Problem error = Assert.Single(NetworkText.Errors(Data + """
            layer { name: 'first' type: 'TanH' bottom: 'data' top: 'x' }
            layer { name: 'second' type: 'ReLU' bottom: 'data' top: 'x' }
            """));
        Assert.Equal(ProblemCodes.DuplicateTop, error.Code);
        Assert.Contains("its top 'x' is already the top of layer 'first' (TanH)", error.Message);
        Assert.InRange(error.RelatedNode!.Value, 1, error.Node - 1);
    }

    [Fact]
    public void A_field_of_a_fork_is_told_once_with_the_number_of_its_places()
    {
        Problem[] errors = NetworkText.Errors(Data + string.Concat(Enumerable.Range(0, 712).Select(i =>
            $"layer {{ name: 'r{i}' type: 'ReLU' bottom: 'data' top: 'r{i}' relu_param {{ fork_mode: {i} }} }}\n")) + """
            layer { name: 'u' type: 'Unheard' bottom: 'r711' top: 'u' }
            """);
        Assert.Equal([ProblemCodes.UnknownField, ProblemCodes.UnknownLayerType], errors.Select(error => error.Code));
        Assert.StartsWith("layer 'r0' (ReLU): ReLUParameter has no field 'fork_mode'", errors[0].Message);
        Assert.EndsWith("(the first of 712 places in this file)", errors[0].Message);
    }

    [Fact]
    public void A_type_that_is_not_known_is_told_once_with_its_layers_and_the_way_out()
    {
        Problem[] errors = NetworkText.Errors(Data + string.Concat(Enumerable.Range(0, 130).Select(i =>
            $"layer {{ name: 'n{i}' type: 'Unheard' bottom: 'data' top: 'n{i}' }}\n")) + """
            layer { name: 'p' type: 'Python' bottom: 'n0' top: 'p' python_param { module: 'my.module' layer: 'Head' } }
            layer { name: 'r' type: 'Relu' bottom: 'p' top: 'r' }
            """);
        Assert.Equal(3, errors.Length);
        Assert.Contains("layer 'n0' has type 'Unheard', which CaffeSharpGen does not have; so have 129 more: 'n1', 'n2', 'n3', …", errors[0].Message);
        Assert.Contains("(searched: Bvlc,", errors[0].Message);
        Assert.Contains("the metadata CaffeCustomLayers=\"Unheard=same; my.module.Head=same\" makes them layers of your own", errors[0].Message);
        Assert.Equal("layer 'p' is the Python layer 'my.module.Head', which CaffeSharpGen does not have", errors[1].Message);
        Assert.EndsWith("; did you mean 'ReLU'?", errors[2].Message);
    }

    [Theory]
    [InlineData("layer { name: 'w' type: 'TanH' bottom: 'data' top: 'w' loss_weight: heavy }", ProblemCodes.WrongValue)]
    [InlineData("layer { name: 'w' name: 'w' type: 'TanH' bottom: 'data' top: 'w' }", ProblemCodes.RepeatedField)]
    [InlineData("layers { name: 'w' type: TANH bottom: 'data' top: 'w' }", ProblemCodes.Legacy)]
    [InlineData("layer { name: 'w' type: 'TanH' bottom: 'nowhere' top: 'w' }", ProblemCodes.UnknownBottom)]
    public void Types_that_are_not_known_are_told_behind_other_errors(string wrong, string code)
    {
        Problem[] errors = NetworkText.Errors(Data + wrong + """
            layer { name: 'a' type: 'Unheard' bottom: 'w' top: 'a' }
            layer { name: 'b' type: 'Unseen' bottom: 'a' top: 'b' }
            """);
        Assert.Equal([code, ProblemCodes.UnknownLayerType, ProblemCodes.UnknownLayerType], errors.Select(error => error.Code));
    }

    [Fact]
    public void Types_of_forks_in_the_second_format_are_told_once_each()
    {
        Problem[] errors = NetworkText.Errors("""
            input: 'data' input_dim: 1 input_dim: 1 input_dim: 4 input_dim: 4
            layers { name: 'a' type: MY_POOLING bottom: 'data' top: 'a' }
            layers { name: 'b' type: MY_POOLING bottom: 'data' top: 'b' }
            layers { name: 'c' type: CONVOLUTOIN bottom: 'data' top: 'c' }
            """);
        Assert.All(errors, error => Assert.Equal(ProblemCodes.UnknownLayerType, error.Code));
        Assert.Contains("layer 'a': 'type' is MY_POOLING", errors[0].Message);
        Assert.EndsWith("(the first of 2 places in this file)", errors[0].Message);
        Assert.EndsWith("; did you mean 'CONVOLUTION'?", errors[1].Message);
    }

    // What misled people; the first of each pair is a name that is not known, the second one that is.
    [Theory]
    [InlineData("permute_param", "prelu_param")]
    [InlineData("bn_param", "lrn_param")]
    [InlineData("norm_param", "crop_param")]
    [InlineData("interp_param", "exp_param")]
    [InlineData("Normalize", "L2Normalize")]
    [InlineData("ROIPooling", "Pooling")]
    [InlineData("PSROIPooling", "ROIPooling")]
    [InlineData("Unpooling", "Pooling")]
    [InlineData("Deconvolution", "Convolution")]
    [InlineData("BatchNormEx", "BatchNorm")]
    [InlineData("ReLU6", "ReLU")]
    public void Names_of_other_things_are_not_suggested(string name, string known) => Assert.Equal("", NearestNames.Suggestion(name, [known]));

    [Theory]
    [InlineData("Convolution", "convolution_param { num_output: 2 kernel_size: 3 padding: 1 }", "pad")]
    [InlineData("Convolution", "convolution_param { num_output: 2 kernel_size: 3 hole: 2 }", "dilation")]
    [InlineData("Convolution", "convolution_param { num_filters: 2 num_output: 2 kernel_size: 3 }", "num_output")]
    [InlineData("Dropout", "dropout_param { ratio: 0.5 }", "dropout_ratio")]
    [InlineData("BatchNorm", "batch_norm_param { epsilon: 0.1 }", "eps")]
    [InlineData("TanH", "inputs: 'data'", "bottom")]
    public void The_field_that_is_closest_in_meaning_is_suggested(string type, string fields, string meant)
    {
        Problem error = Assert.Single(NetworkText.Errors(Data + $"layer {{ name: 'it' type: '{type}' bottom: 'data' top: 'it' {fields} }}"));
        Assert.Contains($"; did you mean '{meant}'?", error.Message);
    }

    [Theory]
    [InlineData("Eltwise", "", "must have one shape (1×2×8×8 comes from layer 'up', 1×3×8×8 from the input 'data')")]
    [InlineData("Concat", "concat_param { axis: 2 }", "(1×2×8×8 comes from layer 'up', 1×3×8×8 from the input 'data')")]
    public void Shapes_that_do_not_fit_name_where_they_come_from(string type, string fields, string said) => Assert.EndsWith(said, Assert.Single(
        NetworkText.Errors(Data + $$"""
            layer { name: 'up' type: 'Convolution' bottom: 'data' top: 'blob' convolution_param { num_output: 2 kernel_size: 1 } }
            layer { name: 'it' type: '{{type}}' bottom: 'blob' bottom: 'data' top: 'it' {{fields}} }
            """)).Message);

    [Fact]
    public void A_size_below_one_names_the_bottom_and_where_it_comes_from()
    {
        string message = Assert.Single(NetworkText.Errors(Data + """
            layer { name: 'pool' type: 'Pooling' bottom: 'data' top: 'pool' pooling_param { kernel_size: 4 stride: 4 } }
            layer { name: 'conv' type: 'Convolution' bottom: 'pool' top: 'conv' convolution_param { num_output: 2 kernel_size: 5 } }
            """)).Message;
        Assert.Contains("its kernel covers 5 positions, more than its bottom 1×3×2×2 has", message);
        Assert.EndsWith("(1×3×2×2 comes from layer 'pool')", message);
    }

    [Fact]
    public void A_reshape_that_fixes_the_batch_is_noted()
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile(
            Data.Replace("dim: 1 ", "dim: 10 ", StringComparison.Ordinal) +
            "layer { name: 'r' type: 'Reshape' bottom: 'data' top: 'r' reshape_param { shape { dim: 10 dim: -1 } } }", new NetOptions());
        Assert.False(network!.HasFreeBatch);
        Problem note = Assert.Single(problems);
        Assert.Equal(Severity.Info, note.Severity);
        Assert.Contains("layer 'r' (Reshape): its shapes hold for the declared number of images alone", note.Message);
        Assert.Contains("dim: 0 in its shape keeps the first axis", note.Message);
    }

    [Fact]
    public void The_data_layer_that_became_an_input_is_named()
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile("""
            layer { name: 'train' type: 'ImageData' top: 'data' top: 'label' image_data_param { batch_size: 8 new_height: 9 new_width: 9 } include { phase: TRAIN } }
            layer { name: 'test' type: 'ImageData' top: 'data' top: 'label' image_data_param { batch_size: 2 new_height: 9 new_width: 9 } include { phase: TEST } }
            layer { name: 'fc' type: 'InnerProduct' bottom: 'data' top: 'fc' inner_product_param { num_output: 2 } }
            """, new NetOptions());
        Assert.Equal(["data", "fc"], network!.Values.Select(value => value.Name));
        Problem note = Assert.Single(problems);
        Assert.Equal((ProblemCodes.InputShape, Severity.Info), (note.Code, note.Severity));
        Assert.Equal("layer 'test' (ImageData) is the input 'data', which a program fills; layer 'train' (ImageData) has it, too, but its rule "
            + "include { phase: TRAIN } leaves it out", note.Message);
    }

    [Theory]
    [InlineData("node { name: 'x' op: 'Placeholder' } versions { producer: 24 }", "this is a graph of TensorFlow (GraphDef), not a network of Caffe")]
    [InlineData("name: 'n' op { input: 'x' output: 'y' type: 'Conv' } external_input: 'x'", "this is a network of Caffe2 (NetDef), not a network of Caffe")]
    [InlineData("ir_version: 3 graph { node { op_type: 'Conv' } }", "this is a network of ONNX, not a network of Caffe")]
    [InlineData("model { ssd { num_classes: 90 } }", "this is a configuration of TensorFlow's object detection, not a network of Caffe")]
    [InlineData("name: 'n'", "the network has no layers")]
    [InlineData("layer { name: 'a' type: 'ReLU' bottom: 'x' top: 'a' include { phase: TRAIN } }",
        "the network has no layers: those of the file are for training, their rules (include, exclude) leave them out, or no layer reads them")]
    public void A_prototxt_of_another_program_or_for_training_is_one_error(string text, string said) =>
        Assert.Equal(said, Assert.Single(NetworkText.Errors(text)).Message);

    [Theory]
    [InlineData("name: 'n'\n\u200Binput: 'x'", 2, "the invisible character U+200B (a zero-width space)")]
    [InlineData("name: “n”", 1, "the character '“' (U+201C) looks like \", and is another; write \"")]
    [InlineData("name： 'n'", 1, "looks like :, and is another")]
    [InlineData("name: 'n'\n<<<<<<< HEAD\ninput: 'x'\n=======\ninput: 'y'\n>>>>>>> other", 2, "this line, '<<<<<<< HEAD', marks a merge conflict")]
    [InlineData("layer {\n  name: 'a'\n=======\n}", 3, "this line, '=======', marks a merge conflict")]
    [InlineData("layer {\n  name: 'a'\n>>>>>>> theirs\n}", 3, "marks a merge conflict")]
    [InlineData("\n\n\n\n<!DOCTYPE html>\n<html>", 5, "this is a web page")]
    [InlineData("404: Not Found", 1, "this is what a server answers")]
    [InlineData("{\n  \"cells\": []\n}", 1, "this is JSON")]
    [InlineData("[\n  {\"name\": \"n\"}\n]", 2, "this is JSON")]
    [InlineData("[net]\nbatch=1\n[convolutional]", 2, "this is a configuration of Darknet")]
    [InlineData("import caffe\nfrom caffe import layers as L", 1, "this is a Python script")]
    [InlineData("<?xml version='1.0'?>", 1, "this is XML")]
    [InlineData("\n\u0005\u0001\0\u0012\u0003\u0000\uFFFD\uFFFD\u0001\u0002\u0003", 2, "this is a binary file")]
    public void A_text_that_is_no_prototxt_is_one_error(string text, int line, string said)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(text);
        Problem error = Assert.Single(parsed.Problems);
        Assert.Equal(line, parsed.Spans.LinePosition(parsed.Spans[error.Node].Start).Line + 1);
        Assert.Contains(said, error.Message);
    }

    [Theory]
    [InlineData("train_net: 'a.prototxt' test_net: 'b.prototxt' base_lr: 1", "this is a solver (SolverParameter), not a network; its network is a.prototxt")]
    [InlineData("net_param { name: 'n' } base_lr: 1", "its network is the message net_param")]
    [InlineData("base_lr: 0.01 lr_policy: 'step' max_iter: 10 snapshot: 5", "its network is in another file")]
    [InlineData("item { name: 'none' label: 0 } item { name: 'cat' label: 1 }", "this is a map of labels")]
    public void A_prototxt_that_is_no_network_is_one_error(string text, string said) =>
        Assert.Contains(said, Assert.Single(NetworkText.Errors(text)).Message);
}
