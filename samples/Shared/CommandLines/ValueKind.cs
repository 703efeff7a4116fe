namespace CaffeSharpGen.Samples.CommandLines;

/// <summary>What an option takes: how it is read, and what is said of a value that is wrong.</summary>
/// <typeparam name="T">What it becomes.</typeparam>
/// <param name="Placeholder">Its word in the help, such as <c>number</c>.</param>
/// <param name="Expected">What is right, in words.</param>
/// <param name="Example">A value that is right; empty if <paramref name="Expected"/> says enough.</param>
/// <param name="Read">Reads a value.</param>
public sealed record ValueKind<T>(string Placeholder, string Expected, string Example, ValueKind<T>.Reader Read)
{
    /// <summary>Reads a value.</summary>
    /// <returns>Whether it is right.</returns>
    public delegate bool Reader(string text, out T? value);

    /// <summary>What a wrong value may have meant, such as <c>; did you mean 'nn'?</c>; nothing unless given.</summary>
    public Func<string, string> Hint { get; init; } = _ => "";

    /// <summary>What is said where a value is missing or wrong.</summary>
    /// <param name="option">The option, as it was given.</param>
    public string Help(string option) => Example.Length > 0 ? $"expected {Expected}, such as {option} {Example}" : $"expected {Expected}";
}
