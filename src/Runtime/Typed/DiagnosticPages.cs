namespace CaffeSharpGen;

/// <summary>Where the diagnostics are described.</summary>
internal static class DiagnosticPages
{
    /// <summary>The page, and what stands before the number of a diagnostic in the anchor of its section.</summary>
    public const string Section = "docs/diagnostics.md#csg";
}
