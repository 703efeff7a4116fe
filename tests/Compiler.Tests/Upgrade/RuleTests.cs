using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>Which layers the file's state and a person's stages and level choose, and what is said of a blob whose layer they leave out.</summary>
public sealed class RuleTests
{
    private const string AllInOne = """
        layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 3 } } }
        layer { name: "scores" type: "Power" bottom: "data" top: "scores" power_param { scale: 2 } }
        layer { name: "prob" type: "Softmax" bottom: "scores" top: "prob" include { stage: "deploy" } }
        layer { name: "debug" type: "TanH" bottom: "scores" top: "debug" include { not_stage: "deploy" } }
        layer { name: "deep" type: "Sigmoid" bottom: "scores" top: "deep" include { min_level: 3 } }
        """;

    // Report 05: stages are added to the file's, the level replaces the file's, the phase is TEST whatever the file says.
    [Theory]
    [InlineData("state { stage: 'deploy' level: 3 phase: TRAIN }", "", 0, "scores prob")]
    [InlineData("state { stage: 'deploy' level: 3 }", "deploy", 0, "scores prob")]
    [InlineData("state { stage: 'deploy' level: 3 }", "", 3, "scores prob deep")]
    [InlineData("state { stage: 'other' }", "deploy", 0, "scores prob")]
    [InlineData("state { level: 3 }", "", 0, "scores debug")]
    [InlineData("", "", 0, "scores debug")]
    public void The_files_own_state_counts(string state, string stages, int level, string layers)
    {
        var options = new NetOptions(Level: level, Stages: [.. stages.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile(state + AllInOne, options);
        Assert.Empty(problems);
        Assert.Equal(layers, string.Join(' ', network!.Steps.Select(step => step.Layer)));
    }

    // Report 54, stage.
    [Theory]
    [InlineData("include { stage: 'deploy' }", "layer 'in' (Input) has it, but its rule include { stage: \"deploy\" } leaves it out; the metadata CaffeStages=\"given, deploy\" includes it")]
    [InlineData("include { phase: TRAIN } include { stage: 'given' stage: 'deploy' }", "the metadata CaffeStages=\"given, deploy\" includes it")]
    [InlineData("include { min_level: 2 stage: 'deploy' }", "the metadata CaffeStages=\"given, deploy\" and CaffeLevel=\"2\" include it")]
    [InlineData("include { max_level: -1 }", "the metadata CaffeLevel=\"-1\" includes it")]
    [InlineData("include { phase: TRAIN }", "its rule include { phase: TRAIN } leaves it out")]
    [InlineData("include { not_stage: 'given' }", "its rule include { not_stage: \"given\" } leaves it out")]
    [InlineData("exclude { stage: 'given' }", "its rule exclude { stage: \"given\" } leaves it out")]
    public void A_missing_bottom_names_the_layer_that_rules_leave_out(string rules, string said)
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile($$"""
            layer { name: 'in' type: 'Input' top: 'data' input_param { shape { dim: 1 dim: 3 } } {{rules}} }
            layer { name: 'ip' type: 'InnerProduct' bottom: 'data' top: 'ip' inner_product_param { num_output: 2 } }
            """, new NetOptions(Stages: ["given"]));
        Assert.Null(network);
        Problem error = Assert.Single(problems);
        Assert.Equal(ProblemCodes.UnknownBottom, error.Code);
        Assert.Contains("no earlier layer has a top 'data'; layer 'in' (Input) has it", error.Message);
        Assert.Contains(said, error.Message);
    }

    [Fact]
    public void A_missing_bottom_names_the_loss_that_is_dropped()
    {
        Problem error = Assert.Single(NetworkText.Errors(AllInOne + """
            layer { name: 'loss' type: 'EuclideanLoss' bottom: 'scores' bottom: 'scores' top: 'loss' }
            layer { name: 'more' type: 'Power' bottom: 'loss' top: 'more' }
            """));
        Assert.Contains("layer 'loss' (EuclideanLoss) has it, but that is for training", error.Message);
    }

    // In Caffe the first top of a loss is a number; the prediction that is kept instead is no such thing.
    [Theory]
    [InlineData("SoftmaxWithLoss", "top: 'loss'")]
    [InlineData("SoftmaxWithLoss", "")]
    [InlineData("SigmoidCrossEntropyLoss", "top: 'loss'")]
    public void What_reads_a_kept_loss_is_an_error(string type, string top)
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile(AllInOne + $$"""
            layer { name: 'label' type: 'Input' top: 'label' input_param { shape { dim: 1 } } }
            layer { name: 'loss' type: '{{type}}' bottom: 'scores' bottom: 'label' {{top}} }
            layer { name: 'more' type: 'Power' bottom: 'loss' top: 'more' }
            layer { name: 'most' type: 'Power' bottom: 'more' top: 'most' }
            """, new NetOptions(KeepLoss: true));
        Assert.Null(network);
        Problem error = Assert.Single(problems);
        Assert.Equal(ProblemCodes.Layer, error.Code);
        Assert.StartsWith($"layer 'more' (Power): its bottom 'loss' is in Caffe the loss that layer 'loss' ({type}) computes", error.Message);
    }

