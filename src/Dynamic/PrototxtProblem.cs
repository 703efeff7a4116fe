using CaffeSharpGen.Compiler.Problems;

namespace CaffeSharpGen.Dynamic;

/// <summary>Something to say about a prototxt, with its position.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Code">Its id, as in <c>docs/diagnostics.md</c>.</param>
/// <param name="Message">What was found, what was expected, what to do.</param>
public sealed record PrototxtProblem(string Path, int Line, int Column, Severity Severity, string Code, string Message)
{
    /// <summary>Whether there is no network because of it.</summary>
    public bool IsError => Severity == Severity.Error;

    /// <summary>As compilers print it, such as <c>net.prototxt(12,3): error CSG0101: …</c>.</summary>
    public override string ToString() => $"{Path}({Line},{Column}): {SeverityWord} {Code}: {Message}";

    private string SeverityWord => Severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "info",
    };
}
