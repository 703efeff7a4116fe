using CaffeSharpGen.Compiler.Problems;

namespace CaffeSharpGen.Generator.Tests;

/// <summary>What data layers do to pixels is a member of the class, also of one whose prototxt has errors.</summary>
public sealed class DataTransformsTests
{
    private const string Program = """
        using CaffeSharpGen;
        static class Program
        {
            static float Use()
            {
                DataTransform data = Demo.Net.DataTransforms[0];
                return data.Mean[0] * data.Scale + data.CropSize;
            }
        }
        """;

    [Theory]
    [InlineData("crop_size: 8 scale: 0.5 mean_value: 1.5", "Scale = 0.5f, Mean = [1.5f], CropSize = 8")]
    [InlineData("crop_size: 8 mean_value: [1, 2]", "Mean = [1f, 2f], Channels = 2, CropSize = 8")]
    [InlineData("crop_size: 8 force_gray: true mirror: true", "Channels = 1, CropSize = 8, Mirrors = true")]
    [InlineData("crop_size: 8 scale: nan mean_value: inf", "Scale = float.NaN, Mean = [float.PositiveInfinity], CropSize = 8")]
    [InlineData(
        "mean_file: 'a\\\"b' resize_param { height: 8 width: 9 resize_mode: FIT_SMALL_SIZE }",
        "MeanFile = \"a\\\"b\", ResizeHeight = 8, ResizeWidth = 9, ResizeMode = \"FIT_SMALL_SIZE\"")]
    public void A_class_says_what_its_data_layer_does(string transform, string expected)
    {
        foreach (string error in new[] { "", "layer { name: 'wrong' type: 'Relu6x' bottom: 'ip' top: 'wrong' }" })
        {
            var run = new GeneratorRun(Program, File(transform, error));
            string head = "Input = \"data\", Layer = \"read\", Type = \"AnnotatedData\", ";
            Assert.Contains($"{{ {head}{expected} }},", run.Sources["Demo.Net.g.cs"]);
            Assert.Empty(run.CompilerMessages());
            Assert.Equal(error.Length > 0, run.Diagnostics.Any(message => message.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error));
        }
    }

    [Fact]
    public void A_data_layer_that_says_nothing_gives_no_member()
    {
        var run = new GeneratorRun(new Prototxt("net.prototxt", """
            name: "net"
            layer { name: "read" type: "Data" top: "data" }
            layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip" inner_product_param { num_output: 2 } }
            """) { Metadata = { ["CaffeInputShape"] = "1,3,8,8" } });
        Assert.DoesNotContain("DataTransforms", run.Sources["Demo.Net.g.cs"]);
    }

    [Fact]
    public void No_class_can_have_the_name_of_the_member()
    {
        Prototxt file = File("crop_size: 8 scale: 2", "");
        file.Metadata["CaffeClassName"] = "DataTransforms";
        Assert.Contains(new GeneratorRun(file).Diagnostics, message => message.Id == ProblemCodes.Metadata);
    }

    private static Prototxt File(string transform, string more) => new("net.prototxt", $$"""
        name: "net"
        layer { name: 'read' type: 'AnnotatedData' top: 'data' top: 'label' transform_param { {{transform}} } }
        layer { name: 'ip' type: 'InnerProduct' bottom: 'data' top: 'ip' inner_product_param { num_output: 2 } }
        {{more}}
        """);
}