    [Fact]
    public void What_reads_the_probabilities_of_a_kept_loss_compiles()
    {
        const string Net = AllInOne + """
            layer { name: 'label' type: 'Input' top: 'label' input_param { shape { dim: 1 } } }
            layer { name: 'loss' type: 'SoftmaxWithLoss' bottom: 'scores' bottom: 'label' top: 'loss' top: 'p' }
            layer { name: 'more' type: 'Power' bottom: 'p' top: 'more' }
            """;
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile(Net, new NetOptions(KeepLoss: true));
        Assert.Empty(problems);
        Assert.Equal(["Power", "TanH", "Softmax", "Power"], network!.Steps.Select(step => step.LayerType));

        (network, problems) = NetworkText.TryCompile(Net.Replace("bottom: 'p'", "bottom: 'loss'", StringComparison.Ordinal), new NetOptions(KeepLoss: true));
        Assert.Null(network);
        Assert.Contains("layer 'loss' (SoftmaxWithLoss) has it, but that is the loss, which is for training; with CaffeKeepLoss "
            + "the layer puts out its prediction 'p' only", Assert.Single(problems).Message);
    }

    [Fact]
    public void Losses_as_values_are_numbers_of_the_declared_batch_and_labels_inputs()
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile("""
            layer { name: "in" type: "Data" top: "data" top: "label" data_param { batch_size: 4 } transform_param { crop_size: 4 force_color: true } }
            layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip" inner_product_param { num_output: 3 } }
            layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" top: "prob" softmax_param { axis: -1 } loss_weight: 2 }
            layer { name: "half" type: "Power" bottom: "loss" top: "half" power_param { scale: 0.5 } }
            layer { name: "top2" type: "Accuracy" bottom: "ip" bottom: "label" top: "top2" accuracy_param { top_k: 2 } }
            """, new NetOptions(KeepLoss: true) { LossValues = true });
        Assert.DoesNotContain(problems, problem => problem.Severity != Severity.Info);
        Assert.Equal("data 4×3×4×4, label 4, ip 4×3, loss scalar, loss:prob 4×3, half scalar, top2 scalar",
            string.Join(", ", network!.Values.Select(value => $"{value.Name} {value.Shape}")));
    }

    [Fact]
    public void A_rule_of_many_stages_is_quoted_in_part()
    {
        string stages = string.Concat(Enumerable.Range(0, 1000).Select(i => $"stage: 'stage{i}' "));
        string message = Assert.Single(NetworkText.Errors($$"""
            layer { name: 'in' type: 'Input' top: 'data' input_param { shape { dim: 1 dim: 3 } } include { {{stages}} } }
            layer { name: 'r' type: 'ReLU' bottom: 'data' top: 'r' }
            """)).Message;
        Assert.InRange(message.Length, 1, 1000);
        Assert.Contains("stage: \"stage0\" stage: \"stage1\" ", message);
        Assert.Contains("… (1000 in all) }", message);
        Assert.Contains("the metadata CaffeStages with the 1000 stages of that rule that it lacks includes it", message);
    }

    // Report 28.
    [Fact]
    public void Layers_of_two_phases_may_have_one_name()
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile("""
            layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 2 dim: 3 dim: 3 } } }
            layer { name: "bn1" type: "BatchNorm" bottom: "data" top: "bn1" batch_norm_param { use_global_stats: false } include { phase: TRAIN } }
            layer { name: "bn1" type: "BatchNorm" bottom: "data" top: "bn1" batch_norm_param { use_global_stats: true } include { phase: TEST } }
            layer { name: "drop" type: "Dropout" bottom: "bn1" top: "bn1" exclude { phase: TEST } }
            layer { name: "relu1" type: "ReLU" bottom: "bn1" top: "bn1" }
            """, new NetOptions());
        Assert.Empty(problems);
        Assert.Equal(["bn1", "relu1"], network!.Steps.Select(step => step.Layer));
    }

    // A file for training: what measures is dropped also where the prediction is kept (report 11), unless the file has an input for its label (report 54).
    [Theory]
    [InlineData("layer { name: 'label' type: 'DummyData' top: 'label' dummy_data_param { shape { dim: 1 } } }", "data scores debug loss")]
    [InlineData("layer { name: 'label' type: 'Input' top: 'label' input_param { shape { dim: 1 } } }", "data label scores debug accuracy loss")]
    public void A_kept_loss_keeps_an_accuracy_whose_label_is_an_input(string label, string values)
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile(AllInOne + label + """
            layer { name: 'accuracy' type: 'Accuracy' bottom: 'scores' bottom: 'label' top: 'accuracy' include { phase: TEST } }
            layer { name: 'distance' type: 'EuclideanLoss' bottom: 'scores' bottom: 'label' top: 'distance' }
            layer { name: 'loss' type: 'SoftmaxWithLoss' bottom: 'scores' bottom: 'label' top: 'loss' loss_param { normalize: false } }
            """, new NetOptions(KeepLoss: true));
        Assert.DoesNotContain(problems, problem => problem.Severity != Severity.Info);
        Assert.Equal(values, string.Join(' ', network!.Values.Select(value => value.Name)));
        Assert.Equal("Softmax", network.Steps[^1].LayerType);
    }
}
