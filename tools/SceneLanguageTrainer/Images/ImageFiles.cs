using CaffeSharpGen.Weights;

namespace CaffeSharpGen.SceneLanguageTrainer.Images;

/// <summary>Writes image networks as caffemodels.</summary>
internal static class ImageFiles
{
    /// <summary>Writes one.</summary>
    public static void WriteCaffeModel(string path, string name, ImageNetwork network) =>
        CaffeModelWriter.Write(path, name, network.Layers.Select(layer => new LayerTensors(
            layer.Name, layer.IsConvolution ? "Convolution" : "InnerProduct", [Arrays.ToOurs(layer.Weights), Arrays.ToOurs(layer.Bias)])));
}
