using System.Runtime.CompilerServices;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic;

/// <summary>A prototxt that was compiled at run time.</summary>
public sealed class CompiledPrototxt
{
    // Prototxts of large networks have tens of kilobytes: so large a file is another one.
    private const int MostBytes = 16 << 20;
    private const string Expected = "a prototxt";

    // For networks that are to be compiled again for another size: a definition does not know its prototxt.
    private static readonly ConditionalWeakTable<NetworkDefinition, CompiledPrototxt> Compiled = [];

    private readonly ParsedPrototxt parsed;
    private readonly string path;
    private readonly PrototxtOptions options;

    private CompiledPrototxt(
        NetworkDefinition definition, IReadOnlyList<PrototxtProblem> notes, CompilationResult result, ParsedPrototxt parsed, string path,
        PrototxtOptions options)
    {
        (Definition, Notes, DataTransforms, DroppedLosses, DeclaredBatch) =
            (definition, notes, result.DataTransforms, result.DroppedLosses, result.DeclaredBatch);
        (this.parsed, this.path, this.options) = (parsed, path, options);
        Compiled.Add(definition, this);
    }

    /// <summary>
    /// The definition, of which <see cref="Network(NetworkDefinition, Weights.WeightSource, Device?, int, bool)"/> makes a network.
    /// </summary>
    public NetworkDefinition Definition { get; }

    /// <summary>Warnings and information.</summary>
    public IReadOnlyList<PrototxtProblem> Notes { get; }

    /// <summary>
    /// What Caffe does to pixels in the data layers that are inputs here, each with the input's name: the network does not compute it, so
    /// the program that fills the input does. Empty for a prototxt without data layers, which does not say it.
    /// </summary>
    public IReadOnlyList<DataTransform> DataTransforms { get; }

    /// <summary>
    /// The number of images that the prototxt declares, in the first axis of its inputs. A network of a free batch runs with any number; 1
    /// where the batch is not free.
    /// </summary>
    public int DeclaredBatch { get; }

    /// <summary>Names of losses that are dropped; with <see cref="PrototxtOptions.KeepLoss"/> they are predictions.</summary>
    public IReadOnlyList<string> DroppedLosses { get; }

    /// <summary>Reads a file and compiles it.</summary>
    /// <exception cref="PrototxtException">The prototxt has errors, or cannot be read.</exception>
    public static CompiledPrototxt Read(string path, PrototxtOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(ReadText(() => WholeFile.Read(path, Expected, MostBytes)), path, options);
    }

    /// <summary>Reads a stream from its position to its end and compiles it; the stream stays open.</summary>
    /// <param name="stream">The prototxt; a resource of an assembly is such a stream.</param>
    /// <param name="path">What messages call the file; its name, without folder and extension, is that of a network without one.</param>
    /// <param name="options">How it is compiled; defaults to what a project without metadata does.</param>
    /// <exception cref="PrototxtException">The prototxt has errors, or is no text of its size.</exception>
    public static CompiledPrototxt Read(Stream stream, string path = "network.prototxt", PrototxtOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Parse(ReadText(() => WholeFile.Read(stream, path, Expected, MostBytes)), path, options);
    }

    /// <summary>Compiles a text.</summary>
    /// <param name="text">The prototxt.</param>
    /// <param name="path">What messages call the file; its name, without folder and extension, is that of a network without one.</param>
    /// <param name="options">How it is compiled; defaults to what a project without metadata does.</param>
    /// <exception cref="PrototxtException">The prototxt has errors.</exception>
    public static CompiledPrototxt Parse(string text, string path = "network.prototxt", PrototxtOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Compile(PrototxtParser.Parse(text), path, options ?? new PrototxtOptions());
    }

    /// <summary>Compiles the same prototxt for other shapes of its inputs.</summary>
    /// <param name="inputShape">As <see cref="PrototxtOptions.InputShape"/>.</param>
    /// <exception cref="ArgumentException">It is no shape.</exception>
    /// <exception cref="PrototxtException">A layer does not fit the size.</exception>
    public CompiledPrototxt WithInputShape(string inputShape)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(inputShape);
        return Compile(parsed, path, options with { InputShape = inputShape });
    }

    /// <summary>The prototxt that a definition was compiled from; null if it was not compiled here.</summary>
    internal static CompiledPrototxt? Of(NetworkDefinition definition) =>
        Compiled.TryGetValue(definition, out CompiledPrototxt? found) ? found : null;

    private static CompiledPrototxt Compile(ParsedPrototxt parsed, string path, PrototxtOptions options)
    {
        CompilationResult? result = null;
        IEnumerable<Problem> problems = parsed.Problems;
        if (!problems.Any(problem => problem.Severity == Severity.Error))
        {
            result = NetworkCompiler.Compile(parsed.Root, options.ToNetOptions());
            problems = problems.Concat(result.Problems);
        }
        PrototxtProblem[] all = [.. problems.Select(problem => ToProblem(problem, parsed.Spans, path))];
        if (result is not { Network: { } definition })
            throw new PrototxtException(all);
        if (definition.Name.Length == 0)
            definition = definition with { Name = Path.GetFileNameWithoutExtension(path) };
        return new CompiledPrototxt(definition, all, result, parsed, path, options);
    }

    // Of whatever encoding its first bytes announce.
    private static string ReadText(Func<byte[]> read)
    {
        try
        {
            using var reader = new StreamReader(new MemoryStream(read()));
            return reader.ReadToEnd();
        }
        catch (WeightException failure)
        {
            throw new PrototxtException(failure.Message, failure);
        }
    }

    private static PrototxtProblem ToProblem(Problem problem, SpanTable spans, string path)
    {
        (int line, int column) = spans.LinePosition(spans[problem.Node].Start);
        return new PrototxtProblem(path, line + 1, column + 1, problem.Severity, problem.Code, problem.Message);
    }
}
