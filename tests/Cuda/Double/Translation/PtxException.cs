namespace CaffeSharpGen.Cuda.Testing.Translation;

/// <summary>PTX that the translator does not know in full: the line, and what is unknown there.</summary>
public sealed class PtxException(int line, string message) : Exception($"PTX, line {line}: {message}")
{
    /// <summary>The line, counted from 1.</summary>
    public int Line { get; } = line;
}
