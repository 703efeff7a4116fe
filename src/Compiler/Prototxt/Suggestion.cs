namespace CaffeSharpGen.Compiler.Prototxt;

/// <summary>Guesses what a misspelled name meant.</summary>
public static class Suggestion
{
    // No name of Caffe is longer; what is, is no spelling error.
    private const int LongestName = 64, LongestKnown = LongestName + (LongestName / 3);

    /// <summary>Such as <c>; did you mean 'kernel_size'?</c>; empty if nothing is near.</summary>
    public static string For(string name, IEnumerable<string> known)
    {
        if (name.Length > LongestName)
            return "";
        string? best = null;
        int least = Math.Max(1, name.Length / 3) + 1;
        Span<int> rows = stackalloc int[3 * (LongestKnown + 1)];
        foreach (string candidate in known)
        {
            // The lengths alone differ by so many errors.
            if (Math.Abs(candidate.Length - name.Length) >= least)
                continue;
            int distance = Distance(name, candidate, least, rows);
            if (distance < least)
                (best, least) = (candidate, distance);
        }
        return best is null ? "" : $"; did you mean '{best}'?";
    }

    // Damerau-Levenshtein with adjacent swaps, whatever the case: the number of typing errors between two words. Row by row, each from the two
    // before; where these have nothing below the limit, neither has any that follows.
    private static int Distance(string a, string b, int limit, Span<int> rows)
    {
        int width = b.Length + 1;
        Span<int> before = rows.Slice(0, width), last = rows.Slice(width, width), row = rows.Slice(2 * width, width);
        int leastOfLast = 0;
        for (int j = 0; j < width; j++)
            last[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            int leastOfRow = i;
            for (int j = 1; j < width; j++)
            {
                int change = last[j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1);
                int distance = Math.Min(change, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    distance = Math.Min(distance, before[j - 2] + 1);
                row[j] = distance;
                leastOfRow = Math.Min(leastOfRow, distance);
            }
            if (leastOfRow >= limit && leastOfLast >= limit)
                return limit;
            leastOfLast = leastOfRow;
            Span<int> free = before;
            before = last;
            last = row;
            row = free;
        }
        return last[b.Length];
    }

    private static bool Same(char a, char b) => a == b || char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
