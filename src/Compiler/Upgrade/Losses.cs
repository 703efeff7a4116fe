using CaffeSharpGen.Compiler.Nets;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>Losses, accuracies, and other layers that compute nothing for a user of the network.</summary>
internal static class Losses
{
    private static readonly HashSet<string> Dropped = new(["Accuracy", "Silence", "HDF5Output"], StringComparer.Ordinal);

    /// <summary>What becomes of a layer: itself, the prediction that a kept loss ends in, or null if it is dropped.</summary>
    public static LayerNode? Kept(LayerNode layer, bool keepLoss)
    {
        bool isLoss = layer.Type.EndsWith("Loss", StringComparison.Ordinal);
        if (!isLoss && !Dropped.Contains(layer.Type))
            return layer;
        return keepLoss && Prediction(layer.Type) is { } type
            ? layer with { Type = type, Bottoms = [.. layer.Bottoms.Take(1)], Tops = [OnlyTop(layer)] }
            : null;
    }

    /// <summary>Whether a layer is a loss that ends in a prediction.</summary>
    public static bool HasPrediction(LayerNode layer) => Prediction(layer.Type) is not null;

    private static string? Prediction(string loss) => loss switch
    {
        "SoftmaxWithLoss" => "Softmax",
        "SigmoidCrossEntropyLoss" => "Sigmoid",
        _ => null,
    };

    /// <summary>The top of the prediction: a second top of SoftmaxWithLoss is the softmax itself; a loss without tops gets one.</summary>
    public static string OnlyTop(LayerNode loss) => loss.Tops.Length > 0 ? loss.Tops[loss.Tops.Length - 1] : loss.Name;
}
