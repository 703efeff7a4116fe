using System.Text.Json.Serialization;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Dynamic;

namespace CaffeSharpGen.Csg.Check;

/// <summary>A prototxt and what the compiler says of it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Problems">All that was found, in the order of the text.</param>
/// <param name="Unreadable">Why it cannot be read; null if it can.</param>
internal sealed record CheckedFile(string Path, IReadOnlyList<PrototxtProblem> Problems, string? Unreadable = null)
{
    /// <summary>Compiles a file.</summary>
    public static CheckedFile Of(string path, PrototxtOptions options)
    {
        try
        {
            return new CheckedFile(path, CompiledPrototxt.Read(path, options).Notes);
        }
        catch (PrototxtException failure)
        {
            return new CheckedFile(path, failure.Problems, failure.Problems.Count == 0 ? failure.Message : null);
        }
    }
}

/// <summary>What was found in all files.</summary>
/// <param name="Diagnostics">All of it.</param>
/// <param name="Unreadable">Files that cannot be read, each a message.</param>
/// <param name="Files">Number of files.</param>
/// <param name="Errors">Number of errors, with files that cannot be read.</param>
/// <param name="Warnings">Number of warnings.</param>
/// <param name="Notes">Number of the rest.</param>
internal sealed record CheckReport(
    IReadOnlyList<DiagnosticJson> Diagnostics, IReadOnlyList<ErrorJson>? Unreadable, int Files, int Errors, int Warnings, int Notes)
{
    /// <summary>Counts.</summary>
    public static CheckReport Of(IReadOnlyList<CheckedFile> files)
    {
        PrototxtProblem[] problems = [.. files.SelectMany(file => file.Problems)];
        ErrorJson[] unreadable =
            [.. files.Where(file => file.Unreadable is not null).Select(file => new ErrorJson(file.Unreadable!) { File = file.Path })];
        int Count(Severity severity) => problems.Count(problem => problem.Severity == severity);
        return new CheckReport(
            [.. problems.Select(DiagnosticJson.Of)], unreadable.Length == 0 ? null : unreadable, files.Count,
            Count(Severity.Error) + unreadable.Length, Count(Severity.Warning), Count(Severity.Info));
    }
}

[JsonSerializable(typeof(CheckReport))]
internal sealed partial class CheckJson : JsonSerializerContext
{
    /// <summary>Written as all reports are.</summary>
    public static CheckJson Context { get; } = new(ToolJson.Style);
}
