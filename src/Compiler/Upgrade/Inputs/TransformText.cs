using System.Globalization;
using CaffeSharpGen.Compiler.Problems;

namespace CaffeSharpGen.Compiler.Upgrade.Inputs;

/// <summary>What a data layer does to pixels, in words.</summary>
internal static class TransformText
{
    /// <summary>The formula, such as <c>(pixel − mean)·0.017 with mean_value 104, 117, 123</c>.</summary>
    public static string Of(DataTransform data)
    {
        string scale = data.Scale == 1 ? "" : "·" + Text(data.Scale);
        if (data.MeanFile.Length > 0)
            return $"(pixel − mean){scale} with mean_file \"{Excerpt.Of(data.MeanFile)}\"";
        if (data.Mean.Length > 0)
            return $"(pixel − mean){scale} with mean_value {Excerpt.List([.. data.Mean.Select(Text)])}";
        return $"pixel{scale}";
    }

    /// <summary>Why Caffe refuses it (data_transformer.cpp); empty if it does not.</summary>
    public static string Refused(DataTransform data)
    {
        if (data.MeanFile.Length > 0 && data.Mean.Length > 0)
            return "it gives mean_file and also mean_value, which Caffe refuses; give one of them";
        return data.Mean.Length > 1 && data.Channels is { } channels && channels != data.Mean.Length
            ? $"it gives {data.Mean.Length} mean_value for {channels} channel{(channels == 1 ? "" : "s")}, which Caffe refuses; "
                + "give one for all channels, or one for each"
            : "";
    }

    private static string Text(float number) => number.ToString("R", CultureInfo.InvariantCulture);
}
