namespace CaffeSharpGen.Conformance;

/// <summary>Reads <c>src/Cuda/Kernels/OnTheCpu.txt</c>: the operations without kernels on GPUs.</summary>
internal static class OnTheCpuList
{
    /// <summary>The names at the beginnings of its lines, each before its reason.</summary>
    /// <param name="text">Its content.</param>
    public static IEnumerable<string> Names(string text) =>
        from line in text.ReplaceLineEndings("\n").Split('\n')
        where line.Length > 0 && line[0] != '#'
        select line[..line.IndexOf(':', StringComparison.Ordinal)];
}
