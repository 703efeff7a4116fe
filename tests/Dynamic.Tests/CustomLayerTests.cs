using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic.Tests;

/// <summary>Layers of types that nobody knows: code of the program computes them; without it, what does not depend on them runs.</summary>
public sealed class CustomLayerTests
{
    private const string Type = "rpn.proposal_layer.ProposalLayer";

    // The shape of Faster R-CNN: a body with scores, proposals of a Python layer, a head.
    private const string Detector = """
        name: "Detector"
        layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 3 dim: 12 dim: 12 } } }
        layer { name: "im_info" type: "Input" top: "im_info" input_param { shape { dim: 1 dim: 3 } } }
        layer { name: "conv1" type: "Convolution" bottom: "data" top: "conv1" convolution_param { num_output: 8 kernel_size: 3 pad: 1 } }
        layer { name: "relu1" type: "ReLU" bottom: "conv1" top: "conv1" }
        layer { name: "pool1" type: "Pooling" bottom: "conv1" top: "pool1" pooling_param { kernel_size: 2 stride: 2 } }
        layer { name: "conv2" type: "Convolution" bottom: "pool1" top: "conv2" convolution_param { num_output: 16 kernel_size: 3 pad: 1 } }
        layer { name: "relu2" type: "ReLU" bottom: "conv2" top: "conv2" }
        layer { name: "scores" type: "Convolution" bottom: "conv2" top: "scores" convolution_param { num_output: 4 kernel_size: 1 } }
        layer {
          name: "proposal" type: "Python" bottom: "scores" bottom: "im_info" top: "rois"
          python_param { module: "rpn.proposal_layer" layer: "ProposalLayer" param_str: "'feat_stride': 16" }
          strange_param { of: 3 with: [1, 2] }
        }
        layer { name: "cls_score" type: "InnerProduct" bottom: "rois" top: "cls_score" inner_product_param { num_output: 2 } }
        layer { name: "cls_prob" type: "Softmax" bottom: "cls_score" top: "cls_prob" }
        """;

    // y = x² between two layers with weights.
    private const string Squares = """
        name: "Squares"
        layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 2 dim: 3 dim: 3 } } }
        layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 16 kernel_size: 1 } }
        layer { name: "square" type: "MySquare" bottom: "conv" top: "square" }
        layer { name: "side" type: "Power" bottom: "conv" top: "side" power_param { scale: 0.5 } }
        layer { name: "sum" type: "Eltwise" bottom: "square" bottom: "side" top: "sum" }
        layer { name: "fc" type: "InnerProduct" bottom: "sum" top: "fc" inner_product_param { num_output: 3 } }
        """;

    private static readonly CustomLayerCode Square = new(
        layer => Each(layer.Bottoms[0], layer.Tops[0], x => x * x),
        layer =>
        {
            for (int i = 0; i < layer.BottomGradients[0]!.Span.Length; i++)
                layer.BottomGradients[0]![i] = 2 * layer.Bottoms[0][i] * layer.TopGradients[0][i];
        });

    [Fact]
    public void The_body_of_a_detector_runs_and_has_gradients_without_its_head()
    {
        using Network network = Load(Detector, $"{Type}=1x5");
        Assert.Contains(network.Notes, note => note.StartsWith(
            $"layer 'proposal' ({Type}) does not run, nor does what depends on it: give LoadOptions.CustomLayers[\"{Type}\"]", StringComparison.Ordinal));
        Fill(network);
        network.Forward();
        Assert.Equal(4 * 36, network["scores"].Activation.Span.Length);
        network.Backward(network["scores"][7], network["relu1"]);
        Assert.Contains(network["relu1"].Gradient.Span.ToArray(), gradient => gradient != 0);
        network.BackwardEach([network["scores"][7], network["scores"][8]], network["data"], (_, gradient) => Assert.Equal(3 * 144, gradient.Span.Length));
        network.ForwardTo(network["scores"]);
    }

