using System.Text.Json.Serialization;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Detect;

/// <summary>What a run found and wrote (<c>docs/json.md</c>).</summary>
/// <param name="Program">The program.</param>
/// <param name="Image">The photograph.</param>
/// <param name="Network">The network.</param>
/// <param name="Device">Where all ran.</param>
/// <param name="Detections">What was found, the largest score first, each explained.</param>
/// <param name="Files">The pictures of all boxes.</param>
/// <param name="Notes">What else there is to say.</param>
/// <param name="Timings">How long each step took.</param>
internal sealed record Report(
    string Program, ReportedPicture Image, ReportedNetwork Network, string Device, IReadOnlyList<ReportedDetection> Detections,
    IReadOnlyList<string> Files, IReadOnlyList<string> Notes, IReadOnlyList<Timing> Timings)
{
    /// <summary>Memory in use on the device, in bytes; null if it does not count it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MemoryUse? Memory { get; init; }
}

/// <summary>A box and why it is there.</summary>
/// <param name="Name">Name of its class.</param>
/// <param name="Label">Its class, counted from 0, the background of an SSD.</param>
/// <param name="Score">Its score, usually a probability.</param>
/// <param name="Box">Where it is.</param>
/// <param name="Prior">Index of the prior, anchor or cell that it was made of.</param>
/// <param name="Target">What is explained.</param>
/// <param name="Layer">What Grad-CAM looked at.</param>
/// <param name="Peak">Where the map has its maximum; null if it is zero everywhere.</param>
/// <param name="Files">The pictures that were written.</param>
internal sealed record ReportedDetection(
    string Name, int Label, float Score, ReportedBox Box, int Prior, ReportedScore Target, string Layer, MapPeak? Peak,
    IReadOnlyList<string> Files)
{
    /// <summary>Whether the peak lies in the box.</summary>
    public bool InsideBox { get; init; }

    /// <summary>
    /// Intersection over union with the known box of an object of this name; null if none is known.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Overlap { get; init; }
}

/// <summary>A box in pixels of the photograph, the part of it that lies there.</summary>
internal sealed record ReportedBox(int Left, int Top, int Width, int Height)
{
    public static ReportedBox Of(Box box) => new(box.Left, box.Top, box.Width, box.Height);
}

/// <summary>The number whose gradient explains a box: the score of its class before the softmax.</summary>
/// <param name="Name">Where it is, such as <c>mbox_conf[1205]</c>.</param>
/// <param name="Value">The number.</param>
internal sealed record ReportedScore(string Name, float Value);

[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
