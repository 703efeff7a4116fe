using System.Text.Json;
using System.Text.Json.Serialization;

namespace CaffeSharpGen.Runtime.Tests.Tensors;

/// <summary>Tensors as JSON.</summary>
public sealed partial class JsonTests
{
    [Fact]
    public void A_tensor_is_its_shape_and_its_values()
    {
        var tensor = new Tensor([1, 2, 2], new[] { 0.1f, -2, 16777216, float.NaN });
        Assert.Equal("""{"shape":[1,2,2],"values":[0.1,-2,16777216,"NaN"]}""", tensor.ToJson());
        Assert.Equal(tensor.ToJson(), JsonSerializer.Serialize(tensor, Context.Default.Tensor));
        Assert.Equal("""{"shape":[],"values":[0]}""", new Tensor([]).ToJson());
        Assert.Equal("""{"shape":[0],"values":[]}""", new Tensor([0]).ToJson());
    }

    [Fact]
    public void Every_float_is_read_back_bit_for_bit()
    {
        var random = new Random(5);
        var tensor = new Tensor([10_000]);
        for (int i = 0; i < tensor.Shape.Count; i++)
            tensor[i] = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
        (tensor[0], tensor[1], tensor[2], tensor[3]) = (float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, float.MaxValue);
        foreach (Tensor read in new[] { Tensor.FromJson(tensor.ToJson()), JsonSerializer.Deserialize(tensor.ToJson(), Context.Default.Tensor)! })
        {
            Assert.Equal(tensor.Shape, read.Shape);
            for (int i = 0; i < tensor.Shape.Count; i++)
                Assert.True(float.IsNaN(tensor[i]) ? float.IsNaN(read[i]) : BitConverter.SingleToInt32Bits(tensor[i]) == BitConverter.SingleToInt32Bits(read[i]), $"{tensor[i]:r}");
        }
    }

    [Theory]
    [InlineData("""{"shape":[2],"values":[1]}""", "found 1 values in a tensor; expected 2, for 2")]
    [InlineData("""{"shape":[2147483647],"values":[1]}""", "found 1 values in a tensor; expected 2147483647")]
    [InlineData("""{"shape":[65536,65536],"values":[1]}""", "more than 2147483647 elements")]
    [InlineData("""{"shape":[-1],"values":[1]}""", "cannot have length -1")]
    [InlineData("""{"shape":[1.5],"values":[1]}""", "in 'shape'")]
    [InlineData("""{"shape":1,"values":[1]}""", "expected a list of lengths as 'shape'")]
    [InlineData("""{"shape":[1],"values":[true]}""", "found True as value 0")]
    [InlineData("""{"shape":[1],"values":["nan"]}""", "found String as value 0")]
    [InlineData("""{"shape":[1],"values":[1e39]}""", "found Number as value 0")]
    [InlineData("""{"shape":[1],"shape":[1],"values":[1]}""", "each once")]
    [InlineData("""{"shape":[1],"data":[1]}""", "found 'data' in a tensor")]
    [InlineData("""{"shape":[1]}""", "without 'shape' or 'values'")]
    [InlineData("""[1]""", "found StartArray; expected a tensor")]
    // Half of a surrogate pair.
    [InlineData("""{"\ud800":[1]}""", "surrogate")]
    [InlineData("""{"shape":[1],"values":["\ud800"]}""", "surrogate")]
    [InlineData("""{"shape":[1],"values":[1]""", "")]
    [InlineData("""{"shape":[1],"values":[1]} {}""", "")]
    [InlineData("", "")]
    public void What_is_no_tensor_is_refused(string json, string message) =>
        Assert.Contains(message, Assert.ThrowsAny<JsonException>(() => Tensor.FromJson(json)).Message, StringComparison.Ordinal);

    [JsonSerializable(typeof(Tensor))]
    private sealed partial class Context : JsonSerializerContext;
}
