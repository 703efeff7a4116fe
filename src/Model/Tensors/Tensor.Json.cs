using System.Buffers;
using System.Text;
using System.Text.Json;

namespace CaffeSharpGen;

/// <content>JSON (<see cref="TensorJsonConverter"/>).</content>
public sealed partial class Tensor
{
    /// <summary>Reads what <see cref="ToJson"/> writes.</summary>
    /// <exception cref="JsonException">It is no JSON, or no tensor, or has not as many values as its shape.</exception>
    public static Tensor FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        try
        {
            Tensor tensor = TensorJsonConverter.ReadFrom(ref reader);
            // Throws if more follows.
            reader.Read();
            return tensor;
        }
        catch (InvalidOperationException problem)
        {
            // Half of a surrogate pair, which JSON can hold and a string cannot.
            throw new JsonException(problem.Message, problem);
        }
    }

    /// <summary>The tensor as JSON: <c>{"shape":[1,2,2],"values":[…]}</c>.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            WriteJson(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes the tensor as a JSON value.</summary>
    public void WriteJson(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        TensorJsonConverter.WriteTo(writer, this);
    }
}
