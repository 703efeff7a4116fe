namespace CaffeSharpGen;

/// <summary>Finds what a misspelled name meant.</summary>
public static class NearestNames
{
    private const string ParameterEnd = "_param";

    // No name of Caffe is longer; what is, is no spelling error.
    private const int LongestName = 64, MostErrors = 2, LongestKnown = LongestName + MostErrors;

    /// <summary>
    /// Such as <c>; did you mean 'kernel_size'?</c>; empty if nothing is near: one typing error, two in a long name, but no other digit
    /// (ReLU6 is not ReLU) and no more letters in front or behind (Unpooling is not Pooling), or the only name that has the given one as a
    /// word (slope, negative_slope).
    /// </summary>
    public static string Suggestion(string name, IEnumerable<string> known)
    {
        if (name.Length > LongestName)
            return "";
        string? best = null, word = null;
        int words = 0;
        // What all parameters' names end in does not make them alike: permute_param is not prelu_param.
        int letters = name.EndsWith(ParameterEnd, StringComparison.Ordinal) ? name.Length - ParameterEnd.Length : name.Length;
        int least = (letters < 8 ? 1 : MostErrors) + 1;
        Span<int> rows = stackalloc int[3 * (LongestKnown + 1)];
        foreach (string candidate in known)
        {
            if (HasWord(candidate, name))
                (word, words) = (candidate, words + 1);
            // Of names so different in length nothing else has to be computed.
            if (Math.Abs(candidate.Length - name.Length) >= least || !HaveSameDigits(name, candidate) || IsExtended(name, candidate))
                continue;
            int distance = Distance(name, candidate, least, rows);
            if (distance < least)
                (best, least) = (candidate, distance);
        }
        best ??= words == 1 ? word : null;
        return best is null ? "" : $"; did you mean '{best}'?";
    }

    /// <summary>
    /// Known names, the nearest first: those that share whole words with the given one (cat, tiger cat), then by the number of typing
    /// errors that lead to them, or to one of their words; ties keep their order.
    /// </summary>
    public static IEnumerable<string> Sorted(string name, IEnumerable<string> known)
    {
        string[] wanted = WordsOf(name);
        return known.Select(candidate => (Name: candidate, Words: WordsOf(candidate)))
            .OrderByDescending(candidate => wanted.Count(word => candidate.Words.Contains(word, StringComparer.OrdinalIgnoreCase)))
            .ThenBy(candidate => ErrorsTo(name, candidate.Name, candidate.Words))
            .Select(candidate => candidate.Name);
    }

    private static string[] WordsOf(string name) => name.Split([' ', ',', '\''], StringSplitOptions.RemoveEmptyEntries);

    // That a word is not the whole name counts as one error.
    private static int ErrorsTo(string name, string known, string[] words)
    {
        int whole = ErrorsTo(name, known);
        return words.Length < 2 ? whole : Math.Min(whole, 1 + words.Min(word => ErrorsTo(name, word)));
    }

    private static int ErrorsTo(string name, string known) => Distance(name, known, int.MaxValue, new int[3 * (known.Length + 1)]);

    // Whether it is between two underscores of a name, or between one and an end.
    private static bool HasWord(string name, string word)
    {
        int at = name.IndexOf(word, StringComparison.Ordinal);
        while (at >= 0)
        {
            int end = at + word.Length;
            if ((at == 0 || name[at - 1] == '_') && (end == name.Length || name[end] == '_') && word.IndexOf('_') < 0)
                return true;
            at = at < name.Length ? name.IndexOf(word, at + 1, StringComparison.Ordinal) : -1;
        }
        return false;
    }

    // Two letters and more that one has in front of the other, or behind it, make it the name of another thing.
    private static bool IsExtended(string a, string b)
    {
        (string longer, string shorter) = a.Length > b.Length ? (a, b) : (b, a);
        return longer.Length - shorter.Length > 1
            && (longer.EndsWith(shorter, StringComparison.OrdinalIgnoreCase)
                || longer.StartsWith(shorter, StringComparison.OrdinalIgnoreCase));
    }

    private static bool HaveSameDigits(string a, string b)
    {
        for (int i = 0, j = 0; ; i++, j++)
        {
            while (i < a.Length && !char.IsDigit(a[i]))
                i++;
            while (j < b.Length && !char.IsDigit(b[j]))
                j++;
            if (i == a.Length || j == b.Length)
                return i == a.Length && j == b.Length;
            if (a[i] != b[j])
                return false;
        }
    }

    // Damerau-Levenshtein with adjacent swaps, whatever the case: the number of typing errors between two words. Row by row, each from the
    // two before; where these have nothing below the limit, neither has any that follows.
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
