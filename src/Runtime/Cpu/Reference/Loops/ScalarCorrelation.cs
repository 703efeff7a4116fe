namespace CaffeSharpGen.Cpu.Reference.Loops;

/// <summary>
/// Cross-correlation of images N×C×H×W with O kernels of C/group × kernelH × kernelW into maps N×O×H'×W', and its transpose: the
/// forward pass and the data gradient of a convolution, or the other way round of a deconvolution.
/// </summary>
internal sealed class ScalarCorrelation(
    Shape image, Shape map, int kernelH, int kernelW, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int group)
{
    private readonly int imageChannels = image.Channels / group;
    private readonly int mapChannels = map.Channels / group;

    /// <summary>Images to maps; no biases if the span is empty.</summary>
    public void Correlate(ReadOnlySpan<float> images, ReadOnlySpan<float> weights, ReadOnlySpan<float> biases, Span<float> maps)
    {
        for (int i = 0; i < maps.Length; i++)
        {
            int x = i % map.Width, y = i / map.Width % map.Height, o = i / (map.Width * map.Height) % map.Channels;
            int n = i / map.CountFrom(1);
            double sum = biases.IsEmpty ? 0 : biases[o];
            for (int c = 0; c < imageChannels; c++)
            {
                int plane = n * image.Channels + o / mapChannels * imageChannels + c;
                for (int kh = 0; kh < kernelH; kh++)
                {
                    int h = y * strideH - padH + kh * dilationH;
                    if ((uint)h >= (uint)image.Height)
                        continue;
                    for (int kw = 0; kw < kernelW; kw++)
                    {
                        int w = x * strideW - padW + kw * dilationW;
                        if ((uint)w >= (uint)image.Width)
                            continue;
                        float weight = weights[((o * imageChannels + c) * kernelH + kh) * kernelW + kw];
                        sum += (double)images[(plane * image.Height + h) * image.Width + w] * weight;
                    }
                }
            }
            maps[i] = (float)sum;
        }
    }

    /// <summary>Maps to images; no biases if the span is empty.</summary>
    public void Transposed(ReadOnlySpan<float> maps, ReadOnlySpan<float> weights, ReadOnlySpan<float> biases, Span<float> images)
    {
        for (int i = 0; i < images.Length; i++)
        {
            int w = i % image.Width, h = i / image.Width % image.Height, channel = i / (image.Width * image.Height) % image.Channels;
            int n = i / image.CountFrom(1);
            int c = channel % imageChannels, first = channel / imageChannels * mapChannels;
            double sum = biases.IsEmpty ? 0 : biases[channel];
            for (int kh = 0; kh < kernelH; kh++)
            {
                // The rows of the map whose kernel row kh lies on this row of the image: at most one.
                int y = h + padH - kh * dilationH;
                if (y < 0 || y % strideH != 0 || y / strideH >= map.Height)
                    continue;
                for (int kw = 0; kw < kernelW; kw++)
                {
                    int x = w + padW - kw * dilationW;
                    if (x < 0 || x % strideW != 0 || x / strideW >= map.Width)
                        continue;
                    for (int o = first; o < first + mapChannels; o++)
                    {
                        sum += (double)maps[((n * map.Channels + o) * map.Height + y / strideH) * map.Width + x / strideW]
                            * weights[((o * imageChannels + c) * kernelH + kh) * kernelW + kw];
                    }
                }
            }
            images[i] = (float)sum;
        }
    }
}
