using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Schemas;

/// <summary>
/// Networks that NVIDIA's fork runs in half precision (<c>default_forward_type: FLOAT16</c>, or <c>forward_type</c> of a layer). Here all
/// is computed in single precision, whose results differ from the fork's by its rounding.
/// </summary>
internal static class HalfPrecision
{
    private static readonly string[] OfNet = ["default_forward_type", "default_forward_math"];

    private static readonly string[] OfLayer = ["forward_type", "forward_math"];

    /// <summary>A note on the first field that asks for half precision; null if none does.</summary>
    public static Problem? Note(MessageNode net)
    {
        ScalarNode? found = Find(net, OfNet);
        foreach (FieldNode field in net.Fields)
        {
            if (found is null && field.Name == "layer" && field.Value is MessageNode layer)
                found = Find(layer, OfLayer);
        }
        return found is null ? null : new Problem(ProblemCodes.Layer, Severity.Info, found.Id,
            "NVIDIA's Caffe runs this network in half precision (FLOAT16); here it runs in single precision, "
            + "so results differ from that Caffe's by its rounding, about three digits");
    }

    private static ScalarNode? Find(MessageNode message, string[] names) => message.Fields
        .Where(field => names.Contains(field.Name)).Select(field => field.Value).OfType<ScalarNode>()
        .FirstOrDefault(value => value.Text is "FLOAT16" or "1");
}
