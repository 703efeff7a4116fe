using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Tests;
using CaffeSharpGen.Weights;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests.Names;

/// <summary>
/// Weights of one name are one array, weight by weight (Caffe's AppendParam and ShareWeights); reports and networks of ../shared/field/50-shared-weights.
/// </summary>
public sealed class SharedWeightsTests
{
    private const string Inputs = """
        input: "a" input_shape { dim: 1 dim: 2 }
        input: "b" input_shape { dim: 1 dim: 2 }
        """;

    private static readonly string Siamese = Inputs + Fc("left", "a", "w", "c") + Fc("right", "b", "w", "c");
    private static readonly string Partial = Inputs + Fc("left", "a", "w", "c") + Fc("right", "b", "w", "cc");
    private static readonly string Crossed =
        Inputs + Fc("left", "a", "w", "c") + Fc("other", "a", "w2", "c2") + Fc("third", "a", "w", "c2");

    private static readonly LayerTensors Left = Stored("left", 1, 2, 10);
    private static readonly LayerTensors Right = Stored("right", 1, 2, 10);
    private static readonly LayerTensors Other = Stored("other", 5, 6, 30);

    [Fact]
    public void They_may_be_stored_under_any_of_their_layers()
    {
        foreach (LayerTensors[] stored in (LayerTensors[][])[[Left, Right], [Left], [Right], [Right, Left]])
        {
            Assert.Equal((13, 18), LeftAndRight(Siamese, stored));
            Assert.Equal((13, 18), LeftAndRight(Legacy(), stored));
        }
        Assert.Equal((13, 18), LeftAndRight(Partial, Left, Right));
        Assert.Equal((13, 28), LeftAndRight(Partial, Left, Stored("right", 1, 2, 20)));
    }

    [Fact]
    public void Two_different_copies_are_refused()
    {
        Refused(
            Siamese, [Left, Stored("right", 3, 4, 10)], "blob 0 of layer 'right'", "blob 0 of layer 'left'", "shared", "two different ones");
        Refused(Siamese, [Left, Stored("right", 1, 2, 20)], "blob 1 of layer 'right'", "blob 1 of layer 'left'", "two different ones");
        // Bit for bit.
        Refused(Siamese, [Stored("left", 0, 2, 10), Stored("right", -0f, 2, 10)], "blob 0 of layer 'right'", "two different ones");
        Assert.Equal((float.NaN, float.NaN), LeftAndRight(Siamese, Stored("left", float.NaN, 2, 10), Stored("right", float.NaN, 2, 10)));
    }

    [Fact]
    public void What_is_not_shared_is_not_taken_from_the_owner()
    {
        Refused(Partial, [Left], "layer 'right'", "blob 1 of shape 1");
        Refused(Partial, [Right], "layer 'left'", "blob 1 of shape 1");
        Refused(Siamese, [], "layer 'left'", "blob 0 of shape 1×2");
        Refused(Crossed, [Left], "layer 'other'", "blob 0 of shape 1×2");
    }

    [Fact]
    public void A_stored_sharer_has_all_its_blobs()
    {
        Refused(Siamese, [Left, new LayerTensors("right", "InnerProduct", [])], "'right' (InnerProduct)", "no blobs", "expected 2 blobs");
        LayerTensors noBias = new("right", "InnerProduct", [new Tensor([1, 2], new float[] { 1, 2 })]);
        Refused(Siamese, [Left, noBias], "'right' (InnerProduct)", "1 blob (1×2)");
    }

    [Fact]
    public void A_layer_may_share_with_several_and_with_itself()
    {
        foreach (LayerTensors[] stored in (LayerTensors[][])[[Left, Other], [Stored("third", 1, 2, 30), Left, Other]])
        {
            using LoadedNetwork network = LoadedNetwork.Load(Crossed, new MemoryWeights(stored)).Run([1, 1], [2, 3]);
            Assert.Equal([13, 41, 33], [network["left"][0], network["other"][0], network["third"][0]]);
        }
        Refused(Crossed, [Left, Other, Stored("third", 1, 2, 10)], "blob 1 of layer 'third'", "blob 1 of layer 'other'");

        // y = 3·x + 3.
        const string twice = """
            layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 1 } } }
            layer {
              name: "scale" type: "Scale" bottom: "data" top: "scale" param { name: "w" } param { name: "w" }
              scale_param { bias_term: true }
            }
            """;
        Tensor Three() => new([1], new float[] { 3 });
        using (LoadedNetwork network = LoadedNetwork.Load(twice, new MemoryWeights([new("scale", "Scale", [Three(), Three()])])).Run([5]))
            Assert.Equal([18], network["scale"]);
        LayerTensors differ = new("scale", "Scale", [Three(), new Tensor([1], new float[] { 4 })]);
        Refused(twice, [differ], "blob 1 of layer 'scale'", "blob 0 of layer 'scale'");
    }

