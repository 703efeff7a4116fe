namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>Losses, accuracies, and other layers that compute nothing a user of a network wants.</summary>
internal static class Losses
{
    private static readonly HashSet<string> Dropped = new(["Accuracy", "Silence", "HDF5Output"], StringComparer.Ordinal);

    /// <summary>Drops them, or keeps those that end in predictions as these.</summary>
    public static IEnumerable<LayerNode> Drop(IEnumerable<LayerNode> layers, bool keepLoss)
    {
        foreach (LayerNode layer in layers)
        {
            bool isLoss = layer.Type.EndsWith("Loss", StringComparison.Ordinal);
            if (!isLoss && !Dropped.Contains(layer.Type))
                yield return layer;
            else if (keepLoss)
                yield return Prediction(layer);
        }
    }

    private static LayerNode Prediction(LayerNode loss) => loss.Type switch
    {
        "SoftmaxWithLoss" => loss with { Type = "Softmax", Bottoms = [loss.Bottoms[0]], Tops = [OnlyTop(loss)] },
        "SigmoidCrossEntropyLoss" => loss with { Type = "Sigmoid", Bottoms = [loss.Bottoms[0]], Tops = [OnlyTop(loss)] },
        _ => loss,
    };

    // A second top of SoftmaxWithLoss is the softmax itself; a loss without tops gets one.
    private static string OnlyTop(LayerNode loss) => loss.Tops.Length > 0 ? loss.Tops[loss.Tops.Length - 1] : loss.Name;
}
