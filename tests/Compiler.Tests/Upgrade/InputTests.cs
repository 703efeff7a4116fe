using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>Which inputs a network has, and which of them the metadata CaffeInputShape reaches (field reports 10, 11 and 54).</summary>
public sealed class InputTests
{
    private const string Layer = """
        layer { name: "in" type: "Input" top: "label" top: "data" input_param { shape { dim: 10 dim: 1 } shape { dim: 10 dim: 3 dim: 8 dim: 8 } } }
        """;

    private const string Fields = "input: 'label' input: 'data' input_shape { dim: 10 dim: 1 } input_shape { dim: 10 dim: 3 dim: 8 dim: 8 }";

    private const string DataLayers = """
        layer { name: "in" type: "DummyData" top: "label" top: "data" dummy_data_param { shape { dim: 10 dim: 1 } shape { dim: 10 dim: 3 dim: 8 dim: 8 } } }
        """;

    // The label's shape stands nowhere, so that it could be any.
    private const string Database = """
        layer { name: "in" type: "Data" top: "data" top: "label" data_param { batch_size: 10 } }
        """;

    private const string Readers = """
        layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 2 kernel_size: 3 } }
        layer { name: "gate" type: "Sigmoid" bottom: "label" top: "gate" }
        """;

    [Theory]
    [InlineData(Layer)]
    [InlineData(Fields)]
    [InlineData(DataLayers)]
    public void A_shape_reaches_the_only_input_with_as_many_axes(string inputs)
    {
        NetworkDefinition network = NetworkText.Compile(inputs + Readers, 1, 3, 16, 16);
        Assert.Equal(["label 10×1", "data 1×3×16×16", "conv 1×2×14×14", "gate 10×1"], network.Values.Select(value => $"{value.Name} {value.Shape.For(1)}"));
    }

    [Theory]
    [InlineData(Layer)]
    [InlineData(Fields)]
    [InlineData(DataLayers)]
    [InlineData(Database)]
    public void Shapes_reach_inputs_by_their_names(string inputs)
    {
        var options = new NetOptions(InputShapes: [new NamedShape("data", [1, 3, 16, 16]), new NamedShape("label", [1, 4])]);
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile(inputs + Readers, options);
        Assert.Empty(problems);
        Assert.Equal("1×4", network!.Values.Single(value => value.Name == "label").Shape.For(1).ToString());
        Assert.Equal("1×2×14×14", network.Values.Single(value => value.Name == "conv").Shape.For(1).ToString());
    }

    [Fact]
    public void Of_many_inputs_the_first_are_listed()
    {
        string inputs = string.Concat(Enumerable.Range(0, 1000).Select(i => $"input: 'x{i}' input_shape {{ dim: 1 dim: 3 }}\n"));
        string layer = "layer { name: 'r' type: 'ReLU' bottom: 'x0' top: 'r' }";
        var options = new NetOptions(InputShapes: [new NamedShape(new string('n', 5000), [1, 3])], InputShape: [.. Enumerable.Repeat(1, 2000)]);
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile(inputs + layer, options);
        Assert.Null(network);
        Assert.Equal(2, problems.Length);
        Assert.All(problems, problem => Assert.InRange(problem.Message.Length, 1, 1000));
        Assert.All(problems, problem => Assert.Contains("x0 1×3, x1 1×3, ", problem.Message));
        Assert.All(problems, problem => Assert.Contains("… (1000 in all)", problem.Message));
    }

    [Fact]
    public void A_shape_reaches_the_input_of_a_data_layer()
    {
        NetworkDefinition network = NetworkText.Compile(Database + Readers, 10, 1, 16, 16);
        Assert.Equal(["data 1×1×16×16", "label 1"], network.Values.Where(value => value.LayerType == "Input").Select(value => $"{value.Name} {value.Shape.For(1)}"));
    }

