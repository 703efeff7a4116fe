using System.Collections.Immutable;

namespace CaffeSharpGen.Compiler.Problems;

/// <summary>The problems that one stage finds, within <see cref="ProblemLimits"/>.</summary>
internal sealed class ProblemList
{
    private readonly List<Problem> problems = [];

    // Of problems that are reported once, where the first of its kind is in the list, and how many there are.
    private readonly Dictionary<(string Kind, string Name), (int Index, int Count)> kinds = [];
    private int errors;
    private int repeated;
    private int others;

    /// <summary>Whether there are so many errors that looking for more is in vain.</summary>
    public bool IsFull => errors - repeated >= ProblemLimits.MostErrors;

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
        bool wasFull = IsFull;
        errors++;
        if (wasFull)
            return;
        problems.Add(problem);
        if (IsFull)
            problems.Add(ProblemLimits.More(problem.Node));
    }

    /// <summary>
    /// Counts a problem of a kind that is in the list already, and says whether it is. A fork's field stands in each of a hundred layers,
    /// and is one thing to decide: the first is reported, with the number of all behind its message.
    /// </summary>
    /// <param name="kind">What is wrong.</param>
    /// <param name="name">With what.</param>
    public bool Repeats(string kind, string name)
    {
        if (!kinds.TryGetValue((kind, name), out (int Index, int Count) first))
            return false;
        kinds[(kind, name)] = (first.Index, first.Count + 1);
        if (problems[first.Index].Severity == Severity.Error)
            (errors, repeated) = (errors + 1, repeated + 1);
        else
            others++;
        return true;
    }

    /// <summary>Adds the first problem of a kind, after <see cref="Repeats"/>.</summary>
    /// <param name="kind">What is wrong.</param>
    /// <param name="name">With what.</param>
    /// <param name="problem">The problem.</param>
    public void AddFirst(string kind, string name, Problem problem)
    {
        int index = problems.Count;
        Add(problem);
        if (problems.Count > index)
            kinds.Add((kind, name), (index, 1));
    }

    /// <summary>Adds several.</summary>
    public void AddRange(IEnumerable<Problem> more)
    {
        foreach (Problem problem in more)
            Add(problem);
    }

    /// <summary>All that are reported, in the order in which they were found.</summary>
    public EquatableArray<Problem> ToImmutable()
    {
        ImmutableArray<Problem>.Builder all = ImmutableArray.CreateBuilder<Problem>(problems.Count);
        all.AddRange(problems);
        foreach ((int index, int count) in kinds.Values)
        {
            if (count > 1)
                all[index] = all[index] with { Message = $"{all[index].Message} (the first of {count} places in this file)" };
        }
        return all.MoveToImmutable();
    }
}
