using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CaffeSharpGen.GradCam;

/// <summary>
/// The explanation of a score: a map over the image. The map is raw; pictures of it are normalized by <see cref="Range"/> as Torch's
/// <c>image.toDisplayTensor</c> does.
/// </summary>
[JsonConverter(typeof(ExplanationJsonConverter))]
public sealed class Explanation
{
    internal Explanation(Method method, string layer, string target, Tensor map, int inputWidth, int inputHeight)
    {
        Method = method;
        Layer = layer;
        Target = target;
        Map = map;
        InputWidth = inputWidth;
        InputHeight = inputHeight;
    }

    /// <summary>The method.</summary>
    public Method Method { get; }

    /// <summary>Caffe's name of the layer whose activations and gradients made the map.</summary>
    public string Layer { get; }

    /// <summary>What is explained, such as <c>fc8[282]</c>.</summary>
    public string Target { get; }

    /// <summary>
    /// The map as computed: of Grad-CAM 1×h×w, one value for each position of the layer, none negative; of the other methods 3×H×W
    /// (or as many channels as the input has), one value for each value of the input, RGB.
    /// </summary>
    public Tensor Map { get; }

    /// <summary>Width of the network's input.</summary>
    public int InputWidth { get; }

    /// <summary>Height of the network's input.</summary>
    public int InputHeight { get; }

    /// <summary>Minimum of the map, and maximum minus minimum. Pictures are normalized by them.</summary>
    public (float Minimum, float Span) Range
    {
        get
        {
            float smallest = float.PositiveInfinity, largest = float.NegativeInfinity;
            foreach (float value in Map.Span)
            {
                smallest = Math.Min(smallest, value);
                largest = Math.Max(largest, value);
            }
            return (smallest, largest - smallest);
        }
    }

    /// <summary>The map at the size of the network's input, C×H×W, by Torch's <c>image.scale</c>.</summary>
    public Tensor AtInputSize() => Scaled(InputWidth, InputHeight);

    /// <summary>The map at another size, C×H×W, by Torch's <c>image.scale</c>.</summary>
    public Tensor Scaled(int width, int height) => ImageScale.Scale(Map, width, height);

    /// <summary>The pixel of the largest value, on a picture of this size; the first one in scan order.</summary>
    public (int X, int Y) Peak(int width, int height)
    {
        if (Map.Shape[0] != 1)
            throw new InvalidOperationException($"{this}: a peak is that of a map with one channel");
        ReadOnlySpan<float> scaled = Scaled(width, height).Span;
        int peak = 0;
        for (int i = 1; i < scaled.Length; i++)
        {
            if (scaled[i] > scaled[peak])
                peak = i;
        }
        return (peak % width, peak / width);
    }

    /// <summary>The explanation as JSON (<see cref="ExplanationJsonConverter"/>).</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            WriteJson(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes the explanation as a JSON value.</summary>
    public void WriteJson(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ExplanationJsonConverter.WriteTo(writer, this);
    }

    /// <summary>Such as <c>GradCam of fc8[282] at relu5_3, 1×14×14</c>.</summary>
    public override string ToString() => $"{Method} of {Target} at {Layer}, {Map.Shape}";
}
