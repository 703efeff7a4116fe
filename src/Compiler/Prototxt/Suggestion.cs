namespace CaffeSharpGen.Compiler.Prototxt;

/// <summary>Guesses what a misspelled name meant.</summary>
public static class Suggestion
{
    private const string ParameterEnd = "_param";

    /// <summary>
    /// Such as <c>; did you mean 'kernel_size'?</c>; empty if nothing is near: one typing error, two in a long name, but no other digit
    /// (ReLU6 is not ReLU), or the only name that has the given one as a word (slope, negative_slope).
    /// </summary>
    public static string For(string name, IEnumerable<string> known)
    {
        string[] candidates = [.. known];
        string? best = null;
        // What all parameters' names end in does not make them alike: permute_param is not prelu_param.
        int letters = name.EndsWith(ParameterEnd, StringComparison.Ordinal) ? name.Length - ParameterEnd.Length : name.Length;
        int least = (letters < 8 ? 1 : 2) + 1;
        string digits = Digits(name);
        foreach (string candidate in candidates.Where(candidate => Digits(candidate) == digits))
        {
            // Of names so different in length nothing else has to be computed.
            if (Math.Abs(candidate.Length - name.Length) >= least)
                continue;
            int distance = Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < least)
                (best, least) = (candidate, distance);
        }
        if (best is null && candidates.Where(candidate => candidate.Split('_').Contains(name)).ToArray() is [var only])
            best = only;
        return best is null ? "" : $"; did you mean '{best}'?";
    }

    private static string Digits(string name) => new([.. name.Where(char.IsDigit)]);

    // Damerau-Levenshtein with adjacent swaps: the number of typing errors between two words. Of its table, the last three rows.
    private static int Distance(string a, string b)
    {
        int[] before = [], above = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] row = new int[b.Length + 1];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(change, Math.Min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            (before, above) = (above, row);
        }
        return above[b.Length];
    }
}
