using CaffeSharpGen.Compiler.Drafts;
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
    private readonly MessageNode? root;
    private readonly EquatableArray<Problem> syntaxProblems;
    private readonly Lazy<CompiledFile> compiled;

    /// <param name="settings">The metadata of the file's item.</param>
    /// <param name="root">The text; of one with a syntax error what can be read. Null if the file cannot be read.</param>
    /// <param name="syntaxProblems">The syntax error, if there is one.</param>
    public PrototxtTree(FileSettings settings, MessageNode? root, EquatableArray<Problem> syntaxProblems)
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

    public override int GetHashCode() => settings.GetHashCode() ^ (root?.Fields.Length ?? -1);

    private CompiledFile Compile()
    {
        if (root is null || syntaxProblems.Any(problem => problem.Severity == Severity.Error))
            return Draft(syntaxProblems);
        EquatableArray<Problem> wrongSettings = [.. MetadataCheck.Settings(settings, root.Id)];
        if (wrongSettings.Length > 0)
            return Draft(wrongSettings);

        CompilationResult result = NetworkCompiler.Compile(root, settings.ToNetOptions());
        (NetworkDefinition? network, EquatableArray<Problem> problems) = result;
        EquatableArray<Problem> all = [.. syntaxProblems, .. problems];
        if (network is null)
            return Draft(all);
        (EquatableArray<OtherShape> others, EquatableArray<Problem> wrongShapes) = OtherShape.Compile(root, settings, network);
        if (wrongShapes.Length > 0)
            return Draft([.. all, .. wrongShapes]);
        ClassName className = settings.NameClass(network.Name);
        return MetadataCheck.Name(className, PassPart.MethodsOf(PassPart.Of(network)), root.Id) is { } wrongName
            ? new CompiledFile(className, null, null, [.. all, wrongName])
            : new CompiledFile(className, network, null, all) { OtherShapes = others, DataTransforms = result.DataTransforms };
    }

    // There are errors. The class is what can be read, unless its name is among them.
    private CompiledFile Draft(EquatableArray<Problem> problems)
    {
        NetworkDraft draft = NetworkDraft.Of(root ?? new MessageNode(0, []), settings.ToNetOptions());
        ClassName className = settings.NameClass(draft.Name);
        bool canHaveName = !MetadataCheck.Names(settings, 0).Any() && MetadataCheck.Name(className, [], 0) is null;
        return new CompiledFile(className, null, canHaveName ? draft : null, problems) { HasOtherShapes = settings.OtherShapes.Length > 0 };
    }
}
