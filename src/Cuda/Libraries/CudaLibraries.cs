using System.Diagnostics.CodeAnalysis;
using CaffeSharpGen.Cuda.Libraries.Loading;
using CaffeSharpGen.Cuda.Libraries.Places;

namespace CaffeSharpGen.Cuda.Libraries;

/// <summary>The libraries of CUDA in this process: found and loaded when the first device is asked for, and kept from then on.</summary>
internal static class CudaLibraries
{
    private static readonly LibraryFinder Finder = new(Machine.Current, new NativeLoader());

    /// <inheritdoc cref="LibraryFinder.WasAsked"/>
    public static bool WasAsked => Finder.WasAsked;

    /// <inheritdoc cref="LibraryFinder.TryFind"/>
    public static bool TryFind([NotNullWhen(true)] out LibrarySet? libraries, [NotNullWhen(false)] out string? reason) =>
        Finder.TryFind(out libraries, out reason);

    /// <summary>Finds and loads the libraries.</summary>
    /// <returns>Null if they are there; else one sentence: what was looked for, where, and what was found.</returns>
    public static string? WhyNot() => Finder.TryFind(out _, out string? reason) ? null : reason;

    /// <inheritdoc cref="LibraryFinder.Resolve"/>
    public static nint Resolve(string importName) => Finder.Resolve(importName);
}
