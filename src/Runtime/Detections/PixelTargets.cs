namespace CaffeSharpGen;

/// <summary>
/// Targets in planes of scores, such as a segmentation network's, N×C×H×W with a plane for each class: one pixel, or a region of pixels,
/// whose target is the sum of the class's scores there.
/// </summary>
public static class PixelTargets
{
    /// <summary>The score of one channel at one pixel of one image.</summary>
    /// <param name="hook">The value, N×C×H×W.</param>
    /// <param name="channel">Of a segmentation: the class.</param>
    /// <param name="y">The row, from the top.</param>
    /// <param name="x">The column.</param>
    /// <param name="image">Which image of the batch; the target is of this one alone.</param>
    /// <exception cref="ArgumentException">The value has no such planes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It has no such channel, pixel or image.</exception>
    public static Target Pixel(this Hook hook, int channel, int y, int x, int image = 0)
    {
        Require(hook, channel, image);
        RequireWithin(hook, y, hook.Height, nameof(y), "rows");
        RequireWithin(hook, x, hook.Width, nameof(x), "columns");
        return new Target(hook, image, (((channel * hook.Height) + y) * hook.Width) + x);
    }

    /// <summary>
    /// The sum of one channel's scores over the pixels where it is the largest of all channels in the last forward pass: "why does the
    /// network see this class, wherever it sees it?". Of a softmax, or a sigmoid, these are the scores before it.
    /// </summary>
    /// <param name="hook">The value, N×C×H×W.</param>
    /// <param name="channel">The class.</param>
    /// <param name="image">Which image of the batch; the target is of this one alone.</param>
    /// <exception cref="ArgumentException">The value has no planes, or the channel is the largest nowhere.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It has no such channel or image.</exception>
    /// <exception cref="InvalidOperationException">Nothing was computed yet.</exception>
    public static Target Region(this Hook hook, int channel, int image = 0)
    {
        Require(hook, channel, image);
        using NetworkGate.Use use = hook.Network.Gate.Begin();
        ReadOnlySpan<float> scores = hook.Activation.Image(image);
        int pixels = hook.Height * hook.Width;
        bool[] mask = new bool[pixels];
        for (int pixel = 0; pixel < pixels; pixel++)
            mask[pixel] = LargestAt(scores, pixels, pixel) == channel;
        if (!mask.AsSpan().Contains(true))
        {
            int[] classes = [.. Enumerable.Range(0, pixels).Select(pixel => LargestAt(hook.Activation.Image(image), pixels, pixel))
                .Distinct().Order()];
            throw new ArgumentException(
                $"channel {channel} of '{hook.Name}' is the largest at no pixel of image {image}; those that are somewhere: "
                + string.Join(", ", classes), nameof(channel));
        }
        GC.KeepAlive(hook);
        return Region(hook, channel, mask, image);
    }

    /// <summary>
    /// The sum of one channel's scores over the pixels of a mask. Of a softmax, or a sigmoid, these are the scores before it.
    /// </summary>
    /// <param name="hook">The value, N×C×H×W.</param>
    /// <param name="channel">The class.</param>
    /// <param name="mask">Which pixels, H×W of the value, row by row.</param>
    /// <param name="image">Which image of the batch; the target is of this one alone.</param>
    /// <exception cref="ArgumentException">The value has no planes, or the mask has another size or no pixel.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It has no such channel or image.</exception>
    public static Target Region(this Hook hook, int channel, ReadOnlySpan<bool> mask, int image = 0)
    {
        Require(hook, channel, image);
        int pixels = hook.Height * hook.Width, count = mask.Count(true);
        if (mask.Length != pixels)
        {
            throw new ArgumentException(
                $"'{hook.Name}' has planes of {hook.Height}×{hook.Width}, {pixels} pixels; the mask has {mask.Length}", nameof(mask));
        }
        if (count == 0)
            throw new ArgumentException("the mask has no pixel", nameof(mask));
        Hook scores = BeforeProbabilities(hook);
        var gradient = new Tensor(scores.Shape);
        Span<float> plane = gradient.Image(image).Slice(channel * pixels, pixels);
        for (int pixel = 0; pixel < pixels; pixel++)
            plane[pixel] = mask[pixel] ? 1 : 0;
        return new Target(scores, gradient, $"{scores.Name}[{channel}, {count} pixels]");
    }

    /// <inheritdoc cref="Pixel(Hook, int, int, int, int)"/>
    public static Target<TNetwork> Pixel<TNetwork>(this Hook<TNetwork> hook, int channel, int y, int x, int image = 0)
        where TNetwork : class => new(Pixel(hook.Untyped, channel, y, x, image));

    /// <inheritdoc cref="Region(Hook, int, int)"/>
    public static Target<TNetwork> Region<TNetwork>(this Hook<TNetwork> hook, int channel, int image = 0)
        where TNetwork : class => new(Region(hook.Untyped, channel, image));

    /// <inheritdoc cref="Region(Hook, int, ReadOnlySpan{bool}, int)"/>
    public static Target<TNetwork> Region<TNetwork>(this Hook<TNetwork> hook, int channel, ReadOnlySpan<bool> mask, int image = 0)
        where TNetwork : class => new(Region(hook.Untyped, channel, mask, image));

    // The lower channel among equals; NaN is the smallest.
    private static int LargestAt(ReadOnlySpan<float> scores, int pixels, int pixel)
    {
        int largest = 0;
        for (int at = pixel, channel = 0; at < scores.Length; at += pixels, channel++)
        {
            float other = scores[(largest * pixels) + pixel];
            if (scores[at] > other || (float.IsNaN(other) && !float.IsNaN(scores[at])))
                largest = channel;
        }
        return largest;
    }

    private static Hook BeforeProbabilities(Hook hook) =>
        hook.Producer is { Operation: { NormalizesLogits: true } or { IsEachAProbability: true } } step ? step.Inputs[0] : hook;

    private static void Require(Hook hook, int channel, int image)
    {
        if (hook.Shape.Rank != 4)
        {
            throw new ArgumentException(
                $"'{hook.Name}' ({hook.LayerType}) is {hook.Shape}; expected planes of scores, N×C×H×W", nameof(hook));
        }
        RequireWithin(hook, channel, hook.Channels, nameof(channel), "channels");
        RequireWithin(hook, image, hook.Shape.BatchSize, nameof(image), "images");
    }

    private static void RequireWithin(Hook hook, int value, int count, string name, string what)
    {
        if (value < 0 || value >= count)
            throw new ArgumentOutOfRangeException(name, value, $"'{hook.Name}' has {count} {what}, counted from 0");
    }
}
