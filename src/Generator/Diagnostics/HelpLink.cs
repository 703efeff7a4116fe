namespace CaffeSharpGen.Generator.Diagnostics;

/// <summary>
/// Where a diagnostic is explained. Until the project has an address there are no links, and messages stand by themselves.
/// </summary>
internal static class HelpLink
{
    /// <summary>The link of a diagnostic; null if there is none.</summary>
    /// <param name="code">One of <see cref="Compiler.Problems.ProblemCodes"/>.</param>
    public static string? Of(string code) => Of(HelpPage.Address, code);

    /// <summary>The link of a diagnostic to its section in a page; null if the page has no address.</summary>
    public static string? Of(string page, string code) => page.Length == 0 ? null : $"{page}#{code.ToLowerInvariant()}";
}
