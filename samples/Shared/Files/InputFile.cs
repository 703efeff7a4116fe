using System.Reflection;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Samples.Files;

/// <summary>A file that a run reads: on disk, from the standard input, or built into the program.</summary>
public sealed class InputFile
{
    /// <summary>What the standard input is called on command lines.</summary>
    public const string StandardInput = "-";

    // Names of classes, and of objects. A device has no end.
    private const int MostTextBytes = 1 << 24;

    private static readonly PictureOptions Accepted = new() { MaxPixels = 64_000_000 };

    private readonly Func<Stream> open;
    private readonly Func<string, InputFile?> findBeside;

    private InputFile(string name, string? path, Func<Stream> open, Func<string, InputFile?> findBeside) =>
        (Name, Path, this.open, this.findBeside) = (name, path, open, findBeside);

    /// <summary>What messages and reports call it.</summary>
    public string Name { get; }

    /// <summary>Its path; null if it is not on disk.</summary>
    public string? Path { get; }

    /// <summary>A file on disk, which need not be there.</summary>
    public static InputFile OnDisk(string path) => new(path, path, () => File.OpenRead(path), extension =>
        System.IO.Path.ChangeExtension(path, extension) is var beside && File.Exists(beside) ? OnDisk(beside) : null);

    /// <summary>A picture as a command line names it: a file on disk, or <c>-</c> for the standard input.</summary>
    /// <exception cref="UserError">It is an address.</exception>
    public static InputFile Picture(string name)
    {
        if (name.Contains("://", StringComparison.Ordinal))
            throw new UserError($"{name}: found an address; expected a picture file: download it, or give - and pipe it in");
        return name == StandardInput ? new InputFile("the standard input", null, OpenStandardInput, _ => null) : OnDisk(name);
    }

    /// <summary>A file that is built into a program; null if it is not.</summary>
    public static InputFile? BuiltIn(Assembly program, string name) =>
        program.GetManifestResourceInfo(name) is null ? null : new InputFile(
            $"{System.IO.Path.GetFileName(name)} (built in)", null, () => program.GetManifestResourceStream(name)!,
            extension => BuiltIn(program, System.IO.Path.ChangeExtension(name, extension)));

    /// <summary>The file that has the same name but for its extension; null if there is none.</summary>
    /// <param name="extension">Its extension, such as <c>.objects.tsv</c>.</param>
    public InputFile? FindBeside(string extension) => findBeside(extension);

    /// <summary>Opens it, by its path or as bytes in memory with a name for messages.</summary>
    public T Open<T>(Func<string, T> onDisk, Func<string, byte[], T> inMemory) =>
        Path is { } path ? onDisk(path) : inMemory(Name, ReadBytes());

    /// <summary>Opens a caffemodel.</summary>
    public CaffeModel OpenWeights() => Open(CaffeModel.Open, (name, bytes) => CaffeModel.Open(bytes.AsMemory(), name));

    /// <summary>Reads a picture.</summary>
    public Picture ReadPicture()
    {
        if (Path is not null)
            return Imaging.Picture.Load(Path, Accepted);
        using Stream stream = open();
        return Imaging.Picture.Decode(stream, Name, Accepted);
    }

    /// <summary>Reads lines of text.</summary>
    /// <exception cref="WeightException">There is more than any such file has.</exception>
    public string[] ReadLines()
    {
        using Stream stream = open();
        using var reader = new StreamReader(new MemoryStream(WholeFile.Read(stream, Name, "lines of text", MostTextBytes)));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
            lines.Add(line);
        return [.. lines];
    }

    private byte[] ReadBytes()
    {
        using Stream stream = open();
        var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static Stream OpenStandardInput() => Console.IsInputRedirected
        ? Console.OpenStandardInput()
        : throw new UserError("the standard input is a terminal; expected a picture there, such as --image - < photo.jpg");
}
