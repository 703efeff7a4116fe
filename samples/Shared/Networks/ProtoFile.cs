using CaffeSharpGen.Compiler;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Upgrade;

namespace CaffeSharpGen.Samples.Networks;

/// <summary>The original's <c>-proto_file</c>: networks are compiled here when the program is, so a prototxt picks the one it is equal to.</summary>
public static class ProtoFile
{
    /// <summary>Finds the compiled network of the same layers; names of the net, comments, fillers and formats may differ.</summary>
    public static CompiledNetwork FindEqual(string path, NetworkCatalog catalog)
    {
        if (Directory.Exists(path))
            throw new UserError($"{path}: this is a folder; expected a prototxt");
        if (!File.Exists(path))
            throw new UserError($"{path}: there is no such file; expected a prototxt");
        NetworkModel wanted = Compile(path, File.ReadAllText(path));
        foreach (CompiledNetwork candidate in catalog.All)
        {
            if (Compile(candidate.Entry.Prototxt, ModelsFolder.ReadEmbedded(candidate.Entry.Prototxt)) with { Name = wanted.Name } == wanted)
                return candidate;
        }
        throw new UserError($"{path}: none of the compiled networks ({string.Join(", ", catalog.Names)}) has these layers; prototxts that are not "
            + "known when the program is compiled come later: until then add the file to a project of your own, as AdditionalFiles");
    }

    private static NetworkModel Compile(string path, string text)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(text);
        (NetworkModel? network, EquatableArray<Problem> problems) = parsed.Problems.Any()
            ? (null, parsed.Problems)
            : NetworkCompiler.Compile(parsed.Root, new NetOptions());
        if (network is not null)
            return network;
        Problem error = problems.First(problem => problem.Severity == Severity.Error);
        (int line, int column) = parsed.Spans.LinePosition(parsed.Spans[error.Node].Start);
        throw new UserError($"{path}({line + 1},{column + 1}): {error.Message}");
    }
}
