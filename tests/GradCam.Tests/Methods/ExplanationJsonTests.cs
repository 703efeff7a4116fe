using System.Text.Json;
using System.Text.Json.Serialization;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.GradCam.Tests.Methods;

/// <summary>Explanations as JSON.</summary>
public sealed partial class ExplanationJsonTests
{
    private const string Valid =
        """{"method":"GradCam","layer":"conv1","target":"flat[1]","inputWidth":4,"inputHeight":5,"map":{"shape":[1,1,2],"values":[0,1.5]}}""";

    [Fact]
    public void An_explanation_is_read_back()
    {
        using InPlacePooling network = InPlacePooling.Load(new MemoryWeights([]));
        network.Data.Set([.. Enumerable.Range(0, 16).Select(i => i / 16f)]);
        network.Forward();
        Explanation made = network.GradCam(network.Conv1, network.Flat[1]);
        Assert.StartsWith(
            """{"method":"GradCam","layer":"conv1","target":"flat[1]","inputWidth":4,"inputHeight":4,"map":{"shape":[1,4,4],"values":[""",
            made.ToJson(), StringComparison.Ordinal);
        Explanation read = JsonSerializer.Deserialize(made.ToJson(), Context.Default.Explanation)!;
        Assert.Equal(made.ToString(), read.ToString());
        Assert.Equal(made.Map.Span, read.Map.Span);
        Assert.Equal((4, 4), (read.InputWidth, read.InputHeight));
    }

    [Fact]
    public void A_part_of_a_larger_document_is_written_by_generated_code()
    {
        Explanation explanation = JsonSerializer.Deserialize(Valid, Context.Default.Explanation)!;
        Assert.Equal($$"""{"Name":"x","Cams":[{{Valid}}]}""", JsonSerializer.Serialize(new Answer("x", [explanation]), Context.Default.Answer));
    }

    [Theory]
    [InlineData("\"GradCam\"", "\"GradCan\"", "found the method 'GradCan'; expected one of GradCam, GuidedBackprop, GuidedGradCam, Deconvnet; did you mean 'GradCam'?")]
    [InlineData("\"GradCam\"", "\"0\"", "found the method '0'")]
    [InlineData("\"GradCam\"", "null", "found Null as 'method'")]
    [InlineData("\"layer\"", "\"lair\"", "found 'lair' in an explanation")]
    [InlineData("\"inputWidth\":4", "\"inputWidth\":0", "positive integer as 'inputWidth'")]
    [InlineData("\"inputWidth\":4,", "", "lacks something")]
    [InlineData("[1,1,2]", "[1,2]", "found a map of 1×2; expected C×H×W")]
    [InlineData("[0,1.5]", "[0]", "found 1 values in a tensor; expected 2, for 1×1×2")]
    public void What_is_no_explanation_is_refused(string part, string other, string message) => Assert.Contains(
        message,
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(Valid.Replace(part, other, StringComparison.Ordinal), Context.Default.Explanation)).Message,
        StringComparison.Ordinal);

    internal sealed record Answer(string Name, Explanation[] Cams);

    [JsonSerializable(typeof(Explanation))]
    [JsonSerializable(typeof(Answer))]
    private sealed partial class Context : JsonSerializerContext;
}
