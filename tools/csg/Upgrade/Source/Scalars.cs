using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Csg.Upgrade.Source;

/// <summary>Values as they are written.</summary>
internal static class Scalars
{
    /// <summary>What a value is: of a string what stands in its quotes.</summary>
    public static string Decode(string written) =>
        PrototxtParser.Parse($"x: {written}").Root.Fields is [{ Value: ScalarNode scalar }] ? scalar.Text : written;

    /// <summary>A string in quotes.</summary>
    public static string Quote(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
