using System.Collections.Immutable;
using CaffeSharpGen.Compiler.Passes;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Generator.Diagnostics;
using CaffeSharpGen.Generator.Emission;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CaffeSharpGen.Generator;

/// <summary>The diagnostics of one prototxt, with their positions.</summary>
internal sealed record FileDiagnostics(EquatableArray<LocatedProblem> Problems)
{
    public static FileDiagnostics Of((ParsedFile File, ClassNames Names) source, CancellationToken cancel)
    {
        CompiledFile compiled = source.File.Tree.Compiled;
        IEnumerable<Problem> problems = compiled.Problems;
        // A file that gives no class takes no name, and needs none.
        if (compiled.Network is not null && source.Names.Obstacle(compiled.ClassName) is { } obstacle)
        {
            problems = problems.Append(new Problem(ProblemCodes.Metadata, Severity.Error, 0,
                $"{obstacle}; give this one another name with the metadata CaffeClassName"));
        }
        if (compiled.Network is { } network)
        {
            IReadOnlyList<string> identifiers = HookIdentifiers.Of(network, compiled.ClassName.Name);
            problems = problems.Concat(
                from index in Enumerable.Range(0, network.Values.Length)
                let value = network.Values[index]
                let plain = Identifiers.Of(value.Name)
                where !value.IsHidden && identifiers[index] != plain
                select new Problem(ProblemCodes.Renamed, Severity.Info, source.File.NodeOf(network, index),
                    $"'{value.Name}' is the member {identifiers[index]}, because {plain} is taken"));
        }
        (string path, SpanTable spans) = (source.File.File.Path, source.File.Spans);
        return new FileDiagnostics(problems.Select(problem => Locate(problem, path, spans)).ToImmutableArray());
    }

    public void Report(SourceProductionContext output)
    {
        foreach (LocatedProblem problem in Problems)
            output.ReportDiagnostic(problem.ToDiagnostic());
    }

    /// <summary>Finds where a problem stands in its file.</summary>
    internal static LocatedProblem Locate(Problem problem, string path, SpanTable spans) =>
        new(problem, LocationOf(problem.Node, path, spans), problem.RelatedNode is { } related ? LocationOf(related, path, spans) : null);

    private static Location LocationOf(int node, string path, SpanTable spans)
    {
        Compiler.Prototxt.TextSpan span = spans[node];
        (int startLine, int startColumn) = spans.LinePosition(span.Start);
        (int endLine, int endColumn) = spans.LinePosition(span.Start + span.Length);
        return Location.Create(
            path, new Microsoft.CodeAnalysis.Text.TextSpan(span.Start, span.Length),
            new LinePositionSpan(new LinePosition(startLine, startColumn), new LinePosition(endLine, endColumn)));
    }
}
