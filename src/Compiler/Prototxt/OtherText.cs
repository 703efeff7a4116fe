namespace CaffeSharpGen.Compiler.Prototxt;

/// <summary>Recognizes texts that often lie where a prototxt should: what was downloaded or renamed instead of it.</summary>
internal static class OtherText
{
    private const int MostOfStart = 1024, MostOfLine = 60;

    // Fewer of them may be comments in another encoding.
    private const int ManyWrongBytes = 20;

    private static readonly string[] Markers = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

    /// <summary>What a text is that is no prototxt, and what to do; null if that is not known.</summary>
    public static string? Recognize(string text)
    {
        string start = text.Substring(0, Math.Min(text.Length, MostOfStart));
        string trimmed = Beginning(text);
        bool Begins(params string[] words) => words.Any(word => trimmed.StartsWith(word, StringComparison.OrdinalIgnoreCase));
        if (IsBinary(start))
            return "this is a binary file, such as a caffemodel, not a prototxt; network and weights may have been swapped";
        if (Begins("version https://git-lfs"))
            return "this is a pointer of Git LFS; the prototxt itself was not fetched: run git lfs pull";
        if (Begins("<!doctype", "<html", "<head", "<body"))
            return "this is a web page, not a prototxt; on GitHub, download what the button Raw shows";
        if (Begins("<?xml", "<!--"))
            return "this is XML, not a prototxt";
        if (Begins("404: Not Found", "Not Found", "429: Too Many Requests", "400: Invalid request"))
            return "this is what a server answers where it has no such file, not a prototxt; download it again from the right address";
        if (Begins("{") && trimmed.Substring(1).TrimStart().StartsWith("\"", StringComparison.Ordinal)
            || Begins("[") && trimmed.Substring(1).TrimStart() is ['{' or '"', ..])
            return "this is JSON, not a prototxt";
        if (Begins("[net]", "[network]", "[convolutional]"))
            return "this is a configuration of Darknet, not a prototxt; convert the network to Caffe first";
        return IsPython(trimmed)
            ? "this is a Python script, not a prototxt; if it makes the network (caffe.NetSpec), run it and take the file that it writes"
            : null;
    }

    /// <summary>What is wrong where a version control system has written into a text; null where it has not.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">A place in the line.</param>
    public static string? Conflict(string text, int at)
    {
        int start = Math.Min(at, text.Length);
        while (start > 0 && text[start - 1] is not ('\n' or '\r'))
            start--;
        if (!Markers.Any(marker => string.CompareOrdinal(text, start, marker, 0, marker.Length) == 0))
            return null;
        int end = text.IndexOfAny(['\n', '\r'], start);
        string line = text.Substring(start, Math.Min(MostOfLine, (end < 0 ? text.Length : end) - start)).TrimEnd();
        return $"this line, '{line}', marks a merge conflict that was not resolved; keep one of the two versions between "
            + "<<<<<<< and >>>>>>>, and remove the lines with the marks";
    }

    private static string Beginning(string text)
    {
        int at = 0;
        // Pages begin with many empty lines.
        while (at < text.Length && text[at] is '\uFEFF' or ' ' or '\t' or '\r' or '\n')
            at++;
        return text.Substring(at, Math.Min(text.Length - at, MostOfStart));
    }

    // Bytes that are no UTF-8 have become replacement characters.
    private static bool IsBinary(string start)
    {
        int wrong = 0;
        foreach (char c in start)
        {
            if (c == '\uFFFD' || (c < ' ' && c is not ('\t' or '\n' or '\r' or '\v' or '\f')))
                wrong++;
        }
        return wrong > Math.Min(ManyWrongBytes, start.Length / 8);
    }

    private static bool IsPython(string trimmed) =>
        trimmed.StartsWith("import ", StringComparison.Ordinal) || trimmed.StartsWith("\"\"\"", StringComparison.Ordinal)
        || (trimmed.StartsWith("from ", StringComparison.Ordinal) && trimmed.Split('\n')[0].Contains(" import "));
}