    // A matrix 2×1 as one of 1×2: as many elements, read by each layer in its own shape.
    [Fact]
    public void Shapes_agree_unless_the_sharer_says_that_counts_are_enough()
    {
        const string one = """input: "x" input_shape { dim: 1 dim: 1 }""" + "\n";
        string Matrix(string name, string bottom, int outputs, string mode) => $$"""
            layer {
              name: "{{name}}" type: "InnerProduct" bottom: "{{bottom}}" top: "{{name}}" param { name: "w" {{mode}} }
              inner_product_param { num_output: {{outputs}} bias_term: false }
            }

            """;
        string Column(string mode) => Matrix("column", "x", 2, mode);
        string Row(string mode) => Matrix("row", "a", 1, mode);

        LayerTensors row = new("row", "InnerProduct", [new Tensor([1, 2], new float[] { 3, 4 })]);
        LayerTensors column = new("column", "InnerProduct", [new Tensor([2, 1], new float[] { 3, 4 })]);
        foreach (LayerTensors[] stored in (LayerTensors[][])[[row], [column], [row, column]])
        {
            string text = Inputs + one + Row("share_mode: STRICT") + Column("share_mode: PERMISSIVE");
            using LoadedNetwork network = LoadedNetwork.Load(text, new MemoryWeights(stored)).Run([1, 1], [0, 0], [2]);
            Assert.Equal([7, 6, 8], [.. network["row"], .. network["column"]]);
        }
        // What the owner says does not count.
        Says(Error(Inputs + one + Row("share_mode: PERMISSIVE") + Column("")),
            "layer 'column' (InnerProduct)", "shape 2×1", "weight 0 of layer 'row'", "shape 1×2", "PERMISSIVE");
        const string three = """input: "three" input_shape { dim: 1 dim: 3 }""" + "\n";
        Says(Error(Inputs + three + Row("") + Matrix("wide", "three", 1, "share_mode: PERMISSIVE")),
            "layer 'wide' (InnerProduct)", "shape 1×3", "layer 'row'", "shape 1×2", "as many elements");
    }

    [Fact]
    public void The_old_format_has_modes_too()
    {
        const string shape = """
            input: "x" input_dim: 1 input_dim: 1 input_dim: 1 input_dim: 1
            input: "a" input_dim: 1 input_dim: 2 input_dim: 1 input_dim: 1
            layers {
              name: "row" type: INNER_PRODUCT bottom: "a" top: "row" param: "w"
              inner_product_param { num_output: 1 bias_term: false }
            }

            """;
        const string column = """
            layers {
              name: "column" type: INNER_PRODUCT bottom: "x" top: "column" param: "w" MODE
              inner_product_param { num_output: 2 bias_term: false }
            }
            """;
        string Both(string mode) => shape + column.Replace("MODE", mode, StringComparison.Ordinal);
        LayerTensors row = new("row", "InnerProduct", [new Tensor([1, 2], new float[] { 3, 4 })]);
        foreach (string mode in (string[])["PERMISSIVE", "1"])
        {
            using LoadedNetwork network = LoadedNetwork.Load(Both($"blob_share_mode: {mode}"), new MemoryWeights([row])).Run([2], [1, 1]);
            Assert.Equal([7, 6, 8], [.. network["row"], .. network["column"]]);
        }
        Says(Error(Both("blob_share_mode: STRICT")), "layer 'column'", "2×1", "1×2");
        Says(Error(Both("")), "layer 'column'", "2×1", "1×2");
    }

