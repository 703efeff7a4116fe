using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>Writes what a class says of the pixels that it takes: what Caffe does in the data layers of its prototxt.</summary>
internal static class DataTransformsPart
{
    /// <summary>The name of the member.</summary>
    public const string Member = "DataTransforms";

    private const string Record = SurfaceFile.Library + nameof(DataTransform);

    /// <summary>Writes the member; nothing where no data layer says anything.</summary>
    public static void Write(CodeWriter writer, EquatableArray<DataTransform> transforms)
    {
        if (!transforms.Any(SaysSomething))
            return;
        writer
            .Line("/// <summary>What Caffe does to pixels in the data layers that are inputs here. The network does not compute it; "
                + "the program that fills the input does.</summary>")
            .Line($"public static global::System.Collections.Generic.IReadOnlyList<{Record}> {Member} {{ get; }} =")
            .Line("[")
            .Indented(() =>
            {
                foreach (DataTransform transform in transforms)
                    writer.Line($"new {Record} {{ {string.Join(", ", Assignments(transform))} }},");
            })
            .Line("];")
            .Line();
    }

    private static bool SaysSomething(DataTransform transform) => Assignments(transform).Skip(3).Any();

    // Those that are not as they are without.
    private static IEnumerable<string> Assignments(DataTransform transform)
    {
        yield return $"Input = {Text(transform.Input)}";
        yield return $"Layer = {Text(transform.Layer)}";
        yield return $"Type = {Text(transform.Type)}";
        if (!transform.Scale.Equals(1f))
            yield return $"Scale = {Number(transform.Scale)}";
        if (transform.Mean.Length > 0)
            yield return $"Mean = [{string.Join(", ", transform.Mean.Select(Number))}]";
        if (transform.MeanFile.Length > 0)
            yield return $"MeanFile = {Text(transform.MeanFile)}";
        if (transform.Channels is { } channels)
            yield return Whole("Channels", channels);
        if (transform.CropSize != 0)
            yield return Whole("CropSize", transform.CropSize);
        if (transform.ResizeHeight != 0)
            yield return Whole("ResizeHeight", transform.ResizeHeight);
        if (transform.ResizeWidth != 0)
            yield return Whole("ResizeWidth", transform.ResizeWidth);
        if (transform.ResizeMode != "WARP")
            yield return $"ResizeMode = {Text(transform.ResizeMode)}";
        if (transform.Mirrors)
            yield return "Mirrors = true";
    }

    private static string Whole(string name, int number) => FormattableString.Invariant($"{name} = {number}");

    private static string Text(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    private static string Number(float number) =>
        float.IsNaN(number) ? "float.NaN"
        : float.IsPositiveInfinity(number) ? "float.PositiveInfinity"
        : float.IsNegativeInfinity(number) ? "float.NegativeInfinity"
        : number.ToString("R", CultureInfo.InvariantCulture) + "f";
}
