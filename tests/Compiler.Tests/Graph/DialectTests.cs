using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>Layer types of one name in several dialects. The operation that a layer becomes says which one was taken.</summary>
public sealed class DialectTests
{
    [Theory]
    [InlineData("Warp", "warp_param { order: 1 }", "AbsVal")]
    [InlineData("Warp", "warp_param { angle: 0.5 }", "TanH")]
    [InlineData("Warp", "warp_param { mode: 3 }", "AbsVal")]
    [InlineData("Warp", "warp_param { mode: 'linear' }", "TanH")]
    [InlineData("Warp", "warp_param { angle: 0.5 mode: 'linear' }", "TanH")]
    [InlineData("ReLU", "relu_param { negative_slope: 0.1 }", "ReLU")]
    [InlineData("ReLU", "relu_param { cap: 6 }", "Sigmoid")]
    [InlineData("PReLU", "", "PReLU")]
    public void The_fields_say_whose_type_it_is(string type, string fields, string operation)
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = Compile(type, fields);
        Assert.Empty(problems);
        Assert.Equal(operation, Assert.Single(network!.Steps).Operation.Kind);
        Assert.Equal(type, network.Steps[0].LayerType);
    }

    [Theory]
    [InlineData("Warp", "", "AbsVal", "Ssd and OpenCv have this type, and its fields fit each; it is taken for that of Ssd, the first of them; the metadata CaffeDialect=\"OpenCv\" chooses another")]
    [InlineData("ReLU", "", "ReLU", "Bvlc and Yolo have this type, and its fields fit each; it is taken for that of Bvlc, the first of them; the metadata CaffeDialect=\"Yolo\" chooses another")]
    public void Of_several_that_fit_the_first_is_taken_and_that_is_told(string type, string fields, string operation, string said)
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = Compile(type, fields);
        Assert.Equal(operation, Assert.Single(network!.Steps).Operation.Kind);
        Problem told = Assert.Single(problems);
        Assert.Equal((ProblemCodes.SeveralDialects, Severity.Info), (told.Code, told.Severity));
        Assert.Equal($"layer 'it' ({type}): {said}", told.Message);
    }

    [Theory]
    [InlineData(Dialect.OpenCv, "Warp", "", "TanH")]
    [InlineData(Dialect.Ssd, "Warp", "", "AbsVal")]
    [InlineData(Dialect.OpenCv, "ReLU", "relu_param { cap: 6 }", "Sigmoid")]
    public void A_person_may_say_whose_types_are_meant(Dialect dialect, string type, string fields, string operation)
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = Compile(type, fields, new NetOptions(Dialect: dialect));
        Assert.Empty(problems);
        Assert.Equal(operation, Assert.Single(network!.Steps).Operation.Kind);
    }

    [Theory]
    [InlineData("warp_param { ordre: 1 }", null, "layer 'it' (Warp of Ssd): WarpParameter has no field 'ordre'")]
    [InlineData("warp_param { order: 1 angle: 2 }", null, "layer 'it' (Warp of Ssd): WarpParameter has no field 'angle'")]
    [InlineData("warp_param { order: 1 }", Dialect.OpenCv, "layer 'it' (Warp of OpenCv): WarpParameter has no field 'order'")]
    [InlineData("warp_param { mode: 'linear' }", Dialect.Ssd, "layer 'it' (Warp of Ssd): 'mode' is")]
    [InlineData("warp_param { order: 7 }", null, "layer 'it' (Warp of Ssd): order is 7")]
    [InlineData("warp_param { angle: 0.5 } bottom: 'nowhere'", null, "layer 'it' (Warp of OpenCv): no earlier layer has a top 'nowhere'")]
    public void Errors_name_the_dialect(string fields, Dialect? dialect, string said)
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = Compile("Warp", fields, new NetOptions(Dialect: dialect));
        Assert.Null(network);
        Assert.StartsWith(said, Assert.Single(problems).Message);
    }

    [Fact]
    public void A_field_that_is_to_be_ignored_fits_every_dialect()
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) =
            Compile("Warp", "warp_param { angle: 0.5 speed: 2 }", new NetOptions(IgnoredFields: ["speed"]));
        Assert.Empty(problems);
        Assert.Equal("TanH", Assert.Single(network!.Steps).Operation.Kind);
    }

    [Fact]
    public void A_value_of_the_wrong_kind_where_dialects_agree_is_an_error_of_form()
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = Compile("Warp", "warp_param { shared: 'x' }");
        Assert.Null(network);
        Assert.StartsWith("layer 'it': 'shared' is", Assert.Single(problems).Message);
    }

    [Theory]
    [InlineData("Ours", Dialect.Ours)]
    [InlineData("BVLC", Dialect.Bvlc)]
    [InlineData("ssd", Dialect.Ssd)]
    [InlineData("Intel", null)] // A name that is kept for layer types to come.
    [InlineData("Caffe", null)]
    [InlineData("0", null)]
    [InlineData("", null)]
    public void A_dialect_that_has_layer_types_can_be_chosen_by_its_name(string name, Dialect? expected) =>
        Assert.Equal(expected, Dialects.TryParse(name, out Dialect dialect) ? dialect : null);

    // SSD's Normalize always has norm_param; happynear's has none, and no weights.
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("norm_param { across_spatial: false }", "", 1)]
    [InlineData("norm_param { }", "", 1)]
    [InlineData("", "Ssd", 1)]
    public void A_Normalize_without_its_message_is_that_without_weights(string parameters, string dialect, int weights)
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkText.TryCompile(
            "layer { name: 'data' type: 'Input' top: 'data' input_param { shape { dim: 1 dim: 3 dim: 8 dim: 8 } } } "
            + $"layer {{ name: 'n' type: 'Normalize' bottom: 'data' top: 'n' {parameters} }}",
            new NetOptions(Dialect: Dialects.TryParse(dialect, out Dialect chosen) ? chosen : null));
        Assert.DoesNotContain(problems, problem => problem.Severity != Severity.Info);
        Assert.Equal(weights, network!.Steps.Sum(step => step.Weights.Length));
    }

    [Fact]
    public void The_dialects_that_can_be_chosen_are_the_folders_of_layers() => Assert.Equal(
        Directory.GetDirectories(SharedFolder.InRepository("src", "Compiler", "Layers")).Select(Path.GetFileName).Order(StringComparer.Ordinal),
        Dialects.All.Select(dialect => dialect.ToString()).Order(StringComparer.Ordinal));

    [Fact]
    public void A_dialect_has_a_type_once()
    {
        LayerDefinition[] twice = [new ForkLayers.OfSsd.Warp(), new ForkLayers.OfSsd.Warp()];
        Assert.Contains("Ssd has two definitions of Warp", Assert.Throws<ArgumentException>(() => new LayerCatalog(twice)).Message);
    }

    [Fact]
    public void A_definition_lies_in_the_folder_of_its_dialect() => Assert.All(
        LayerCatalog.All, definition => Assert.Equal($"CaffeSharpGen.Compiler.Layers.{definition.Dialect}", definition.GetType().Namespace));

    private static (NetworkDefinition? Network, EquatableArray<Problem> Problems) Compile(string type, string fields, NetOptions? options = null) =>
        NetworkText.TryCompile(NetworkText.OneLayer(type, fields, [1, 3, 2, 2]), options ?? new NetOptions(), ForkLayers.All);
}
