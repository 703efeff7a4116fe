namespace CaffeSharpGen.Samples;

/// <summary>What someone may have meant.</summary>
public static class Nearest
{
    /// <summary>Known names, those that differ least first.</summary>
    public static IEnumerable<string> To(string name, IEnumerable<string> known) => known.OrderBy(other => Distance(other, name));

    // Levenshtein's edit distance.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }
        return row[b.Length];
    }
}
