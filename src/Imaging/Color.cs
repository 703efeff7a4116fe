namespace CaffeSharpGen.Imaging;

/// <summary>A color of 8 bits per channel.</summary>
public readonly record struct Color(byte Red, byte Green, byte Blue)
{
    /// <summary>Black.</summary>
    public static Color Black => new(0, 0, 0);

    /// <summary>White.</summary>
    public static Color White => new(255, 255, 255);
}
