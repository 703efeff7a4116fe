namespace CaffeSharpGen;

/// <summary>Where the diagnostics that the runtime's own attributes report are explained; empty until the project has an address.</summary>
internal static class DiagnosticPages
{
    /// <summary>A hook of another network.</summary>
    public const string OtherHook = HelpPage.Address == "" ? "" : HelpPage.Address + "#csg0401";

    /// <summary>A target of another network.</summary>
    public const string OtherTarget = HelpPage.Address == "" ? "" : HelpPage.Address + "#csg0402";

    /// <summary>A target or a place without a gradient.</summary>
    public const string NoGradient = HelpPage.Address == "" ? "" : HelpPage.Address + "#csg0403";
}
