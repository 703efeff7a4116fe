using CaffeSharpGen.Compiler.Passes;

namespace CaffeSharpGen.Csg.New;

/// <summary>Names of a project, and of the class in it.</summary>
internal static class ProjectName
{
    // What the written program calls without a namespace, and words that C# does not take as a class's name.
    private static readonly HashSet<string> Taken = new(StringComparer.Ordinal)
    {
        "Console", "Explanation", "Picture", "InputTransform", "ChannelOrder", "Score", "Tensor", "Network", "Device", "Program", "System",
        "CaffeSharpGen",
    };

    /// <summary>Whether a text can be the name of a project, and with underscores a namespace.</summary>
    public static bool IsOne(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
        && text.Split('.', '-').All(part => part.Length > 0 && !char.IsAsciiDigit(part[0]));

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
