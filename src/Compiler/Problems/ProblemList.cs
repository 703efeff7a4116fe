using System.Collections.Immutable;

namespace CaffeSharpGen.Compiler.Problems;

/// <summary>The problems that one stage finds, within <see cref="ProblemLimits"/>.</summary>
internal sealed class ProblemList
{
    private readonly ImmutableArray<Problem>.Builder problems = ImmutableArray.CreateBuilder<Problem>();
    private int errors;
    private int others;

    /// <summary>Whether there are so many errors that looking for more is in vain.</summary>
    public bool IsFull => errors >= ProblemLimits.MostErrors;

    /// <summary>How many were found, those too that are not reported.</summary>
    public int Count => errors + others;

    /// <summary>How many errors were found, those too that are not reported.</summary>
    public int ErrorCount => errors;

    /// <summary>Adds a problem. Of errors no more than a list holds are added, and after the last that nothing more is reported.</summary>
    public void Add(Problem problem)
    {
        if (problem.Severity != Severity.Error)
        {
            if (++others <= ProblemLimits.MostWarnings)
                problems.Add(problem);
            return;
        }
        if (++errors > ProblemLimits.MostErrors)
            return;
        problems.Add(problem);
        if (IsFull)
            problems.Add(ProblemLimits.More(problem.Node));
    }

    /// <summary>Adds several.</summary>
    public void AddRange(IEnumerable<Problem> more)
    {
        foreach (Problem problem in more)
            Add(problem);
    }

    /// <summary>All that are reported, in the order in which they were found.</summary>
    public EquatableArray<Problem> ToImmutable() => problems.ToImmutable();
}
