namespace CaffeSharpGen.Compiler.Prototxt;

/// <summary>Recognizes texts that often lie where a prototxt should: what was downloaded instead of it.</summary>
internal static class OtherText
{
    /// <summary>What a text is that is no prototxt, and what to do; null if that is not known.</summary>
    public static string? Recognize(string text)
    {
        string start = text.Substring(0, Math.Min(text.Length, 1024)).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (start.StartsWith("version https://git-lfs", StringComparison.Ordinal))
            return "this is a pointer of Git LFS; the prototxt itself was not fetched: run git lfs pull";
        bool isPage = start.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
        return isPage ? "this is a web page, not a prototxt; on GitHub, download what the button Raw shows" : null;
    }
}
