namespace CaffeSharpGen.Captioning;

/// <summary>
/// Small letters and digits as pixels, drawn in <c>letters.txt</c>: pictures can be labeled on machines that have no fonts.
/// </summary>
internal static class Letters
{
    /// <summary>Height of a letter, with what hangs below the line.</summary>
    public const int Height = 9;

    /// <summary>Columns from one letter to the next.</summary>
    public const int Pitch = 6;

    private static readonly string[] Rows = Read();

    // A line of letters stands above their pixels.
    private static readonly Dictionary<char, (int Row, int Column)> Places = Enumerable.Range(0, Rows.Length)
        .Where(row => row % (Height + 2) == 0)
        .SelectMany(row => Enumerable.Range(0, Rows[row].Length)
            .Where(column => column % Pitch == 0)
            .Select(column => (Letter: Rows[row][column], Row: row + 1, Column: column)))
        .ToDictionary(place => place.Letter, place => (place.Row, place.Column));

    private static string[] Read()
    {
        using var reader = new StreamReader(typeof(Letters).Assembly.GetManifestResourceStream("letters.txt")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n');
    }

    /// <summary>The pixels of a word, in small letters, from its top left; of what is neither letter nor digit there are none.</summary>
    public static IEnumerable<(int X, int Y)> Of(string word)
    {
        for (int i = 0; i < word.Length; i++)
        {
            if (!Places.TryGetValue(char.ToLowerInvariant(word[i]), out (int Row, int Column) place))
                continue;
            for (int y = 0; y < Height; y++)
            {
                for (int x = 0; x < Pitch - 1; x++)
                {
                    if (Rows[place.Row + y][place.Column + x] == '#')
                        yield return (i * Pitch + x, y);
                }
            }
        }
    }
}
