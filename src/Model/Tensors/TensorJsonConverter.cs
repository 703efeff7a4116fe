using System.Text.Json;
using System.Text.Json.Serialization;

namespace CaffeSharpGen;

/// <summary>
/// A tensor as JSON: <c>{"shape":[1,2,2],"values":[0.5,1,-2,"NaN"]}</c>, the values in C order. Numbers are the shortest that read back
/// as the same float32; what JSON has no number for is a string (<c>"NaN"</c>, <c>"Infinity"</c>, <c>"-Infinity"</c>). System.Text.Json
/// uses it for every <see cref="Tensor"/>, also in programs that are compiled ahead of time.
/// </summary>
public sealed class TensorJsonConverter : JsonConverter<Tensor>
{
    /// <summary>Reads a tensor.</summary>
    /// <exception cref="JsonException">It is no tensor, or has not as many values as its shape.</exception>
    public override Tensor Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadFrom(ref reader);

    /// <summary>Writes a tensor.</summary>
    public override void Write(Utf8JsonWriter writer, Tensor value, JsonSerializerOptions options) => WriteTo(writer, value);

    internal static void WriteTo(Utf8JsonWriter writer, Tensor tensor)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("shape"u8);
        foreach (int length in tensor.Shape)
            writer.WriteNumberValue(length);
        writer.WriteEndArray();
        writer.WriteStartArray("values"u8);
        foreach (float value in tensor.Span)
        {
            if (float.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteStringValue(float.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    internal static Tensor ReadFrom(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.None)
            reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException($"found {reader.TokenType}; expected a tensor, {{\"shape\":[…],\"values\":[…]}}");
        Shape? shape = null;
        List<float>? values = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "shape" when shape is null:
                    shape = ReadShape(ref reader);
                    break;
                case "values" when values is null:
                    values = ReadValues(ref reader);
                    break;
                default:
                    throw new JsonException($"found '{name}' in a tensor; expected 'shape' and 'values', each once");
            }
        }
        if (shape is not { } lengths || values is null)
            throw new JsonException("found a tensor without 'shape' or 'values'; expected both");
        return lengths.Count == values.Count
            ? new Tensor(lengths, values.ToArray())
            : throw new JsonException($"found {values.Count} values in a tensor; expected {lengths.Count}, for {lengths}");
    }

    private static Shape ReadShape(ref Utf8JsonReader reader)
    {
        var lengths = new List<int>();
        Expect(ref reader, JsonTokenType.StartArray, "a list of lengths as 'shape'");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int length))
                throw new JsonException("found another thing than an integer in 'shape'; expected the lengths of the axes");
            lengths.Add(length);
        }
        try
        {
            return Shape.Of([.. lengths]);
        }
        catch (ArgumentException problem)
        {
            throw new JsonException(problem.Message, problem);
        }
    }

    private static List<float> ReadValues(ref Utf8JsonReader reader)
    {
        var values = new List<float>();
        Expect(ref reader, JsonTokenType.StartArray, "a list of numbers as 'values'");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            values.Add(reader.TokenType switch
            {
                // A number beyond float32 is no value of a tensor: it would become infinite.
                JsonTokenType.Number when reader.TryGetSingle(out float value) && float.IsFinite(value) => value,
                JsonTokenType.String when reader.ValueTextEquals("NaN"u8) => float.NaN,
                JsonTokenType.String when reader.ValueTextEquals("Infinity"u8) => float.PositiveInfinity,
                JsonTokenType.String when reader.ValueTextEquals("-Infinity"u8) => float.NegativeInfinity,
                _ => throw new JsonException(
                    $"found {reader.TokenType} as value {values.Count} of a tensor; "
                    + "expected a float32, or \"NaN\", \"Infinity\", \"-Infinity\""),
            });
        }
        return values;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type)
            throw new JsonException($"found {reader.TokenType}; expected {what}");
    }
}
