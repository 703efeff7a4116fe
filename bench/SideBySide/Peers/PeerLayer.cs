using CaffeSharpGen.Definitions;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.SideBySide.Peers;

/// <summary>A value as the peers know it.</summary>
/// <param name="Index">Its place in the order of computation.</param>
/// <param name="Name">Caffe's name of the layer that computes it.</param>
/// <param name="Shape">For one image.</param>
internal sealed record PeerValue(int Index, string Name, Shape Shape);

/// <summary>A layer as the peers compute it.</summary>
/// <param name="Step">The layer of the Caffe network.</param>
/// <param name="Inputs">The values it reads.</param>
/// <param name="Output">The value it computes.</param>
/// <param name="Normalizations">BatchNorm and Scale layers behind it that its weights take up.</param>
internal sealed record PeerLayer(StepDefinition Step, IReadOnlyList<PeerValue> Inputs, PeerValue Output, IReadOnlyList<StepDefinition> Normalizations)
{
    public string Name => Step.Layer;

    public Operation Operation => Step.Operation;

    public PeerValue Input => Inputs[0];

    /// <summary>Shapes of its weights with what it takes up: that adds a bias.</summary>
    public IReadOnlyList<Shape> Weights => Normalizations.Count == 0 ? [.. Step.Weights] : [Step.Weights[0], Shape.Of(Step.Weights[0][0])];

    /// <summary>What a peer says that has nothing like it.</summary>
    public NotSupportedException Unsupported(string peer) => new($"{peer}: layer '{Name}' ({Step.LayerType}, {Operation}) has no counterpart here");
}

/// <summary>How pooling ends.</summary>
internal static class PoolingSizes
{
    /// <summary>How far the last windows of an output reach beyond the padded input, which they do where Caffe rounds up.</summary>
    public static (int H, int W) Overhang(this Pooling pooling, Shape input, Shape output) => (
        Math.Max(0, (output.Height - 1) * pooling.StrideH + pooling.KernelH - input.Height - 2 * pooling.PadH),
        Math.Max(0, (output.Width - 1) * pooling.StrideW + pooling.KernelW - input.Width - 2 * pooling.PadW));
}
