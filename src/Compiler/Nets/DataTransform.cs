using System.Globalization;
using CaffeSharpGen.Compiler.Problems;

namespace CaffeSharpGen.Compiler.Nets;

/// <summary>
/// What Caffe does to pixels in a data layer that is an input here: (pixel − mean)·scale. The program that fills the input does it.
/// </summary>
public sealed record DataTransform
{
    /// <summary>Name of the input.</summary>
    public required string Input { get; init; }

    /// <summary>Name of the data layer.</summary>
    public required string Layer { get; init; }

    /// <summary>Type of the data layer.</summary>
    public required string Type { get; init; }

    /// <summary>Its <c>scale</c>.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>Its <c>mean_value</c>s: one for all channels, or one for each; empty if there are none.</summary>
    public EquatableArray<float> Mean { get; init; }

    /// <summary>Its <c>mean_file</c>, an image that is subtracted; empty if there is none. It is not read.</summary>
    public string MeanFile { get; init; } = "";

    /// <summary>How many channels its images have; null if the prototxt does not say.</summary>
    public int? Channels { get; init; }

    /// <summary>Its <c>crop_size</c>: Caffe takes the middle of an image; 0 if it takes the whole.</summary>
    public int CropSize { get; init; }

    /// <summary>Whether it shows images mirrored at random.</summary>
    public bool Mirrors { get; init; }

    /// <summary>Whether pixels are the input as they are.</summary>
    public bool IsIdentity => Scale == 1 && MeanFile.Length == 0 && Mean.All(mean => mean == 0);

    /// <summary>The formula in words, such as <c>(pixel − mean)·0.017 with mean_value 104, 117, 123</c>.</summary>
    public string Describe()
    {
        string scale = Scale == 1 ? "" : "·" + Text(Scale);
        if (MeanFile.Length > 0)
            return $"(pixel − mean){scale} with mean_file \"{Excerpt.Of(MeanFile)}\"";
        if (Mean.Length > 0)
            return $"(pixel − mean){scale} with mean_value {Excerpt.List([.. Mean.Select(Text)])}";
        return $"pixel{scale}";
    }

    private static string Text(float number) => number.ToString("R", CultureInfo.InvariantCulture);
}
