using System.Diagnostics.CodeAnalysis;
using CaffeSharpGen.Cuda.Libraries.Loading;
using CaffeSharpGen.Cuda.Libraries.Places;

namespace CaffeSharpGen.Cuda.Libraries;

/// <summary>
/// Finds the libraries of a machine when they are asked for, and keeps what it found. A failure is not kept: the next question
/// searches again, as a library may be installed, or a variable set, while a notebook or a service runs.
/// </summary>
/// <param name="machine">Describes the machine; called by each search.</param>
/// <param name="loader">The loader of libraries.</param>
internal sealed class LibraryFinder(Func<Machine> machine, INativeLoader loader)
{
    private readonly Lock gate = new();
    private volatile bool wasAsked;
    private LibrarySet? found;

    /// <summary>Whether anybody asked. Before that, nothing is loaded and no folder is read.</summary>
    public bool WasAsked => wasAsked;

    /// <summary>Finds and loads the libraries.</summary>
    /// <param name="libraries">The libraries, the same ones from the first success on.</param>
    /// <param name="reason">One sentence: what was looked for, where, and what was found.</param>
    public bool TryFind([NotNullWhen(true)] out LibrarySet? libraries, [NotNullWhen(false)] out string? reason)
    {
        wasAsked = true;
        lock (gate)
        {
            reason = null;
            if (found is null)
            {
                SearchOutcome outcome = LibrarySearch.Run(machine(), loader);
                (found, reason) = (outcome.Libraries, outcome.Reason);
            }
            libraries = found;
            return libraries is not null;
        }
    }

    /// <summary>The handle of the library that an import names.</summary>
    /// <param name="importName">A name of <see cref="LibraryNames.OfImport"/>.</param>
    /// <returns>0 for names of other libraries, which are no question.</returns>
    /// <exception cref="DllNotFoundException">The libraries are not there; its message is the reason.</exception>
    public nint Resolve(string importName)
    {
        if (LibraryNames.OfImport(importName) is not { } library)
            return 0;
        return TryFind(out LibrarySet? libraries, out string? reason) ? libraries[library].Handle : throw new DllNotFoundException(reason);
    }
}
