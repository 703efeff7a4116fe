using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>Recognizes a prototxt that is no network, so that its fields are not reported one by one.</summary>
internal static class NotANetwork
{
    // Fields of SolverParameter that say which network it trains.
    private static readonly string[] NetFields = ["net", "train_net"];

    /// <summary>What it is instead; null if that is not known.</summary>
    public static Problem? Recognize(MessageNode root)
    {
        if (MayHaveLayers(root))
            return null;
        FieldNode? net = root.Fields.FirstOrDefault(field => NetFields.Contains(field.Name) && field.Value is ScalarNode);
        return net is null ? null : new Problem(ProblemCodes.Layer, Severity.Error, net.Id,
            $"this is a solver (SolverParameter), not a network; its network is {((ScalarNode)net.Value).Text}");
    }

    /// <summary>Whether there is anything that layers or inputs come from.</summary>
    public static bool MayHaveLayers(MessageNode root) => root.Fields.Any(field => field.Name is "layer" or "layers" or "input");
}
