using System.Diagnostics.CodeAnalysis;

namespace CaffeSharpGen.Samples.CommandLines;

/// <summary>Reads the values of options.</summary>
internal static class OptionValues
{
    /// <summary>Reads one, or says what is wrong with it.</summary>
    public static bool TryRead<T>(
        ValueKind<T> kind, string option, string text, out T value, [NotNullWhen(false)] out string? problem)
    {
        bool isRight = kind.Read(text, out T? found);
        value = found!;
        problem = isRight ? null
            : text.Trim().Length == 0 ? $"{option} is empty; {kind.Help(option)}"
            : $"{option} is '{text}'; {kind.Help(option)}{kind.Hint(text)}";
        return isRight;
    }
}