    [Fact]
    public void What_depends_on_a_layer_without_code_says_so()
    {
        using Network network = Load(Detector, $"{Type}=1x5");
        Fill(network);
        network.Forward();
        Action[] wrong =
        [
            () => _ = network["cls_score"].Activation, () => _ = network["cls_score"].Top(1),
            () => network["cls_score"].Best(), () => network["cls_score"].CopyActivation(),
            () => network.Backward(network["cls_score"][0], network["relu2"]), () => network.ForwardTo(network["cls_score"]),
            () => network.BackwardEach([network["cls_score"][0]], network["relu2"], (_, _) => { }),
        ];
        foreach (Action action in wrong)
        {
            network.Forward();
            Assert.Equal(
                $"'cls_score' of Detector depends on layer 'proposal' ({Type}), for which the program has no code: give "
                + $"LoadOptions.CustomLayers[\"{Type}\"] when the network is loaded; what does not depend on the layer can be read and explained",
                Assert.Throws<InvalidOperationException>(action).Message);
        }
        network.Forward();
        Assert.StartsWith("'proposal' of Detector depends on layer 'proposal'", Assert.Throws<InvalidOperationException>(() => network["proposal"].Activation).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pass_can_begin_behind_a_layer_without_code()
    {
        using Network network = Load(Detector, $"{Type}=1x5");
        network.ForwardFrom([network["proposal"]], (_, rois) => rois.Span.Fill(1), network["cls_prob"]);
        Assert.Equal(1, network["cls_prob"].Activation.Span.ToArray().Sum(), 5);
        network.ForwardFrom([network["proposal"]], (_, rois) => rois.Span.Fill(1));
        network.Backward(network["cls_score"][0], network["proposal"]);
        Assert.Equal(5, network["proposal"].Gradient.Span.Length);
        Assert.Contains("depends on layer 'proposal'", Assert.Throws<InvalidOperationException>(
            () => network.ForwardFrom([network["scores"]], (_, _) => { }, network["cls_prob"])).Message);
    }

    [Fact]
    public void Code_gets_what_the_prototxt_says_and_computes_the_layer()
    {
        var seen = new List<string>();
        var code = new CustomLayerCode(layer =>
        {
            seen.Add($"{layer} {layer.ParamStr} {layer.Bottoms[0].Shape} {layer.Bottoms[1].Shape} {layer.Tops[0].Shape} {layer.BatchSize} {layer.Weights.Count}");
            Assert.All(layer.Tops[0].Span.ToArray(), x => Assert.Equal(0, x));
            layer.Bottoms[0].Span[..5].CopyTo(layer.Tops[0].Span);
        });
        using Network network = Load(Detector, $"{Type} = 1 × 5", Type, code);
        Fill(network);
        network.Forward();
        network.Forward();
        Assert.Equal(2, seen.Count);
        Assert.Equal($"proposal ({Type}) 'feat_stride': 16 1×4×6×6 1×3 1×5 1 0", seen[1]);
        Assert.Equal(network["scores"].Activation.Span[..5].ToArray(), network["proposal"].Activation.Span.ToArray());
        Assert.Equal(1, network["cls_prob"].Activation.Span.ToArray().Sum(), 5);
        var custom = Assert.IsType<Operations.Custom>(network["proposal"].Producer!.Operation);
        Assert.Equal(
            "python_param { module: \"rpn.proposal_layer\" layer: \"ProposalLayer\" param_str: \"'feat_stride': 16\" } "
            + "strange_param { of: 3 with: 1 with: 2 }",
            custom.Parameters);
    }

    [Fact]
    public void Without_a_backward_it_has_no_gradient_and_the_message_says_what_can_be_explained()
    {
        using Network network = Load(Detector, $"{Type}=1x5", Type, new CustomLayerCode(_ => { }));
        Fill(network);
        network.Forward();
        Assert.Equal(
            $"layer 'proposal' ({Type}) lies between 'cls_score' and the hook and has no gradient: it is computed by code of the program "
            + "that has no backward; explain what it reads instead, such as a score in 'scores'",
            Assert.Throws<InvalidOperationException>(() => network.Backward(network["cls_score"][1], network["relu2"])).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_equal_finite_differences(bool isScalar)
    {
        using Device device = isScalar ? Device.Scalar() : Device.Cpu(2);
        using Network network = Load(Squares, "MySquare=same", "square", Square, device);
        float[] data = Fill(network);
        network.Forward();
        network.Backward(network["fc"][1], network["data"]);
        float[] gradient = network["data"].Gradient.Span.ToArray();
        for (int i = 0; i < data.Length; i++)
        {
            float With(float step)
            {
                float[] moved = [.. data];
                moved[i] += step;
                network.Inputs[0].Set(moved);
                network.Forward();
                return network["fc"].Activation[1];
            }
            Assert.Equal((With(0.01f) - With(-0.01f)) / 0.02f, gradient[i], 2e-3f);
        }
    }

    [Fact]
    public void Instances_that_share_weights_share_the_code()
    {
        using Network network = Load(Squares, "MySquare=same", "MySquare", Square);
        using Network two = network.Share(2);
        float[] one = Fill(network);
        network.Forward();
        two.Inputs[0].Set([.. one, .. one.Select(x => -x)]);
        two.Forward();
        Assert.Equal(network["fc"].Activation.Span.ToArray(), two["fc"].Activation.Image(0).ToArray(), (a, b) => MathF.Abs(a - b) < 1e-4);
        network.Inputs[0].Set([.. one.Select(x => -x)]);
        network.Forward();
        Assert.Equal(network["fc"].Activation.Span.ToArray(), two["fc"].Activation.Image(1).ToArray(), (a, b) => MathF.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void A_callback_may_change_what_it_computes_and_its_gradient_is_seen()
    {
        using Network network = Load(Squares, "MySquare=same", "MySquare", Square);
        Fill(network);
        using (network["side"].Keep())
        using (network["square"].OnForward(value => value.Span.Clear()))
            network.Forward();
        Assert.Equal(network["side"].Activation.Span.ToArray(), network["sum"].Activation.Span.ToArray());
        network.Forward();
        int seen = 0;
        using (network["square"].OnBackward(_ => seen++))
            network.Backward(network["fc"][0], [network["data"], network["square"]]);
        Assert.Equal(1, seen);
        Assert.Equal(network["square"].Shape, network["square"].Gradient.Shape);
    }

    [Fact]
    public void It_may_work_in_place_and_counts_more_than_a_type_of_ours()
    {
        string inPlace = Squares.Replace("""bottom: "conv" top: "square" }""", """bottom: "conv" top: "conv" my_param { a: b } }""", StringComparison.Ordinal)
            .Replace("MySquare", "ReLU", StringComparison.Ordinal).Replace("bottom: \"square\"", "bottom: \"conv\"", StringComparison.Ordinal);
        var code = new CustomLayerCode(layer => Each(layer.Bottoms[0], layer.Tops[0], x => -x));
        using Network network = Load(inPlace, "ReLU=same", "ReLU", code);
        Fill(network);
        network.Forward();
        Assert.Equal(network["conv"].Activation.Span.ToArray().Select(x => -x), network["square"].Activation.Span.ToArray());
        Assert.Same(network["square"], network["conv"].AsCaffeStoresIt);
    }

    [Fact]
    public void Several_tops_have_a_shape_each_and_rows_may_grow_with_the_images()
    {
        string text = Squares.Replace("top: \"square\" }", "top: \"square\" top: \"rows\" }", StringComparison.Ordinal);
        NetworkDefinitionOf(text, "MySquare = same, ≤2N x 5", out string shapes);
        Assert.Equal("N×16×3×3 ≤2N×5", shapes);
        NetworkDefinitionOf(text, "MySquare=same", out shapes);
        Assert.Equal("N×16×3×3 N×16×3×3", shapes);
        NetworkDefinitionOf(text, "Other=3; MySquare=same, 300 7;", out shapes);
        Assert.Equal("N×16×3×3 300×7", shapes);
    }

    [Theory]
    [InlineData("MySquare=same, 1x5, 3", "it has 1 top, and PrototxtOptions.CustomLayers gives 3 shapes; give one for each top, or one for all")]
    [InlineData("MySquare=0x5", null)]
    [InlineData("MySquare", null)]
    [InlineData("MySquare=", null)]
    [InlineData("=same", null)]
    [InlineData("MySquare=same; MySquare=3", null)]
    [InlineData("MySquare=5-3", null)]
    [InlineData("MySquare=NN", null)]
    [InlineData("Input=same", null)]
    public void Wrong_settings_are_told(string setting, string? problem)
    {
        var options = new PrototxtOptions { CustomLayers = setting };
        if (problem is null)
        {
            Assert.StartsWith(
                $"PrototxtOptions.CustomLayers is '{setting}'; expected types, each with the shapes of its tops",
                Assert.Throws<ArgumentException>(() => CompiledPrototxt.Parse(Squares, options: options)).Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains(problem, Assert.Throws<PrototxtException>(() => CompiledPrototxt.Parse(Squares, options: options)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_type_that_nobody_knows_is_an_error_that_names_the_way_out()
    {
        string message = Assert.Throws<PrototxtException>(() => CompiledPrototxt.Parse(Squares)).Message;
        Assert.Contains(
            "to compute it yourself, or to run what does not depend on it, give the shapes of its tops, such as PrototxtOptions.CustomLayers = \"MySquare=same\"",
            message, StringComparison.Ordinal);
        PrototxtProblem note = Assert.Single(
            CompiledPrototxt.Parse(Squares, options: new() { CustomLayers = "MySquare=same; MySquares=same" }).Notes, note => note.Code == "CSG0201");
        Assert.Contains("names 'MySquares', which no layer of this file has as its type; correct the name or remove it; did you mean 'MySquare'?", note.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_for_a_layer_that_there_is_not_is_refused()
    {
        Assert.Contains(
            "has code for 'Square', and Squares has no custom layer of that name or type; its custom layers and their types are 'square', 'MySquare'",
            Assert.Throws<ArgumentException>(() => Load(Squares, "MySquare=same", "Square", Square)).Message);
    }

    [Fact]
    public void It_gets_the_weights_that_the_file_has()
    {
        float sum = 0;
        var code = new CustomLayerCode(layer => sum = layer.Weights[0].Span[0] + layer.Weights[1].Span[1]);
        using Network network = Load(Squares, "MySquare=same", "MySquare", code, more: new LayerTensors(
            "square", "MySquare", [new Tensor([1], new float[] { 3 }), new Tensor([2], new float[] { 4, 5 })]));
        Fill(network);
        network.Forward();
        Assert.Equal(8, sum);
        Assert.DoesNotContain(network.Notes, note => note.Contains("ignored", StringComparison.Ordinal));
    }

    private static void NetworkDefinitionOf(string text, string setting, out string shapes)
    {
        CompiledPrototxt compiled = CompiledPrototxt.Parse(text, options: new() { CustomLayers = setting });
        shapes = string.Join(" ", compiled.Definition.Values.Where(value => value.LayerType == "MySquare").Select(value => value.Shape));
    }

    private static void Each(Tensor from, Tensor to, Func<float, float> function)
    {
        for (int i = 0; i < from.Span.Length; i++)
            to[i] = function(from[i]);
    }

    private static float[] Fill(Network network)
    {
        var random = new Random(5);
        float[] first = [];
        foreach (InputHook input in network.Inputs)
        {
            float[] values = [.. Enumerable.Range(0, input.Shape.Count).Select(_ => random.NextSingle() * 2 - 1)];
            input.Set(values);
            first = first.Length == 0 ? values : first;
        }
        return first;
    }

    private static Network Load(
        string text, string setting, string? layer = null, CustomLayerCode? code = null, Device? device = null, LayerTensors? more = null)
    {
        CompiledPrototxt compiled = CompiledPrototxt.Parse(text, options: new() { CustomLayers = setting });
        var random = new Random(3);
        Tensor Make(Shape shape)
        {
            var weights = new Tensor(shape);
            foreach (ref float weight in weights.Span)
                weight = random.NextSingle() - 0.5f;
            return weights;
        }
        IEnumerable<LayerTensors> layers =
            from step in compiled.Definition.Steps
            where step.Weights.Length > 0
            select new LayerTensors(step.Layer, step.LayerType, [.. step.Weights.Select(Make)]);
        var weights = new MemoryWeights([.. layers, .. more is null ? [] : new[] { more }]);
        var options = new LoadOptions { Device = device };
        if (code is not null)
            options = options with { CustomLayers = new Dictionary<string, CustomLayerCode> { [layer!] = code } };
        return new Network(compiled.Definition, weights, options);
    }
}
