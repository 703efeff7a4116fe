using CaffeSharpGen.Compiler;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Upgrade;

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
            return new CompiledFile(ClassName.Of(settings, netName: ""), null, syntaxProblems);
        if (settings.InputShapeNumbers() is not { } inputShape)
        {
            var wrong = new Problem(ProblemCodes.Metadata, Severity.Error, root.Id, $"the metadata CaffeInputShape is '{settings.InputShape}'; give the axes' lengths, such as 1,3,224,224");
            return new CompiledFile(ClassName.Of(settings, netName: ""), null, [wrong]);
        }
        var options = new NetOptions(
            KeepLoss: string.Equals(settings.KeepLoss, "true", StringComparison.OrdinalIgnoreCase),
            Level: int.TryParse(settings.Level, out int level) ? level : 0,
            Stages: [.. settings.Stages.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries)],
            InputShape: inputShape);
        (NetworkModel? network, EquatableArray<Problem> problems) = NetworkCompiler.Compile(root, options);
        return new CompiledFile(ClassName.Of(settings, network?.Name ?? ""), network, [.. syntaxProblems, .. problems]);
    }
}
