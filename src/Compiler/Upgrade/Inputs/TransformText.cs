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

    private static string Text(float number) => number.ToString("R", CultureInfo.InvariantCulture);
}
