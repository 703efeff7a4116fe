using System.Globalization;
using CaffeSharpGen.Samples.Files;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Csg.Explain;

/// <summary>What names of written files begin with: the pictures' names, each once.</summary>
internal sealed class FileNames
{
    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name of a picture without folder and extension; <c>-2</c> and so on behind one that another picture has.</summary>
    public string Of(string picture)
    {
        string own = picture == InputFile.StandardInput ? "picture" : Path.GetFileNameWithoutExtension(picture);
        string stem = FileNamePart.Of(own), name = stem;
        for (int number = 2; !taken.Add(name); number++)
            name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
        return name;
    }
}
