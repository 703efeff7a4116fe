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
        string? best = null, containing = null;
        // What all parameters' names end in does not make them alike: permute_param is not prelu_param.
        int letters = name.EndsWith(ParameterEnd, StringComparison.Ordinal) ? name.Length - ParameterEnd.Length : name.Length;
        int most = letters < 8 ? 1 : 2, least = most + 1, words = 0;
        // A large file may have many names to compare with: they share the memory for it.
        int[][] rows = [.. Enumerable.Range(0, 3).Select(_ => new int[name.Length + most + 1])];
        foreach (string candidate in known)
        {
            if (HasWord(candidate, name))
                (containing, words) = (candidate, words + 1);
            if (Math.Abs(candidate.Length - name.Length) >= least || !HasSameDigits(candidate, name))
                continue;
            int distance = Distance(name, candidate, rows);
            if (distance < least)
                (best, least) = (candidate, distance);
        }
        best ??= words == 1 ? containing : null;
        return best is null ? "" : $"; did you mean '{best}'?";
    }

    // Words are what stands between underscores.
    private static bool HasWord(string candidate, string word)
    {
        int at = candidate.Length > word.Length ? candidate.IndexOf(word, StringComparison.Ordinal) : -1;
        return at >= 0 && word.Length > 0 && (at == 0 || candidate[at - 1] == '_')
            && (at + word.Length == candidate.Length || candidate[at + word.Length] == '_');
    }

    private static bool HasSameDigits(string a, string b)
    {
        int i = 0, j = 0;
        while (true)
        {
            while (i < a.Length && !char.IsDigit(a[i]))
                i++;
            while (j < b.Length && !char.IsDigit(b[j]))
                j++;
            if (i == a.Length || j == b.Length)
                return i == a.Length && j == b.Length;
            if (a[i++] != b[j++])
                return false;
        }
    }

    // Damerau-Levenshtein with adjacent swaps, where case does not count: the number of typing errors between two words. Of its table, the
    // last three rows.
    private static int Distance(string a, string b, int[][] rows)
    {
        (int[] before, int[] above, int[] row) = (rows[0], rows[1], rows[2]);
        for (int j = 0; j <= b.Length; j++)
            above[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = above[j - 1] + (AreEqual(a[i - 1], b[j - 1]) ? 0 : 1);
                row[j] = Math.Min(change, Math.Min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && AreEqual(a[i - 1], b[j - 2]) && AreEqual(a[i - 2], b[j - 1]))
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            (before, above, row) = (above, row, before);
        }
        return above[b.Length];
    }

    private static bool AreEqual(char a, char b) => a == b || char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
