using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cuda.Fusion;

/// <summary>A ReLU or PReLU.</summary>
/// <param name="Mask">What it keeps for its gradient.</param>
/// <param name="Slope">The slope of all channels, without <paramref name="Slopes"/>.</param>
/// <param name="Slopes">One slope a channel, or null.</param>
/// <param name="Limit">The largest value; infinity for none.</param>
internal sealed record Rectifier(ReluMask Mask, float Slope, DeviceWeights? Slopes, float Limit = float.PositiveInfinity)
{
    /// <summary>Of a layer.</summary>
    /// <param name="session">Where.</param>
    /// <param name="operation">ReLU or PReLU.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="output">
    /// What it computes. Fused and single layers keep the mask with it: the forward pass wrote it, the backward pass reads it, however
    /// layers ran.
    /// </param>
    public static Rectifier Of(SessionMemory session, Operation operation, IReadOnlyList<WeightBlob> weights, CudaBuffer output)
    {
        output.ReluMask ??= new ReluMask(session.Context, output.Shape);
        return operation switch
        {
            ReLU relu => new Rectifier(output.ReluMask, relu.NegativeSlope, null, relu.Maximum),
            PReLU { ChannelShared: false } => new Rectifier(output.ReluMask, 0, DeviceWeights.Of(session, weights[0])),
            PReLU => new Rectifier(output.ReluMask, 0, Repeated(session, weights[0], output.Shape.Channels)),
            _ => throw new InvalidOperationException($"{operation} is no rectifier"),
        };
    }

    // A slope of 0 that was learned multiplies too: as in every other channel.
    private static unsafe DeviceWeights Repeated(SessionMemory session, WeightBlob slope, int channels) =>
        DeviceWeights.Made(session, ("slope", (nint)slope.Pointer, channels), () =>
        {
            float[] slopes = new float[channels];
            slopes.AsSpan().Fill(slope.Span[0]);
            return slopes;
        });
}
