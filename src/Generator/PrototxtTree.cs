using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Generator.Emission;

namespace CaffeSharpGen.Generator;

/// <summary>A prototxt without positions: equal to another one if they compile to the same.</summary>
internal sealed class PrototxtTree : IEquatable<PrototxtTree>
{
    private readonly FileSettings settings;
    private readonly MessageNode root;
    private readonly EquatableArray<Problem> syntaxProblems;
    private readonly Lazy<CompiledFile> compiled;

    public PrototxtTree(FileSettings settings, MessageNode root, EquatableArray<Problem> syntaxProblems)
    {
        this.settings = settings;
        this.root = root;
        this.syntaxProblems = syntaxProblems;
        compiled = new Lazy<CompiledFile>(Compile);
    }

    /// <summary>What it compiles to; computed once, for sources and diagnostics alike.</summary>
    public CompiledFile Compiled => compiled.Value;

    public bool Equals(PrototxtTree? other) =>
        other is not null && settings == other.settings && root == other.root && syntaxProblems.Equals(other.syntaxProblems);

    public override bool Equals(object? obj) => Equals(obj as PrototxtTree);

    public override int GetHashCode() => settings.GetHashCode() ^ root.Fields.Length;

    private CompiledFile Compile()
    {
        if (syntaxProblems.Any(problem => problem.Severity == Severity.Error))
            return new CompiledFile(settings.NameClass(network: ""), null, syntaxProblems);
        EquatableArray<Problem> wrongSettings = [.. MetadataCheck.Settings(settings, root.Id)];
        if (wrongSettings.Length > 0)
            return new CompiledFile(settings.NameClass(network: ""), null, wrongSettings);

        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkCompiler.Compile(root, settings.ToNetOptions());
        ClassName className = settings.NameClass(network?.Name ?? "");
        return network is not null && MetadataCheck.Name(className, network, root.Id) is { } wrongName
            ? new CompiledFile(className, null, [.. syntaxProblems, .. problems, wrongName])
            : new CompiledFile(className, network, [.. syntaxProblems, .. problems]);
    }
}
