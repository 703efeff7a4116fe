using CaffeSharpGen.Compiler.Nets;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>
/// Losses, accuracies, and other layers that compute nothing for a user of the network. Kept losses are predictions, or with
/// <see cref="NetOptions.LossValues"/> what they are in Caffe: numbers, computed from labels that are inputs.
/// </summary>
internal static class Losses
{
    private const string Accuracy = "Accuracy";

    private static readonly HashSet<string> Dropped = new([Accuracy, "Silence", "HDF5Output", "DetectionEvaluate"], StringComparer.Ordinal);

    private static readonly HashSet<string> WithValues = new(
        [
            Accuracy, "SoftmaxWithLoss", "SigmoidCrossEntropyLoss", "EuclideanLoss", "HingeLoss", "ContrastiveLoss", "InfogainLoss",
            "MultinomialLogisticLoss",
        ],
        StringComparer.Ordinal);

    /// <summary>The types that are dropped besides losses, which are told by their names' end.</summary>
    public static IEnumerable<string> DroppedTypes => Dropped;

    /// <summary>Whether a layer is of those that are there for training.</summary>
    public static bool Contains(LayerNode layer) => layer.Type.EndsWith("Loss", StringComparison.Ordinal) || Dropped.Contains(layer.Type);

    /// <summary>What becomes of a layer: itself, the prediction that a kept loss ends in, or null if it is dropped.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="options">What the user keeps.</param>
    /// <param name="declaredInputs">Inputs that the prototxt declares as such: a data layer's labels are none.</param>
    public static LayerNode? Kept(LayerNode layer, NetOptions options, HashSet<string> declaredInputs)
    {
        if (!Contains(layer) || (options.LossValues && WithValues.Contains(layer.Type)))
            return layer;
        if (!options.KeepLoss)
            return null;
        // Where the label is an input that the prototxt asks for, an accuracy can be had.
        if (layer.Type == Accuracy && WithValues.Contains(Accuracy) && layer.Bottoms.Skip(1).All(declaredInputs.Contains))
            return layer;
        return Prediction(layer.Type) is { } type
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
