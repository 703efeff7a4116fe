using System.Numerics;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging.Codecs;
using CaffeSharpGen.Imaging.OpenCv;
using CaffeSharpGen.Imaging.Pixels;

namespace CaffeSharpGen.Imaging;

/// <summary>
/// An upright picture of 8-bit RGB pixels in memory. The pixels never change. <see cref="Dispose"/> frees them (tens of megabytes for a
/// photograph) before the garbage collector would.
/// </summary>
public sealed partial class Picture : IDisposable
{
    private byte[]? rgb;

    private Picture(RgbPixels pixels)
    {
        (rgb, Width, Height, Channels, string? note) = pixels;
        Notes = note is null ? [] : [note];
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>
    /// Channels of the file or tensor that the pixels come from: 1 gray (repeated to three in <see cref="Rgb"/>), 3 RGB,
    /// 4 RGB with an alpha channel, which is dropped without blending. Gray pictures are written as gray files, all others as RGB.
    /// </summary>
    public int Channels { get; }

    /// <summary>What there is to say of the file that was read, such as that its end marker is missing; mostly nothing.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>All of the picture.</summary>
    public Box Bounds => new(0, 0, Width, Height);

    /// <summary>The pixels row by row from the top, each as red, green, blue: 3·Width·Height bytes.</summary>
    public ReadOnlySpan<byte> Rgb => rgb ?? throw new ObjectDisposedException(nameof(Picture));

    /// <summary>
    /// Reads a JPEG, PNG, BMP, WebP or GIF (first frame) file. The EXIF orientation is applied; colors are taken as stored, color profiles
    /// are ignored. A JPEG file that lacks only its end marker is read, with a note (see <see cref="Notes"/>).
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What is accepted; defaults to <see cref="PictureOptions.Default"/>.</param>
    /// <exception cref="PictureException">
    /// The file is missing, a folder, empty, truncated, damaged, not a picture, or too large.
    /// </exception>
    public static Picture Load(string path, PictureOptions? options = null) =>
        new(PictureFile.Load(path, options ?? PictureOptions.Default));

    /// <summary>Reads an encoded picture from memory, as <see cref="Load"/> does.</summary>
    /// <param name="encoded">The bytes of a file.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="options">What is accepted; defaults to <see cref="PictureOptions.Default"/>.</param>
    /// <exception cref="PictureException">The bytes are truncated, damaged, not a picture, or too large.</exception>
    public static Picture Decode(ReadOnlySpan<byte> encoded, string name = "picture", PictureOptions? options = null) =>
        new(PictureFile.Decode(encoded, name, options ?? PictureOptions.Default));

    /// <summary>Reads an encoded picture from the rest of a stream, as <see cref="Load"/> does.</summary>
    /// <param name="encoded">A stream, which may have no end: it is read as far as a picture of this size can reach.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="options">What is accepted; defaults to <see cref="PictureOptions.Default"/>.</param>
    /// <exception cref="PictureException">The bytes are truncated, damaged, not a picture, or too large.</exception>
    public static Picture Decode(Stream encoded, string name = "picture", PictureOptions? options = null) =>
        new(PictureFile.Decode(encoded, name, options ?? PictureOptions.Default));

    /// <summary>Makes a picture of interleaved RGB bytes, which are copied.</summary>
    /// <exception cref="ArgumentException">A length is not positive, or the bytes are not 3·width·height.</exception>
    public static Picture FromRgb(ReadOnlySpan<byte> rgb, int width, int height)
    {
        RequireSize(width, height, 3, rgb.Length);
        return FromOwnedRgb(rgb.ToArray(), width, height);
    }

    /// <summary>
    /// Makes a picture of values in 0..1 as the original's <c>image.save</c>: clamped, times 255, truncated.
    /// H×W, 1×H×W or 3×H×W (red, green, blue), with a leading axis of length 1 or without.
    /// </summary>
    /// <exception cref="ArgumentException">The tensor is not one image of 1 or 3 channels.</exception>
    public static Picture FromTensor(Tensor values)
    {
        PlaneShape shape = PlaneShape.Of(values.Shape);
        return FromPlanes<float>(values.Span, shape.Channels, shape.Width, shape.Height);
    }

    /// <summary>As <see cref="FromTensor"/>, of 1 or 3 planes of float32 or float64 values.</summary>
    /// <exception cref="ArgumentException">A length is not positive, there are not 1 or 3 channels, or not as many values.</exception>
    public static Picture FromPlanes<T>(ReadOnlySpan<T> values, int channels, int width, int height)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (channels is not (1 or 3))
            throw new ArgumentException($"found {channels} channels; expected 1 (gray) or 3 (red, green, blue)", nameof(channels));
        RequireSize(width, height, channels, values.Length);
        int count = width * height;
        byte[] rgb = new byte[count * 3];
        T full = T.CreateTruncating(byte.MaxValue);
        for (int c = 0; c < 3; c++)
        {
            ReadOnlySpan<T> plane = values.Slice(channels == 1 ? 0 : c * count, count);
            for (int i = 0; i < count; i++)
                rgb[i * 3 + c] = byte.CreateTruncating(T.Clamp(plane[i], T.Zero, T.One) * full);
        }
        return FromOwnedRgb(rgb, width, height, channels);
    }

