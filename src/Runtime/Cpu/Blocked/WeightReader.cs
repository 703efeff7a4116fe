namespace CaffeSharpGen.Cpu;

/// <summary>
/// Weights as Caffe stores them, seen as those of one <see cref="SampledProduct"/>: rows are its outputs, channels its inputs, in whichever
/// direction it runs.
/// </summary>
/// <param name="weights">O × C/Group × taps; aligned or not.</param>
/// <param name="outputScale">Null, or a factor for each of the O.</param>
/// <param name="product">What they are for.</param>
/// <param name="allTaps">Taps of a kernel.</param>
/// <param name="isTransposed">Whether the O are the channels, as they are for the gradient of the input.</param>
internal readonly unsafe struct WeightReader(float* weights, float* outputScale, SampledProduct product, int allTaps, bool isTransposed)
{
    private readonly nint rowStride = product.WeightRowStride;
    private readonly nint channelStride = product.WeightChannelStride;
    private readonly nint groupStride = product.GroupWeights(1, allTaps);
    private readonly int rows = product.Outputs;
    private readonly int channels = product.From.Channels / product.Group;

    /// <summary>The weight of an output and an input of a group at a tap.</summary>
    public float At(int group, int row, int channel, int tap)
    {
        float weight = weights[group * groupStride + row * rowStride + channel * channelStride + tap];
        return outputScale is null ? weight : weight * outputScale[isTransposed ? group * channels + channel : group * rows + row];
    }
}
