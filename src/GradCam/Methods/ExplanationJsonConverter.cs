using System.Text.Json;
using System.Text.Json.Serialization;

namespace CaffeSharpGen.GradCam;

/// <summary>
/// An explanation as JSON:
/// <c>{"method":"GradCam","layer":"relu5_3","target":"fc8[282]","inputWidth":224,"inputHeight":224,"map":{…}}</c>,
/// the map as <see cref="TensorJsonConverter"/> writes tensors. System.Text.Json uses it for every <see cref="Explanation"/>, also in
/// programs that are compiled ahead of time.
/// </summary>
public sealed class ExplanationJsonConverter : JsonConverter<Explanation>
{
    private static readonly TensorJsonConverter tensors = new();

    /// <summary>Reads an explanation.</summary>
    /// <exception cref="JsonException">It is no explanation.</exception>
    public override Explanation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException($"found {reader.TokenType}; expected an explanation, {{\"method\":…,\"map\":…}}");
        Method? method = null;
        string? layer = null, target = null;
        int width = 0, height = 0;
        Tensor? map = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "method":
                    method = ReadMethod(ref reader);
                    break;
                case "layer":
                    layer = ReadText(ref reader, name);
                    break;
                case "target":
                    target = ReadText(ref reader, name);
                    break;
                case "inputWidth":
                    width = ReadLength(ref reader, name);
                    break;
                case "inputHeight":
                    height = ReadLength(ref reader, name);
                    break;
                case "map":
                    map = tensors.Read(ref reader, typeof(Tensor), options);
                    break;
                default:
                    throw new JsonException(
                        $"found '{name}' in an explanation; expected method, layer, target, inputWidth, inputHeight and map");
            }
        }
        if (method is not { } known || layer is null || target is null || width == 0 || height == 0 || map is null)
            throw new JsonException("an explanation lacks something; expected method, layer, target, inputWidth, inputHeight and map");
        if (map.Shape.Rank != 3 || map.Shape.Count == 0)
            throw new JsonException($"found a map of {map.Shape}; expected C×H×W, none of them 0");
        return new Explanation(known, layer, target, map, width, height);
    }

    /// <summary>Writes an explanation.</summary>
    public override void Write(Utf8JsonWriter writer, Explanation value, JsonSerializerOptions options) => WriteTo(writer, value);

    internal static void WriteTo(Utf8JsonWriter writer, Explanation explanation)
    {
        writer.WriteStartObject();
        writer.WriteString("method"u8, explanation.Method.ToString());
        writer.WriteString("layer"u8, explanation.Layer);
        writer.WriteString("target"u8, explanation.Target);
        writer.WriteNumber("inputWidth"u8, explanation.InputWidth);
        writer.WriteNumber("inputHeight"u8, explanation.InputHeight);
        writer.WritePropertyName("map"u8);
        explanation.Map.WriteJson(writer);
        writer.WriteEndObject();
    }

    private static Method ReadMethod(ref Utf8JsonReader reader)
    {
        string name = ReadText(ref reader, "method");
        return Enum.GetNames<Method>().Contains(name)
            ? Enum.Parse<Method>(name)
            : throw new JsonException($"found the method '{name}'; expected one of {string.Join(", ", Enum.GetNames<Method>())}"
                + NearestNames.Suggestion(name, Enum.GetNames<Method>()));
    }

    private static string ReadText(ref Utf8JsonReader reader, string name) => reader.TokenType == JsonTokenType.String
        ? reader.GetString()!
        : throw new JsonException($"found {reader.TokenType} as '{name}' of an explanation; expected a string");

    private static int ReadLength(ref Utf8JsonReader reader, string name) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int length) && length > 0
            ? length
            : throw new JsonException($"found another thing than a positive integer as '{name}' of an explanation");
}