    [Theory]
    [InlineData("input: 'a' input: 'b' input_dim: [1, 1, 4, 4, 1, 2, 4, 4]", "more than one of them may have 4 axes", "a 1×1×4×4, b 1×2×4×4", "such as a: 1,3,16,16")]
    [InlineData("layer { type: 'Input' top: 'a' top: 'b' input_param { shape { dim: 1 dim: 2 dim: 4 dim: 4 } } }", "more than one", "a 1×2×4×4, b 1×2×4×4", "such as a: 1,3,16,16")]
    [InlineData("input: 'a' input: 'b' input_shape { dim: 1 dim: 2 } input_shape { dim: 1 dim: 4 }", "none of them has 4 axes", "a 1×2, b 1×4", "such as a: 1,3,16,16")]
    public void A_shape_that_could_be_for_several_inputs_is_an_error(string inputs, params string[] said)
    {
        Problem[] errors = NetworkText.Errors(inputs + " layer { name: 'p' type: 'Power' bottom: 'a' top: 'p' } layer { name: 'q' type: 'Power' bottom: 'b' top: 'q' }", 1, 3, 16, 16);
        Problem error = Assert.Single(errors);
        Assert.Equal(ProblemCodes.Metadata, error.Code);
        Assert.All(said, part => Assert.Contains(part, error.Message));
    }

    [Theory]
    [InlineData("dta")]
    [InlineData("conv")]
    public void A_name_that_is_no_input_is_an_error(string name)
    {
        const string Reader = "layer { name: 'r' type: 'ReLU' bottom: 'conv' top: 'r' }";
        (NetworkDefinition? network, EquatableArray<Problem> problems) =
            NetworkText.TryCompile(Layer + Readers + Reader, new NetOptions(InputShapes: [new NamedShape(name, [1])]));
        Assert.Null(network);
        Assert.Contains($"names '{name}', which is no input of the network; its inputs are label 10×1, data 10×3×8×8", Assert.Single(problems).Message);
    }

    [Fact]
    public void A_shape_of_an_input_that_is_dropped_is_no_error()
    {
        const string Loss = "layer { name: 'ip' type: 'InnerProduct' bottom: 'data' top: 'ip' inner_product_param { num_output: 2 } } "
            + "layer { name: 'loss' type: 'SoftmaxWithLoss' bottom: 'ip' bottom: 'label' }";
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile(
            Database + Loss, new NetOptions(InputShapes: [new NamedShape("data", [1, 1, 4, 4]), new NamedShape("label", [1])]));
        Assert.Empty(problems);
        Assert.Equal(["data", "ip"], network!.Values.Select(value => value.Name));
    }

    [Fact]
    public void One_shape_is_that_of_all_tops()
    {
        NetworkDefinition network = NetworkText.Compile("""
            layer { type: 'Input' top: 'a' top: 'b' input_param { shape { dim: 1 dim: 2 } } }
            layer { name: 's' type: 'Eltwise' bottom: 'a' bottom: 'b' top: 's' }
            """);
        Assert.Equal("1×2", network.Values[2].Shape.For(1).ToString());
    }

