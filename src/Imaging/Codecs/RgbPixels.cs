namespace CaffeSharpGen.Imaging.Codecs;

/// <summary>Upright pixels as codecs read and write them.</summary>
/// <param name="Rgb">Red, green, blue of each pixel, row by row from the top.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">Channels of the file: 1 gray, 3 RGB, 4 RGB with an alpha channel.</param>
/// <param name="Note">What there is to say of the file, or null.</param>
internal readonly record struct RgbPixels(byte[] Rgb, int Width, int Height, int Channels, string? Note = null);
