namespace CaffeSharpGen.Compiler.Problems;

/// <summary>How bad a problem is.</summary>
public enum Severity
{
    /// <summary>There is no network.</summary>
    Error,

    /// <summary>Something is ignored.</summary>
    Warning,

    /// <summary>Good to know.</summary>
    Info,
}

/// <summary>Something to say about a prototxt.</summary>
/// <param name="Code">One of <see cref="ProblemCodes"/>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Node">Id of the node it is about; <see cref="Prototxt.SpanTable"/> has the node's position.</param>
/// <param name="Message">What was found, what was expected, what to do.</param>
public sealed record Problem(string Code, Severity Severity, int Node, string Message)
{
    /// <summary>Id of another node that it is about, such as the first of two that cannot both stand.</summary>
    public int? RelatedNode { get; init; }
}
