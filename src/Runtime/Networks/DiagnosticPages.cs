namespace CaffeSharpGen;

/// <summary>Where the diagnostics are described.</summary>
internal static class DiagnosticPages
{
    /// <summary>Address of the page, with a place for the diagnostic's id.</summary>
    public const string UrlFormat = "docs/diagnostics.md#{0}";
}
