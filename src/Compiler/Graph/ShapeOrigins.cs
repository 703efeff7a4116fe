using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>Says of the shapes in a message about a layer which layers they come from.</summary>
internal static class ShapeOrigins
{
    // With more a message is no easier to read.
    private const int MostShapes = 3;

    /// <summary>
    /// Such as <c> (1×8×57×57 comes from layer 'pool1', 1×8×56×56 from layer 'conv1')</c>; empty if the message names the shape of no
    /// bottom.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="bottoms">What the layer reads.</param>
    public static string Of(string message, IEnumerable<ValueDefinition> bottoms)
    {
        // What a message says of weights has another origin.
        if (!message.Contains("bottom"))
            return "";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var origins = new List<string>();
        foreach (ValueDefinition bottom in bottoms)
        {
            string shape = bottom.Shape.ToString();
            if (bottom.Shape.Rank < 2 || !seen.Add(shape) || !Names(message, shape))
                continue;
            string verb = origins.Count == 0 ? " comes" : "";
            origins.Add($"{shape}{verb} from {(bottom.LayerType == "Input" ? "the input" : "layer")} '{Problems.Excerpt.Of(bottom.Name)}'");
            if (origins.Count == MostShapes)
                break;
        }
        return origins.Count == 0 ? "" : $" ({string.Join(", ", origins)})";
    }

    // As a whole: 1×2 is not named by 1×2×3.
    private static bool Names(string message, string shape)
    {
        int at = -1;
        while ((at = message.IndexOf(shape, at + 1, StringComparison.Ordinal)) >= 0)
        {
            int end = at + shape.Length;
            if ((at == 0 || !IsOfShape(message[at - 1])) && (end == message.Length || !IsOfShape(message[end])))
                return true;
        }
        return false;
    }

    private static bool IsOfShape(char c) => c == '×' || char.IsDigit(c);
}
