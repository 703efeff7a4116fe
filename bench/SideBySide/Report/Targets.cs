using CaffeSharpGen.SideBySide.Engines;

namespace CaffeSharpGen.SideBySide.Report;

/// <summary>How many times as fast as a peer we want to be with one image (ratio of medians).</summary>
internal static class Targets
{
    // Forward against ONNX Runtime; Grad-CAM and guided against TorchSharp in its usual layout.
    private static readonly Dictionary<string, (double Forward, double GradCam, double Guided)> Ratios = new()
    {
        ["vgg16"] = (2.3, 3.0, 3.0),
        ["alexnet"] = (1.5, 3.0, 2.5),
        ["squeezenet_v1.0"] = (1.3, 3.5, 3.0),
        ["googlenet"] = (1.8, 4.0, 3.5),
        ["resnet50"] = (1.3, 2.0, 2.0),
    };

    /// <summary>The target for a mode, and the peer it is measured by; null if there is none.</summary>
    public static (EngineKind Peer, double Ratio)? Of(NetworkCase network, int batch, Mode mode) => (batch, mode) switch
    {
        (1, Mode.Forward) => (EngineKind.Onnx, Ratios[network.File].Forward),
        (1, Mode.GradCam) => (EngineKind.Torch, Ratios[network.File].GradCam),
        (1, Mode.Guided) => (EngineKind.Torch, Ratios[network.File].Guided),
        _ => null,
    };
}
