namespace CaffeSharpGen.Generator.Diagnostics;

/// <summary>Where a diagnostic is explained.</summary>
public static class HelpLink
{
    /// <summary>The page of all diagnostics, relative to the repository's root until it has a public address.</summary>
    public const string Page = "docs/diagnostics.md";

    /// <summary>What stands between the page and the lower-case id, which is the anchor of its section.</summary>
    public const string Section = Page + "#csg";
}
