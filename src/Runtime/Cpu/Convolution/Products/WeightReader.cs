using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Convolution.Products;

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
    // Rows, and weights of a row, that are transposed at once.
    private const int Edge = 4;

    private readonly float* weights = weights;
    private readonly float* outputScale = outputScale;
    private readonly int allTaps = allTaps;
    private readonly bool isTransposed = isTransposed;
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

    /// <summary>Where <see cref="Copy"/> puts the weights of the first row: offsets by channel and tap, −1 for unused taps.</summary>
    /// <param name="channels">Channels that are copied at once.</param>
    /// <param name="taps">Numbers of the wanted taps; −1 where a position among them stays empty.</param>
    /// <param name="tapStep">Floats from a wanted tap to the next.</param>
    /// <param name="channelStep">Floats from a channel to the next.</param>
    public int[] Targets(int channels, ReadOnlySpan<int> taps, int tapStep, int channelStep)
    {
        int[] targets = Arrays.Filled(channels * allTaps, -1);
        for (int channel = 0; channel < channels; channel++)
        {
            for (int i = 0; i < taps.Length; i++)
            {
                if (taps[i] >= 0)
                    targets[channel * allTaps + taps[i]] = i * tapStep + channel * channelStep;
            }
        }
        return targets;
    }

    /// <summary>Copies weights of a group so that those of neighbouring outputs lie side by side.</summary>
    /// <param name="group">The group.</param>
    /// <param name="row">The first output.</param>
    /// <param name="rows">Number of outputs.</param>
    /// <param name="channel">The first channel.</param>
    /// <param name="targets">Where they go, for each of the channels: <see cref="Targets"/>.</param>
    /// <param name="to">What the targets count from.</param>
    public void Copy(int group, int row, int rows, int channel, ReadOnlySpan<int> targets, float* to)
    {
        float* from = weights + group * groupStride + row * rowStride + channel * channelStride;
        // A row's weights of neighbouring channels follow each other, unless the kernels were stored for the other direction.
        if (!isTransposed)
        {
            float* rowScale = outputScale is null ? null : outputScale + group * this.rows + row;
            Transpose(from, rowStride, rows, targets, to, rowScale, outputScale is null ? 0 : 1);
            return;
        }
        float* scale = outputScale is null ? null : outputScale + group * channels + channel;
        for (; !targets.IsEmpty; targets = targets[allTaps..], from += channelStride, scale += scale is null ? 0 : 1)
        {
            if (rowStride > 1)
                Transpose(from, rowStride, rows, targets[..allTaps], to, scale, 0);
            else if (targets[0] >= 0)
                CopyRow(from, rows, to + targets[0], scale);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyRow(float* from, int count, float* to, float* scale)
    {
        if (scale is null)
        {
            new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));
            return;
        }
        int i = 0;
        var factor = Vector128.Create(*scale);
        for (; i <= count - Edge; i += Edge)
            (Vector128.Load(from + i) * factor).Store(to + i);
        for (; i < count; i++)
            to[i] = from[i] * *scale;
    }

    // Rows of weights become columns, each where its target says.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(float* from, nint rowStride, int rows, ReadOnlySpan<int> targets, float* to, float* scale, int scaleStep)
    {
        for (; rows >= Edge; rows -= Edge, from += Edge * rowStride, to += Edge, scale += Edge * scaleStep)
        {
            float* r0 = from, r1 = r0 + rowStride, r2 = r1 + rowStride, r3 = r2 + rowStride;
            int i = 0;
            for (; i <= targets.Length - Edge; i += Edge)
            {
                Vector128<float> w0 = Vector128.Load(r0 + i), w1 = Vector128.Load(r1 + i);
                Vector128<float> w2 = Vector128.Load(r2 + i), w3 = Vector128.Load(r3 + i);
                if (scale is not null)
                    (w0, w1, w2, w3) = (w0 * scale[0], w1 * scale[scaleStep], w2 * scale[2 * scaleStep], w3 * scale[3 * scaleStep]);
                (w0, w1, w2, w3) = FourByFour.Transpose(w0, w1, w2, w3);
                Put(w0, to, targets[i]);
                Put(w1, to, targets[i + 1]);
                Put(w2, to, targets[i + 2]);
                Put(w3, to, targets[i + 3]);
            }
            for (; i < targets.Length; i++)
                CopyColumn(from + i, rowStride, Edge, targets[i], to, scale, scaleStep);
        }
        for (int i = 0; i < targets.Length; i++)
            CopyColumn(from + i, rowStride, rows, targets[i], to, scale, scaleStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector128<float> weights, float* to, int target)
    {
        if (target >= 0)
            weights.Store(to + target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyColumn(float* from, nint rowStride, int rows, int target, float* to, float* scale, int scaleStep)
    {
        if (target < 0)
            return;
        for (int row = 0; row < rows; row++)
            to[target + row] = scale is null ? from[row * rowStride] : from[row * rowStride] * scale[row * scaleStep];
    }
}