    [Fact]
    public void A_reported_mistake_has_its_place()
    {
        string text = File.ReadAllText(SharedFolder.Require("field", "50-shared-weights", "other-shape.prototxt"));
        Diagnostic error = OnlyError(text);
        Says(error.GetMessage(), "1×2", "1×3", "'left'", "'right'");
        Assert.Equal(text.LastIndexOf("param { name", StringComparison.Ordinal), error.Location.SourceSpan.Start);
    }

    [Theory]
    [InlineData("siamese", "every", "left 13 right 18")]
    [InlineData("siamese", "owner", "left 13 right 18")]
    [InlineData("v1", "every", "left 13 right 18")]
    [InlineData("v1", "owner", "left 13 right 18")]
    [InlineData("partial", "every", "left 13 right 18")]
    [InlineData("crossed", "three", "third 33")]
    public void Reported_files_give_the_numbers_of_caffe(string net, string file, string expected)
    {
        string text = File.ReadAllText(SharedFolder.Require("field", "50-shared-weights", net + ".prototxt"));
        string path = SharedFolder.Require("field", "50-shared-weights", file + ".caffemodel");
        using LoadedNetwork network = LoadedNetwork.Open(text, path).Run([1, 1], [2, 3]);
        string[] words = expected.Split(' ');
        for (int i = 0; i < words.Length; i += 2)
            Assert.Equal([float.Parse(words[i + 1], System.Globalization.CultureInfo.InvariantCulture)], network[words[i]]);
    }

    [Theory]
    [InlineData("siamese", "differ", "'left'", "'right'", "two different ones")]
    [InlineData("partial", "owner", "'right'", "blob 1")]
    public void Reported_files_are_refused(string net, string file, params string[] said)
    {
        string text = File.ReadAllText(SharedFolder.Require("field", "50-shared-weights", net + ".prototxt"));
        string path = SharedFolder.Require("field", "50-shared-weights", file + ".caffemodel");
        Says(Assert.Throws<WeightException>(() => LoadedNetwork.Open(text, path)).Message, [path, .. said]);
    }

    private static string Fc(string name, string bottom, string weight, string bias) => $$"""
        layer {
          name: "{{name}}" type: "InnerProduct" bottom: "{{bottom}}" top: "{{name}}"
          param { name: "{{weight}}" } param { name: "{{bias}}" } inner_product_param { num_output: 1 }
        }

        """;

    private static string Legacy() => """
        input: "a" input_dim: 1 input_dim: 2 input_dim: 1 input_dim: 1
        input: "b" input_dim: 1 input_dim: 2 input_dim: 1 input_dim: 1
        layers { name: "left" type: INNER_PRODUCT bottom: "a" top: "left" param: "w" param: "c" inner_product_param { num_output: 1 } }
        layers { name: "right" type: INNER_PRODUCT bottom: "b" top: "right" param: "w" param: "c" inner_product_param { num_output: 1 } }
        """;

    private static LayerTensors Stored(string name, float first, float second, float bias) =>
        new(name, "InnerProduct", [new Tensor([1, 2], new float[] { first, second }), new Tensor([1], new float[] { bias })]);

    private static (float Left, float Right) LeftAndRight(string prototxt, params LayerTensors[] stored)
    {
        using LoadedNetwork network = LoadedNetwork.Load(prototxt, new MemoryWeights(stored)).Run([1, 1], [2, 3]);
        return (network["left"][0], network["right"][0]);
    }

    private static void Refused(string prototxt, LayerTensors[] stored, params string[] said) =>
        Says(LoadedNetwork.Refusal(prototxt, new MemoryWeights(stored)), said);

    private static string Error(string prototxt)
    {
        Diagnostic error = OnlyError(prototxt);
        Assert.Equal(ProblemCodes.Layer, error.Id);
        // At the param that shares; in the old format, where a param is nothing but a name, at that.
        int name = prototxt.LastIndexOf("\"w\"", StringComparison.Ordinal);
        Assert.Equal(prototxt.LastIndexOf("param", name, StringComparison.Ordinal), error.Location.SourceSpan.Start);
        return error.GetMessage();
    }

    private static Diagnostic OnlyError(string prototxt) => Assert.Single(
        new GeneratorRun(new Prototxt("net.prototxt", prototxt)).Diagnostics, message => message.Severity == DiagnosticSeverity.Error);

    private static void Says(string message, params string[] parts) => Assert.All(parts, part => Assert.Contains(part, message));
}
