namespace CaffeSharpGen.SceneRenderer;

/// <summary>
/// The SplitMix64 generator (Steele, Lea and Flood, 2014). Our own, because a scene must have the same bytes on every platform and in every
/// version of .NET; for the same reason nothing here or in the renderer uses a function that IEEE 754 does not define exactly.
/// </summary>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>
    /// A whole number from 0 to <paramref name="count"/> − 1; the bias of the multiplication, under 2⁻⁵⁶ here, does not matter.
    /// </summary>
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>A number from <paramref name="low"/> to below <paramref name="high"/>, 53 bits fine.</summary>
    public double Between(double low, double high) => low + ((high - low) * ((Next() >> 11) * (1.0 / (1UL << 53))));

    /// <summary>
    /// A direction, as a vector of length 1: a point of the disc by rejection, since sine and cosine differ between platforms.
    /// </summary>
    public (double X, double Y) Direction()
    {
        while (true)
        {
            double x = Between(-1, 1), y = Between(-1, 1);
            double squared = (x * x) + (y * y);
            if (squared is > 0.01 and <= 1)
            {
                double length = Math.Sqrt(squared);
                return (x / length, y / length);
            }
        }
    }

    /// <summary>Nearly Gaussian, mean 0 and variance 1: four 16-bit numbers added.</summary>
    public double Noise()
    {
        ulong bits = Next();
        ulong sum = (bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48);
        // Four uniform numbers have variance 4/12, so the sum is divided by √(1/3).
        return ((sum / 65535.0) - 2) * 1.7320508075688772;
    }
}
