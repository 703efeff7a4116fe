using System.Globalization;
using SkiaSharp;

namespace CaffeSharpGen.Imaging.Lettering;

/// <summary>
/// Letters as strokes, drawn in <c>letters.txt</c>: pictures can be labeled on machines that have no fonts. A line for each letter: the
/// letter, its width, and its path as in SVG. Capitals reach from 0 to 14, small letters from 5 to 14, and down to 18.5.
/// </summary>
internal static class StrokeFont
{
    /// <summary>Height of a capital, the unit of sizes.</summary>
    public const float CapitalHeight = 14;

    // Half a stroke above the tallest letter, and below the lowest.
    private const float Top = -2.5f, Bottom = 20, StrokeWidth = 1.7f, LetterSpacing = 3.6f, WordSpacing = 5;

    private static readonly Lazy<Dictionary<char, Letter>> Letters = new(Read);

    private static readonly Letter Unknown = new(7, "M0 0H7V14H0Z");

    /// <summary>Pixels that a line takes down, for capitals of a height.</summary>
    public static int LineHeight(float capitals) => (int)MathF.Ceiling((Bottom - Top) * capitals / CapitalHeight);

    /// <summary>Pixels that a text takes across, for capitals of a height.</summary>
    public static float Width(string text, float capitals)
    {
        float width = 0;
        foreach (char letter in text)
            width += letter == ' ' ? WordSpacing : LetterOf(letter).Width + LetterSpacing;
        return Math.Max(0, width - LetterSpacing + StrokeWidth) * capitals / CapitalHeight;
    }

    /// <summary>Draws a line of text in black.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="text">The text; a letter that is not in the file becomes a box.</param>
    /// <param name="left">Left end of the line.</param>
    /// <param name="top">Top of the line.</param>
    /// <param name="capitals">Height of a capital.</param>
    public static void Draw(SKCanvas canvas, string text, float left, float top, float capitals) =>
        Draw(canvas, text, left, top, capitals, SKColors.Black);

    /// <summary>Draws a line of text in a color.</summary>
    /// <inheritdoc cref="Draw(SKCanvas, string, float, float, float)"/>
    public static void Draw(SKCanvas canvas, string text, float left, float top, float capitals, SKColor color)
    {
        using var paint = new SKPaint
        {
            Color = color,
            IsAntialias = true,
            IsStroke = true,
            StrokeWidth = StrokeWidth,
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
        };
        canvas.Save();
        canvas.Translate(left, top);
        canvas.Scale(capitals / CapitalHeight);
        canvas.Translate(StrokeWidth / 2, -Top);
        foreach (char character in text)
        {
            if (character == ' ')
            {
                canvas.Translate(WordSpacing, 0);
                continue;
            }
            Letter letter = LetterOf(character);
            using SKPath path = SKPath.ParseSvgPathData(letter.Path);
            canvas.DrawPath(path, paint);
            canvas.Translate(letter.Width + LetterSpacing, 0);
        }
        canvas.Restore();
    }

    private static Letter LetterOf(char character) => Letters.Value.GetValueOrDefault(character, Unknown);

    private static Dictionary<char, Letter> Read()
    {
        using var reader = new StreamReader(typeof(StrokeFont).Assembly.GetManifestResourceStream("letters.txt")!);
        var letters = new Dictionary<char, Letter>();
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(' ', 3);
            letters.Add(fields[0][0], new Letter(float.Parse(fields[1], CultureInfo.InvariantCulture), fields[2]));
        }
        return letters;
    }

    private sealed record Letter(float Width, string Path);
}
