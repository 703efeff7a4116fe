using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Imaging.Tests;

/// <summary>Bit-for-bit comparison with reference arrays and reference PNG files.</summary>
internal static class Exactly
{
    public static Tensor TensorOf(Npy array) => new(Shape.Of(array.Shape), array.Floats);

    public static void Floats(Npy expected, Tensor actual)
    {
        Assert.Equal("<f4", expected.Type);
        Bits(MemoryMarshal.Cast<float, int>(expected.Floats), MemoryMarshal.Cast<float, int>(actual.Span));
    }

    public static void Doubles(Npy expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal("<f8", expected.Type);
        Bits(MemoryMarshal.Cast<double, long>(expected.Doubles), MemoryMarshal.Cast<double, long>(actual));
    }

    /// <summary>Writes the picture as PNG and compares pixels, size and color type with a reference file.</summary>
    public static void Png(string reference, Picture actual)
    {
        byte[] expectedFile = File.ReadAllBytes(reference), actualFile = actual.Encode(PictureFormat.Png);
        using Picture expected = Picture.Decode(expectedFile), written = Picture.Decode(actualFile);
        Assert.Equal((expected.Width, expected.Height, ColorType(expectedFile)), (written.Width, written.Height, ColorType(actualFile)));
        Bits<byte>(expected.Rgb, written.Rgb);
    }

    /// <summary>The color type in a PNG's header: 0 gray, 2 RGB, 3 palette, 4 gray with alpha, 6 RGBA.</summary>
    public static int ColorType(byte[] png) => png[25];

    /// <summary>Compares the bytes of values.</summary>
    public static void Bits<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual) where T : unmanaged
    {
        Assert.Equal(expected.Length, actual.Length);
        int same = MemoryMarshal.AsBytes(expected).CommonPrefixLength(MemoryMarshal.AsBytes(actual)) / Unsafe.SizeOf<T>();
        Assert.True(same == expected.Length, $"first difference at {same} of {expected.Length}");
    }
}