    [Theory]
    [InlineData("layer { name: 'in' type: 'Input' top: 'data' top: 'label' input_param { shape { dim: 1 dim: 4 } shape { dim: 1 } } }")]
    [InlineData("layer { name: 'in' type: 'Input' top: 'data' input_param { shape { dim: 1 dim: 4 } } } layer { name: 'l' type: 'Input' top: 'label' }")]
    [InlineData("input: 'data' input: 'label' input_shape { dim: 1 dim: 4 }")]
    [InlineData("input: 'data' input_shape { dim: 1 dim: 4 } layer { name: 'h' type: 'HDF5Data' top: 'label' hdf5_data_param { source: 'x' } }")]
    public void An_input_that_only_dropped_layers_read_needs_no_shape_and_is_not_there(string inputs)
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile(inputs + """
            layer { name: 'ip' type: 'InnerProduct' bottom: 'data' top: 'ip' inner_product_param { num_output: 2 } }
            layer { name: 'loss' type: 'SoftmaxWithLoss' bottom: 'ip' bottom: 'label' top: 'loss' }
            """, new NetOptions());
        Assert.Empty(problems);
        Assert.Equal(["data", "ip"], network!.Values.Select(value => value.Name));
    }

    [Fact]
    public void An_input_that_no_layer_at_all_reads_stays()
    {
        NetworkDefinition network = NetworkText.Compile("input: 'a' input: 'b' input_shape { dim: 1 dim: 2 } input_shape { dim: 1 dim: 2 } layer { name: 'p' type: 'Power' bottom: 'a' top: 'p' }");
        Assert.Equal(["a", "b", "p"], network.Values.Select(value => value.Name));
    }

    [Fact]
    public void An_input_field_without_any_shape_gives_way_to_a_layer()
    {
        // Report 54: so does Caffe.
        NetworkDefinition network = NetworkText.Compile("input: 'data' layer { name: 'input' type: 'Input' top: 'data' input_param { shape { dim: 1 dim: 3 } } } "
            + "layer { name: 'p' type: 'Power' bottom: 'data' top: 'p' }");
        Assert.Equal("1×3", network.Values[0].Shape.For(1).ToString());
        Problem[] errors = NetworkText.Errors("input: 'data' input_shape { dim: 1 dim: 3 } layer { name: 'input' type: 'Input' top: 'data' input_param { shape { dim: 1 dim: 3 } } }");
        Assert.Equal(ProblemCodes.DuplicateTop, Assert.Single(errors).Code);
    }

    // Report 11: no prototxt says how many channels the images of a database have, unless it says what is done to them.
    [Theory]
    [InlineData("", "1×3×8×8", true)]
    [InlineData("force_gray: true", "1×1×8×8", false)]
    [InlineData("force_color: true", "1×3×8×8", false)]
    [InlineData("mean_value: 1 mean_value: 2", "1×2×8×8", false)]
    [InlineData("mean_value: 1", "1×3×8×8", true)]
    public void A_guess_of_channels_is_told(string transform, string shape, bool isGuess)
    {
        string text = $"layer {{ name: 'd' type: 'Data' top: 'd' transform_param {{ crop_size: 8 {transform} }} }} layer {{ name: 'p' type: 'Power' bottom: 'd' top: 'p' }}";
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile(text, new NetOptions());
        Assert.Equal(shape, network!.Values[0].Shape.For(1).ToString());
        Assert.Equal(isGuess ? [(ProblemCodes.InputShape, Severity.Info)] : [], Guesses().Select(problem => (problem.Code, problem.Severity)));
        (network, problems) = NetworkText.TryCompile(text, new NetOptions(InputShape: [1, 1, 8, 8]));
        Assert.Equal("1×1×8×8", network!.Values[0].Shape.For(1).ToString());
        Assert.Empty(Guesses());

        IEnumerable<Problem> Guesses() => problems.Where(problem => problem.Message.Contains("are assumed", StringComparison.Ordinal));
    }

    // As data_transformer.cpp checks it; force_gray and force_color are for what a database holds, not for files.
    [Theory]
    [InlineData("Data", "mean_value: 1 mean_file: 'm'", "it gives mean_file and also mean_value")]
    [InlineData("ImageData", "mean_value: 1 mean_value: 2", "it gives 2 mean_value for 3 channels")]
    [InlineData("Data", "force_gray: true mean_value: 1 mean_value: 2 mean_value: 3", "it gives 3 mean_value for 1 channel,")]
    [InlineData("ImageData", "force_gray: true mean_value: 1 mean_value: 2 mean_value: 3", null)]
    public void Means_that_Caffe_refuses_are_errors(string type, string transform, string? said)
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile(
            $"layer {{ name: 'd' type: '{type}' top: 'd' transform_param {{ crop_size: 8 {transform} }} }} "
            + "layer { name: 'p' type: 'Power' bottom: 'd' top: 'p' }", new NetOptions());
        if (said is null)
            Assert.Equal("1×3×8×8", network!.Values[0].Shape.For(1).ToString());
        else
            Assert.StartsWith($"layer 'd' ({type}): {said}", Assert.Single(problems, problem => problem.Severity == Severity.Error).Message);
    }

    // dummy_data_layer.cpp fills a constant once, so that a program may write over it; until then it is there.
    [Theory]
    [InlineData("data_filler { type: 'constant' value: 3 }", "in Caffe all its elements are 3")]
    [InlineData("data_filler { value: 0.5 }", "in Caffe all its elements are 0.5")]
    [InlineData("data_filler { type: 'constant' }", null)]
    [InlineData("data_filler { type: 'gaussian' }", null)]
    [InlineData("", null)]
    public void A_constant_dummy_that_is_the_only_input_says_its_number(string filler, string? said)
    {
        CompilationResult result = Result(
            $"layer {{ name: 'd' type: 'DummyData' top: 'x' dummy_data_param {{ shape {{ dim: 1 dim: 3 }} {filler} }} }} "
            + "layer { name: 'p' type: 'Power' bottom: 'x' top: 'p' }");
        Assert.Equal(said is null ? [] : [Severity.Info], result.Problems.Select(problem => problem.Severity));
        Assert.All(result.Problems, problem => Assert.EndsWith(said!, problem.Message));
    }

    [Theory]
    [InlineData("shape { dim: 1 dim: 3 } num: 1 channels: 2 height: 1 width: 1", "it gives shape and also num, channels, height or width")]
    [InlineData("shape { dim: 1 } shape { dim: 2 } shape { dim: 3 }", "it gives 3 shape for 2 tops")]
    [InlineData("shape { dim: 1 } data_filler { } data_filler { } data_filler { }", "it gives 3 data_filler for 2 tops")]
    public void A_dummy_that_Caffe_refuses_is_an_error(string fields, string said) => Assert.StartsWith(
        $"layer 'd' (DummyData): {said}, which Caffe refuses", Assert.Single(NetworkText.Errors(
            $"layer {{ name: 'd' type: 'DummyData' top: 'x' top: 'y' dummy_data_param {{ {fields} }} }} "
            + "layer { name: 'p' type: 'Power' bottom: 'x' top: 'p' } layer { name: 'q' type: 'Power' bottom: 'y' top: 'q' }")).Message);

    [Fact]
    public void Tops_of_a_Python_layer_without_bottoms_are_inputs()
    {
        const string Text = """
            layer { name: "data" type: "Python" top: "x" top: "info" top: "label" python_param { module: "layers" layer: "Reader" } }
            layer { name: "p" type: "Power" bottom: "x" top: "p" }
            layer { name: "q" type: "Power" bottom: "info" top: "q" }
            layer { name: "loss" type: "SoftmaxWithLoss" bottom: "p" bottom: "label" top: "loss" }
            """;
        Problem[] errors = NetworkText.Errors(Text);
        Assert.Equal([ProblemCodes.InputShape, ProblemCodes.InputShape], errors.Select(error => error.Code));
        Assert.StartsWith("layer 'data' is the Python layer 'layers.Reader', which CaffeSharpGen does not have; it has no bottom, "
            + "so its top 'x' is an input of the network: give its shape with the metadata CaffeInputShape=\"x: 1,3,224,224\"", errors[0].Message);
        NetOptions shapes = new(InputShapes: [new NamedShape("x", [1, 3, 8, 8]), new NamedShape("info", [1, 3])]);
        NetworkDefinition network = NetworkText.TryCompile(Text, shapes).Network!;
        Assert.Equal(["x 1×3×8×8", "info 1×3"], network.Values.Take(2).Select(value => $"{value.Name} {value.Shape.For(1)}"));
        // Of other types that nobody has, what the user says.
        string video = Text.Replace("\"Python\"", "\"VideoData\"");
        Problem unknown = Assert.Single(NetworkText.Errors(video));
        Assert.Equal(ProblemCodes.UnknownLayerType, unknown.Code);
        Assert.EndsWith("such as CaffeInputShape=\"x: 1,3,224,224, info: 1,3,224,224, label: 1,3,224,224\", and they are inputs of the network",
            unknown.Message);
        Assert.NotNull(NetworkText.TryCompile(video, shapes).Network);
    }

    [Theory]
    [InlineData("Data", "transform_param { crop_size: 8 scale: 0.5 }", "pixel·0.5")]
    [InlineData("Data", "transform_param { crop_size: 8 mean_value: 104 }", "(pixel − mean) with mean_value 104")]
    [InlineData(
        "ImageData", "transform_param { crop_size: 8 mean_value: 1 mean_value: 2 mean_value: 3.5 scale: 0.00390625 }",
        "(pixel − mean)·0.00390625 with mean_value 1, 2, 3.5")]
    [InlineData("WindowData", "transform_param { crop_size: 8 mean_file: 'm.binaryproto' }", "(pixel − mean) with mean_file \"m.binaryproto\"")]
    [InlineData("MemoryData", "memory_data_param { channels: 1 height: 8 width: 8 } transform_param { scale: 2 }", "pixel·2")]
    // As older layers have it, in the parameter of their type.
    [InlineData("Data", "data_param { crop_size: 8 scale: 0.5 mean_file: 'm' }", "(pixel − mean)·0.5 with mean_file \"m\"")]
    [InlineData("Data", "transform_param { crop_size: 8 scale: 1 mean_value: 0 }", null)]
    [InlineData("DummyData", "dummy_data_param { shape { dim: 1 dim: 3 dim: 8 dim: 8 } } transform_param { scale: 2 }", null)]
    public void What_a_data_layer_does_to_pixels_is_told(string type, string fields, string? expected)
    {
        CompilationResult result = Result(
            $"layer {{ name: 'd' type: '{type}' top: 'x' {fields} }} layer {{ name: 'p' type: 'Power' bottom: 'x' top: 'p' }}");
        Problem[] told = [.. result.Problems.Where(problem => problem.Message.Contains("Caffe makes of pixels", StringComparison.Ordinal))];
        Assert.Equal(expected is null ? [] : [(ProblemCodes.InputShape, Severity.Info)], told.Select(problem => (problem.Code, problem.Severity)));
        Assert.All(told, problem => Assert.StartsWith($"layer 'd' ({type}): the input 'x' takes", problem.Message));
        Assert.All(told, problem => Assert.EndsWith($"not compute: {expected}", problem.Message));
        Assert.Equal(type == "DummyData" ? [] : [("x", "d", type)], result.DataTransforms.Select(data => (data.Input, data.Layer, data.Type)));
    }

    [Fact]
    public void The_data_layer_that_is_in_the_network_says_what_is_done_to_pixels()
    {
        CompilationResult result = Result("""
            layer { name: "train" type: "Data" top: "data" top: "label" include { phase: TRAIN } transform_param { scale: 2 crop_size: 9 } }
            layer { name: "test" type: "Data" top: "data" top: "label" include { phase: TEST }
              transform_param { scale: 3 crop_size: 8 mirror: true force_gray: true mean_value: 7 } }
            layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip" inner_product_param { num_output: 2 } }
            layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
            layer { name: "hinge" type: "HingeLoss" bottom: "ip" bottom: "label" top: "hinge" }
            """);
        var expected = new DataTransform
        {
            Input = "data",
            Layer = "test",
            Type = "Data",
            Scale = 3,
            Mean = [7],
            CropSize = 8,
            Mirrors = true,
            Channels = 1,
        };
        Assert.Equal([expected], result.DataTransforms);
        Assert.Equal(["loss"], result.DroppedLosses);
    }

    [Fact]
    public void The_first_generation_says_it_in_other_words()
    {
        CompilationResult result = Result("""
            layers { layer { name: "data" type: "data" scale: 0.5 meanfile: "m" mirror: true cropsize: 8 batchsize: 2 } top: "data" top: "label" }
            layers { layer { name: "relu" type: "relu" } bottom: "data" top: "relu" }
            """);
        var expected = new DataTransform
        {
            Input = "data",
            Layer = "data",
            Type = "Data",
            Scale = 0.5f,
            MeanFile = "m",
            CropSize = 8,
            Mirrors = true,
        };
        Assert.Equal([expected], result.DataTransforms);
    }

    private static CompilationResult Result(string text)
    {
        CompilationResult result = NetworkCompiler.Compile(Prototxt.PrototxtParser.Parse(text).Root, new NetOptions());
        Assert.True(result.Network is not null, string.Join('\n', result.Problems));
        return result;
    }
}