    /// <summary>A part of the picture.</summary>
    /// <exception cref="ArgumentException">The part is empty or not wholly inside the picture.</exception>
    public Picture Crop(Box part)
    {
        RequireInside(part);
        byte[] result = new byte[part.Width * part.Height * 3];
        for (int y = 0; y < part.Height; y++)
            Rgb.Slice(((part.Top + y) * Width + part.Left) * 3, part.Width * 3).CopyTo(result.AsSpan(y * part.Width * 3));
        return FromOwnedRgb(result, part.Width, part.Height, Channels);
    }

    /// <summary>The picture scaled bilinearly (see <see cref="ImageScale"/>); the aspect ratio is not kept.</summary>
    /// <exception cref="ArgumentException">A length is not positive.</exception>
    public unsafe Picture Resize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        byte[] result = GC.AllocateUninitializedArray<byte>(checked(width * height * 3));
        fixed (byte* to = result)
            PixelScale<FloatLanes, BytesSink>.Run(Part(Bounds), width, height, 1, new BytesSink((nint)to));
        return FromOwnedRgb(result, width, height, Channels);
    }

    /// <summary>The picture scaled; the aspect ratio is not kept.</summary>
    /// <exception cref="ArgumentException">A length is not positive.</exception>
    public Picture Resize(int width, int height, Interpolation interpolation)
    {
        if (interpolation == Interpolation.Torch)
            return Resize(width, height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        byte[] result = GC.AllocateUninitializedArray<byte>(checked(width * height * 3));
        LinearResize.Run(Part(Bounds), width, height, result);
        return FromOwnedRgb(result, width, height, Channels);
    }

    /// <summary>Encodes the picture; equal pictures give equal bytes.</summary>
    public byte[] Encode(PictureFormat format) => PictureFile.Encode(Pixels, format);

    /// <summary>Encodes the picture to a stream, which stays open.</summary>
    public void Save(Stream stream, PictureFormat format) => stream.Write(Encode(format));

    /// <summary>Writes a .png, .jpg, .jpeg or .webp file, whole or not at all; an existing file is replaced.</summary>
    /// <exception cref="PictureException">The extension is another, or the file cannot be written.</exception>
    public void Save(string path) => PictureFile.Save(Pixels, path);

    /// <summary>Frees the pixels; <see cref="Rgb"/> cannot be used afterwards.</summary>
    public void Dispose() => rgb = null;

    internal static Picture FromOwnedRgb(byte[] rgb, int width, int height, int channels = 3) =>
        new(new RgbPixels(rgb, width, height, channels));

    internal PixelPart Part(Box part) => new()
    {
        Rgb = Rgb,
        Stride = Width * 3,
        Left = part.Left,
        Top = part.Top,
        Width = part.Width,
        Height = part.Height,
    };

    internal void RequireInside(Box part)
    {
        bool begins = part is { Left: >= 0, Top: >= 0, Width: > 0, Height: > 0 };
        if (!begins || part.Width > Width - part.Left || part.Height > Height - part.Top)
            throw new ArgumentException($"found the rectangle {part}; expected one inside {Width}×{Height} pixels");
    }

    private RgbPixels Pixels => new(rgb ?? throw new ObjectDisposedException(nameof(Picture)), Width, Height, Channels);

    private static void RequireSize(int width, int height, int channels, int count)
    {
        if (width <= 0 || height <= 0 || (long)width * height * channels != count)
        {
            throw new ArgumentException(
                $"found {count} values for {width}×{height} pixels of {channels} channels; expected positive lengths and their product");
        }
    }
}
