namespace CaffeSharpGen.Imaging;

/// <summary>The original's preprocessing under short names; for other networks see <see cref="InputTransform"/>.</summary>
public static class Preprocess
{
    /// <summary>
    /// The input of a VGG network, 1×3×<paramref name="height"/>×<paramref name="width"/>: BGR in 0..255 minus (103.939, 116.779,
    /// 123.68), bit for bit as <c>utils.preprocess</c> of the original's classification and captioning scripts.
    /// </summary>
    /// <exception cref="ArgumentException">A length is not positive.</exception>
    public static Tensor Vgg(Picture picture, int width, int height) => InputTransform.Vgg.Apply(picture, width, height);

    /// <summary>The same, C×H×W, in float64 throughout: bit for bit as in the original's question answering script.</summary>
    /// <exception cref="ArgumentException">A length is not positive.</exception>
    public static double[] VggDouble(Picture picture, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        double[] result = new double[3 * width * height];
        InputTransform.Vgg.Apply<double>(picture, width, height, result);
        return result;
    }
}
