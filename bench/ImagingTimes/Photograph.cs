using CaffeSharpGen.Imaging;

namespace CaffeSharpGen.ImagingTimes;

/// <summary>A picture with soft shapes and some grain, its JPEG, and a map of the size that VGG's last convolutions have.</summary>
internal sealed class Photograph : IDisposable
{
    public const int Width = 1920, Height = 1080;

    public Photograph()
    {
        byte[] rgb = new byte[Width * Height * 3];
        uint state = 1;
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                for (int c = 0; c < 3; c++)
                {
                    state = state * 1664525 + 1013904223;
                    int wave = (x / (3 + c) + y / (5 - c)) % 512;
                    rgb[(y * Width + x) * 3 + c] = (byte)(Math.Min(wave, 511 - wave) * 7 / 8 + (int)(state >> 28));
                }
            }
        }
        Picture = Picture.FromRgb(rgb, Width, Height);
        Map = new Tensor([1, 14, 14]);
        for (int i = 0; i < Map.Span.Length; i++)
            Map[i] = i * 37 % 101;
        Jpeg = Picture.Encode(PictureFormat.Jpeg);
    }

    public Picture Picture { get; }

    public byte[] Jpeg { get; }

    public Tensor Map { get; }

    public void Dispose() => Picture.Dispose();
}
