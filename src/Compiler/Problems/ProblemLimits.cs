namespace CaffeSharpGen.Compiler.Problems;

/// <summary>
/// How much is reported of one prototxt. A text that is wrong everywhere, such as one of another format, gets as many errors as a person
/// reads, not one for each of its words.
/// </summary>
internal static class ProblemLimits
{
    /// <summary>Errors of one stage that are reported; after these comes <see cref="More"/>.</summary>
    public const int MostErrors = 100;

    /// <summary>Warnings of one stage that are reported.</summary>
    public const int MostWarnings = 1000;

    /// <summary>Missing blobs for which similar names are suggested.</summary>
    public const int MostGuesses = 16;

    /// <summary>Says at a node that no more is reported.</summary>
    public static Problem More(int node) =>
        new(ProblemCodes.Layer, Severity.Error, node,
            $"from here on nothing more is reported: there are {MostErrors} errors before; mend these first");
}
