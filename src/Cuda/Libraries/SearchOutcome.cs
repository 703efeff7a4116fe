using System.Diagnostics.CodeAnalysis;

namespace CaffeSharpGen.Cuda.Libraries;

/// <summary>What a search ends with: libraries, or the sentence that says what is missing.</summary>
internal sealed record SearchOutcome
{
    private SearchOutcome(LibrarySet? libraries, string? reason) => (Libraries, Reason) = (libraries, reason);

    /// <summary>The libraries; null if the search failed.</summary>
    public LibrarySet? Libraries { get; }

    /// <summary>What was looked for, where, and what was found; null if the search succeeded.</summary>
    public string? Reason { get; }

    /// <summary>Whether the search succeeded.</summary>
    [MemberNotNullWhen(true, nameof(Libraries))]
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool IsFound => Libraries is not null;

    /// <summary>The outcome of a search that succeeded.</summary>
    public static SearchOutcome Of(LibrarySet libraries) => new(libraries, null);

    /// <summary>The outcome of a search that failed.</summary>
    public static SearchOutcome Failed(string reason) => new(null, reason);
}
