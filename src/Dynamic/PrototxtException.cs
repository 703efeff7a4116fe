namespace CaffeSharpGen.Dynamic;

/// <summary>A prototxt that gives no network.</summary>
public sealed class PrototxtException : Exception
{
    // More of them say no more.
    private const int MostLines = 20;

    internal PrototxtException(string message, Exception? cause = null) : base(message, cause) => Problems = [];

    internal PrototxtException(IReadOnlyList<PrototxtProblem> problems) : base(Describe(problems)) => Problems = problems;

    /// <summary>All that was found, in the order of the text; empty if the file cannot be read.</summary>
    public IReadOnlyList<PrototxtProblem> Problems { get; }

    private static string Describe(IReadOnlyList<PrototxtProblem> problems)
    {
        PrototxtProblem[] errors = [.. problems.Where(problem => problem.IsError)];
        string more = errors.Length > MostLines ? $"\nand {errors.Length - MostLines} more errors" : "";
        return string.Join('\n', errors.Take(MostLines)) + more;
    }
}
