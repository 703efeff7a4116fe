namespace CaffeSharpGen.Generator;

/// <summary>Names of the pipeline's steps, for tests that watch what is computed again.</summary>
public static class Steps
{
    /// <summary>The file's text and the metadata of its item.</summary>
    public const string File = nameof(File);

    /// <summary>The syntax tree, with positions.</summary>
    public const string Parse = nameof(Parse);

    /// <summary>The syntax tree without positions: equal after an edit of comments or white space.</summary>
    public const string Tree = nameof(Tree);

    /// <summary>The network and the problems found in it.</summary>
    public const string Compile = nameof(Compile);

    /// <summary>Which class names occur twice.</summary>
    public const string Names = nameof(Names);

    /// <summary>The networks that can be emitted.</summary>
    public const string Network = nameof(Network);

    /// <summary>The C# of a network.</summary>
    public const string Emit = nameof(Emit);

    /// <summary>The diagnostics of a file.</summary>
    public const string Diagnose = nameof(Diagnose);
}
