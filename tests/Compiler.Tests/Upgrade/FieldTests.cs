using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>
/// Every field of a layer that is in the network is understood, is known to change nothing, or is an error (field reports 07, 33, 44, 53 and 54).
/// </summary>
public sealed class FieldTests
{
    private const string Data = "layer { name: 'data' type: 'Input' top: 'data' input_param { shape { dim: 1 dim: 3 dim: 8 dim: 8 } } }\n";
    private const string Conv = "layer { name: 'c' type: 'Convolution' bottom: 'data' top: 'c' convolution_param { num_output: 4 kernel_size: 3 } }\n";

    [Theory]
    [InlineData("PReLU", "prelu_param { relu6: true }", "relu6", "cuts off what exceeds 6")]
    [InlineData("ReLU", "relu_param { slope: 0.1 }", "slope", "did you mean 'negative_slope'?")]
    [InlineData("ReLU", "mem_param { optimize_test: true }", "mem_param", "LayerParameter has no field 'mem_param'")]
    [InlineData("ReLU", "bump_param { eps: 1 }", "bump_param", "LayerParameter has no field 'bump_param'")]
    [InlineData("Scale", "scale_param { scale_bias: true }", "scale_bias", "adds a learned scale and shift")]
    [InlineData("Scale", "scale_param { scale_filler { value: 1 } }", "scale_filler", "adds a learned scale and shift")]
    [InlineData("InnerProduct", "inner_product_param { num_output: 4 fuse_type: FUSED_CONV_RELU }", "fuse_type", "runs another layer")]
    [InlineData("InnerProduct", "inner_product_param { num_output: 4 relu_param { } }", "relu_param", "runs another layer")]
    [InlineData("LRN", "lrn_param { pad_l: 1 }", "pad_l", "pads one side only")]
    [InlineData("Convolution", "convolution_param { num_output: 4 kernel_size: 3 ceil_mode: true }", "ceil_mode", "how sizes are rounded")]
    [InlineData("Convolution", "convolution_param { num_output: 4 kernel_size: 3 } relu_param { negative_slope: 0.1 }", "relu_param", "'relu_param' belongs to ReLU")]
    [InlineData("InnerProduct", "inner_product_param { num_output: 4 } scale_param { bias_term: true }", "scale_param", "belongs to Scale; Caffe ignores it in layers of type InnerProduct")]
    [InlineData("Pooling", "pooling_param { kernel_size: 2 dilation: 2 }", "dilation", "PoolingParameter has no field 'dilation'")]
    [InlineData("TanH", "param { nam: 'shared' }", "nam", "ParamSpec has no field 'nam'; did you mean 'name'?")]
    [InlineData("TanH", "include { phase: TEST stages: 'deploy' }", "stages", "NetStateRule has no field 'stages'; did you mean 'stage'?")]
    public void A_field_that_is_not_understood_is_an_error_with_a_way_out(string type, string fields, string field, string said)
    {
        string text = Data + $"layer {{ name: 'it' type: '{type}' bottom: 'data' top: 'it' {fields} }}";
        Problem error = Assert.Single(NetworkText.Errors(text));
        Assert.Equal(ProblemCodes.UnknownField, error.Code);
        Assert.StartsWith($"layer 'it' ({type}): ", error.Message);
        Assert.Contains(said, error.Message);
        Assert.Contains($"CaffeIgnoreFields=\"{field}\"", error.Message);
        SpanTable spans = PrototxtParser.Parse(text).Spans;
        Assert.Equal(field, text.Substring(spans[error.Node].Start, spans[error.Node].Length));

        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile(text, new NetOptions(IgnoredFields: [field]));
        Assert.NotNull(network);
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("Convolution", "convolution_param { num_output: 4 kernel_size: 3 engine: MKL2017 }")]
    [InlineData("Convolution", "convolution_param { num_output: 4 kernel_size: 3 } engine: 'MKLDNN:DLA'")]
    [InlineData("InnerProduct", "inner_product_param { num_output: 4 engine: MKLDNN }")]
    [InlineData("InnerProduct", "inner_product_param { num_output: 4 weight_filler { type: 'msra' variance_norm: FAN_LOG own: 1 } }")]
    [InlineData("InnerProduct", "inner_product_param { num_output: 4 } blobs_lr: 1 weight_decay: 0 propagate_down: false loss_weight: 0")]
    [InlineData("InnerProduct", "inner_product_param { num_output: 4 } param { lr_mult: 0 decay_mult: 0 }")]
    [InlineData("TanH", "convolution_param { num_output: 4 kernel_size: 3 } mvn_param { eps: 1 }")]
    [InlineData("ReLU", "pooling_param { pool: MAX kernel_size: 2 }")]
    [InlineData("PReLU", "prelu_param { slope_filler { type: 'constant' } } lrn_param { alpha: 1 }")]
    [InlineData("TanH", "transform_param { scale: 0.5 some_fork: 3 } loss_param { normalize: false }")]
    public void Fields_that_change_nothing_are_quiet(string type, string fields)
    {
        string text = $"debug_info: false force_backward: true {Data}layer {{ name: 'it' type: '{type}' bottom: 'data' top: 'it' {fields} }}";
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile(text, new NetOptions());
        Assert.NotNull(network);
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("layer { name: 'gt' type: 'DetectNetTransformation' bottom: 'data' top: 'gt' groundtruth_param { stride: 16 } include { phase: TRAIN } }")]
    [InlineData("layer { name: 'r' type: 'ReLU' bottom: 'data' top: 'r' relu_param { own: true } exclude { phase: TEST } }")]
    [InlineData("layer { name: 'd' type: 'Data' top: 'x' data_param { backend: REMOTE threads: 4 } include { phase: TRAIN } }")]
    [InlineData("layer { name: 'l' type: 'FocalLoss' bottom: 'c' top: 'l' focal_loss_param { gamma: 2 } }")]
    [InlineData("layer { name: 'a' type: 'Accuracy' bottom: 'c' top: 'a' accuracy_param { ignore: 3 } }")]
    [InlineData("layer { name: 'd' type: 'Data' top: 'x' data_param { threads: 4 } }")]
    public void What_is_not_in_the_network_is_not_checked(string layer)
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile(Data + Conv + layer, new NetOptions());
        Assert.Equal(["data", "c"], network!.Values.Select(value => value.Name));
        Assert.Empty(problems);
    }

    [Fact]
    public void Fields_of_the_net_itself_are_checked()
    {
        Problem error = Assert.Single(NetworkText.Errors("memo_param { optimize_train: true }\n" + Data + Conv));
        Assert.Equal(ProblemCodes.UnknownField, error.Code);
        Assert.StartsWith("NetParameter has no field 'memo_param'", error.Message);
    }

    [Theory]
    [InlineData("layers { name: 'r' type: RELU bottom: 'x' top: 'r' relu_param { own: true } }", "layer 'r' (ReLU): ReLUParameter has no field 'own'")]
    [InlineData("layers { name: 'r' type: RELU bottom: 'x' top: 'r' fork: 1 }", "layer 'r' (ReLU): V1LayerParameter has no field 'fork'")]
    [InlineData("layers { layer { name: 'r' type: 'relu' relu6: true } bottom: 'x' top: 'r' }", "layer 'r' (ReLU): V0LayerParameter has no field 'relu6'")]
    [InlineData("layers { layer { name: 'r' type: 'relu' pad: 1 } bottom: 'x' top: 'r' }", "a layer of the type 'relu' does not read 'pad'")]
    [InlineData("layers { layer { name: 'p' type: 'padding' pad: 1 stride: 2 } bottom: 'x' top: 'r' }", "a layer of the type 'padding' does not read 'stride'")]
    [InlineData("layers { layer { name: 'r' type: 'relu' } bottom: 'x' top: 'r' relu_param { negative_slope: 1 } }", "reads bottom and top only, not 'relu_param'")]
    public void Fields_of_older_formats_are_checked(string layer, string said)
    {
        Problem error = Assert.Single(NetworkText.Errors("input: 'x' input_dim: 1 input_dim: 1 input_dim: 4 input_dim: 4 " + layer), error => error.Code == ProblemCodes.UnknownField);
        Assert.Contains(said, error.Message);
    }

    [Fact]
    public void All_unknown_types_are_told_and_nothing_else_of_them()
    {
        // Report 54: also behind each other.
        Problem[] errors = NetworkText.Errors(Data + """
            layer { name: 'p' type: 'Twister' bottom: 'data' top: 'p' twister_param { order: 0 order: 2 } own: 1 }
            layer { name: 'n' type: 'Bumpy' bottom: 'p' top: 'n' bumpy_param { bump: LARGE } }
            layer { name: 'r' type: 'ReLU7' bottom: 'n' top: 'r' }
            layer { name: 'roi' type: 'Zapper' bottom: 'r' top: 'roi' }
            layer { name: 'm' type: 'Wobble' bottom: 'roi' top: 'm' wobble_param { eps: 1 } }
            """);
        Assert.Equal(["'p'", "'n'", "'r'", "'roi'", "'m'"], errors.Select(error => error.Message.Split(' ')[1]));
        Assert.All(errors, error => Assert.Equal(ProblemCodes.UnknownLayerType, error.Code));
        Assert.DoesNotContain(errors, error => error.Message.Contains("did you mean", StringComparison.Ordinal));
    }

    [Fact]
    public void Wrong_fields_and_unknown_types_are_told_at_once()
    {
        Problem[] errors = NetworkText.Errors(Data + """
            layer { name: 'r' type: 'ReLU' bottom: 'data' top: 'r' relu_param { own: true } }
            layer { name: 's' type: 'Wobble' bottom: 'r' top: 's' }
            layer { name: 't' type: 'TanH' bottom: 'nowhere' top: 't' }
            """);
        Assert.Equal([ProblemCodes.UnknownField, ProblemCodes.UnknownLayerType, ProblemCodes.UnknownBottom], errors.Select(error => error.Code));
    }

    [Theory]
    [InlineData("layer { name: 'input' num_channels: 1 }", "layer 'input' has no type; give one, such as type: \"Convolution\"")]
    [InlineData("layer { name: 'r' typ: 'ReLU' }", "did you mean that by 'typ'?")]
    [InlineData("layers { name: 'r' type: NONE }", "layer 'r' has no type; give one, such as type: CONVOLUTION")]
    public void A_layer_without_a_type_says_so(string text, string said) => Assert.Contains(said, Assert.Single(NetworkText.Errors(text)).Message);

    [Fact]
    public void A_name_to_ignore_without_effect_is_told()
    {
        const string Pool = "layer { name: 'p' type: 'Pooling' bottom: 'data' top: 'p' pooling_param { kernel_size: 3 stride: 2 ceil_mode: false } }\n";
        const string Train = "layer { name: 't' type: 'ReLU' bottom: 'data' top: 't' relu_param { relu6: true } include { phase: TRAIN } }\n";
        (NetworkDefinition? network, EquatableArray<Problem> problems) =
            NetworkText.TryCompile(Data + Pool + Train, new NetOptions(IgnoredFields: ["ceil_mode", "relu6", "men_param"]));
        // What is understood counts even so.
        Assert.Equal("1×3×3×3", network!.Values[1].Shape.For(1).ToString());
        Assert.All(problems, problem => Assert.Equal((ProblemCodes.Metadata, Severity.Warning), (problem.Code, problem.Severity)));
        Assert.Collection(problems,
            problem => Assert.Contains("'ceil_mode', which is understood where it stands in this file, and counts", problem.Message),
            problem => Assert.Contains("'men_param', which stands nowhere in this file", problem.Message));
    }

    [Theory]
    [InlineData("Convolutoin", "Convolution")]
    [InlineData("Relu", "ReLU")]
    [InlineData("innerproduct", "InnerProduct")]
    [InlineData("InnerPorduct", "InnerProduct")]
    [InlineData("ReLU7", null)]
    [InlineData("CReLU", null)]
    [InlineData("ROIPooling", null)]
    [InlineData("Convolution3D", null)]
    [InlineData("BN", null)]
    public void Types_are_suggested_where_they_are_near(string type, string? suggested)
    {
        Problem error = Assert.Single(NetworkText.Errors(Data + $"layer {{ name: 'it' type: '{type}' bottom: 'data' top: 'it' }}"));
        Assert.Equal(suggested is not null, error.Message.Contains($"did you mean '{suggested}'?", StringComparison.Ordinal));
        Assert.Equal(suggested is null, !error.Message.Contains("did you mean", StringComparison.Ordinal));
    }

    // Each has to be compared with all names before it: that takes time, but no memory.
    [Fact]
    public void Unknown_bottoms_take_memory_in_proportion_to_their_number()
    {
        long few = Allocated("abcdefghij"), many = Allocated("abcdefghijklmnopqrst");
        Assert.InRange(many, few, 6 * few);

        static long Allocated(string letters)
        {
            MessageNode root = PrototxtParser.Parse(Data + string.Concat(
                from a in letters
                from b in letters
                select $"layer {{ name: '{a}{b}' type: 'TanH' bottom: '{b}{a}{a}{b}z' top: 'top{a}{b}' }}\n")).Root;
            NetworkCompiler.Compile(root, new NetOptions());
            long before = GC.GetAllocatedBytesForCurrentThread();
            NetworkCompiler.Compile(root, new NetOptions());
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void A_solver_is_told_as_one_error()
    {
        Problem error = Assert.Single(NetworkText.Errors("net: 'models/train_val.prototxt'\nbase_lr: 0.01\nmax_iter: 10"));
        Assert.Contains("this is a solver", error.Message);
        Assert.Contains("models/train_val.prototxt", error.Message);
    }

    [Theory]
    [InlineData("layer { name: 'c' type: CONVOLUTION bottom: 'data' top: 'c' }", "text in quotes: \"Convolution\"")]
    [InlineData("layers { name: 'c' type: 'Convolution' bottom: 'data' top: 'c' }", "did you mean CONVOLUTION, without quotes, or the field 'layer' instead of 'layers'?")]
    public void A_type_of_the_other_format_says_what_it_is_here(string layer, string said)
    {
        // Report 30.
        Problem error = Assert.Single(NetworkText.Errors("input: 'data' input_dim: 1 input_dim: 1 input_dim: 4 input_dim: 4\n" + layer));
        Assert.Equal(ProblemCodes.WrongValue, error.Code);
        Assert.Contains(said, error.Message);
    }

    [Theory]
    [InlineData("Dropout", "", "drops values at random")]
    [InlineData("BatchNorm", "", "its input's own mean and variance")]
    public void A_layer_that_is_always_in_training_is_an_error(string type, string fields, string said)
    {
        string text = Data + $"layer {{ name: 'it' type: '{type}' phase: TRAIN bottom: 'data' top: 'it' {fields} }}";
        Assert.Contains(said, Assert.Single(NetworkText.Errors(text)).Message);
        NetworkText.Compile(text.Replace("'Dropout'", "'TanH'", StringComparison.Ordinal).Replace("'BatchNorm'", "'ReLU'", StringComparison.Ordinal));
    }
}
