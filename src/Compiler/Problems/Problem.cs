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
/// <param name="Node">Number of the node it is about; <see cref="Prototxt.SpanTable"/> says where that stands.</param>
/// <param name="Message">What was found, what was expected, what to do.</param>
public sealed record Problem(string Code, Severity Severity, int Node, string Message)
{
    /// <summary>Number of another node that it is about, such as the first of two that cannot both stand.</summary>
    public int? RelatedNode { get; init; }
}
