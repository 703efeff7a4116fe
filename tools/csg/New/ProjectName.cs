using CaffeSharpGen.Compiler.Passes;

namespace CaffeSharpGen.Csg.New;

/// <summary>Names of a project, and of the class in it.</summary>
internal static class ProjectName
{
    // What the written program calls without a namespace, and words that C# does not take as a class's name.
    private static readonly HashSet<string> Taken = new(StringComparer.Ordinal)
    {
        "Console", "Explanation", "Picture", "InputTransform", "ChannelOrder", "Score", "Tensor", "Network", "Device", "Program", "System",
        "CaffeSharpGen", "Detection", "Box", "Boxes", "LabeledBox", "Color", "MeanFile", "Interpolation", "Enumerable", "ReadOnlySpan",
    };

    /// <summary>What <see cref="IsOne"/> requires.</summary>
    public const string Expected =
        "a name of letters, digits and _, whose parts between points or - begin with a capital letter, and that is not one of .NET's";

    /// <summary>Whether a text can name a project, and with underscores a namespace. No word of C# begins with a capital.</summary>
    public static bool IsOne(string text)
    {
        string[] parts = text.Split('.', '-');
        return !parts.Any(Taken.Contains) && parts.All(part =>
            part.Length > 0 && char.IsAsciiLetterUpper(part[0]) && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
    }

    /// <summary>The namespace of a project.</summary>
    public static string Namespace(string project) => project.Replace('-', '_');

    /// <summary>The class of a network: the network's name, or the file's, as an identifier that the program can use.</summary>
    /// <param name="network">Name of the network.</param>
    /// <param name="project">Name of the project, whose namespace the class cannot have for a name.</param>
    public static string Class(string network, string project)
    {
        string name = Identifiers.Of(network);
        bool isTaken = Taken.Contains(name) || Namespace(project).Split('.').Contains(name) || name == "_";
        return isTaken ? $"{name}Network" : name;
    }
}
