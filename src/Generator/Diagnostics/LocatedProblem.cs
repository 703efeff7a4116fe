using CaffeSharpGen.Compiler.Problems;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Diagnostics;

/// <summary>A problem and where it stands; compared by value, which a <see cref="Diagnostic"/> with a message of its own is not.</summary>
/// <param name="Problem">What is wrong.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="Related">Where the other thing stands that it is about; null if there is none.</param>
internal sealed record LocatedProblem(Problem Problem, Location Location, Location? Related)
{
    /// <summary>What Roslyn reports.</summary>
    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        Descriptors.Of(Problem.Code), Location, SeverityOf(Problem),
        additionalLocations: Related is null ? [] : [Related], properties: null, Problem.Message);

    // A kind of problem may be milder than its kind is otherwise: a shape that is guessed is no error.
    private static DiagnosticSeverity SeverityOf(Problem problem) => problem.Severity switch
    {
        Severity.Error => DiagnosticSeverity.Error,
        Severity.Warning => DiagnosticSeverity.Warning,
        _ => DiagnosticSeverity.Info,
    };
}
