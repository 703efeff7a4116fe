using System.Globalization;
using CaffeSharpGen.Samples.Files;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Csg.Explain;

/// <summary>Names of written files: those of pictures and classes, each once.</summary>
internal sealed class FileNames
{
    // File systems count 255 bytes, of which a name has two such parts, and the method and the extension behind them.
    private const int MostBytes = 90;

    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase), written = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name of a picture without folder and extension; <c>-2</c> and so on behind one that another picture has.</summary>
    public string Of(string picture)
    {
        string own = picture == InputFile.StandardInput ? "picture" : Path.GetFileNameWithoutExtension(picture);
        string stem = FileNamePart.Of(own, MostBytes), name = stem;
        for (int number = 2; !taken.Add(name); number++)
            name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
        return name;
    }

    /// <summary>
    /// The name for an explained class, without extension. Labels need not be unique, nor need what file names can have of them: the
    /// number tells them apart then.
    /// </summary>
    /// <param name="stem">What <see cref="Of(string)"/> gave for the picture.</param>
    /// <param name="label">The class's name; null if it has none.</param>
    /// <param name="index">Its number.</param>
    /// <param name="method">How it is explained.</param>
    public string Of(string stem, string? label, int index, string method)
    {
        string number = index.ToString(CultureInfo.InvariantCulture);
        string what = FileNamePart.Of(label ?? number, MostBytes).Replace(' ', '-'), name = $"{stem}.{what}.{method}";
        for (string tail = number; !written.Add(name); tail += "-" + number)
            name = $"{stem}.{what}-{tail}.{method}";
        return name;
    }
}
