using System.Globalization;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Samples.Files;

namespace CaffeSharpGen.Samples.Reports;

/// <summary>
/// Where objects are known to be in a picture: <c>picture.objects.tsv</c> beside <c>picture.png</c>, a line for each with label, left, top,
/// width and height, separated by tabs.
/// </summary>
public sealed class KnownObjects
{
    private readonly List<(string Label, Box Box)> objects = [];

    /// <summary>Reads the file beside a picture; nothing is known if there is none.</summary>
    public static KnownObjects Beside(InputFile picture)
    {
        var known = new KnownObjects();
        if (picture.FindBeside(".objects.tsv") is not { } file)
            return known;
        string path = file.Name;
        string[] lines = file.ReadLines();
        for (int i = 0; i < lines.Length; i++)
        {
            string[] fields = lines[i].Split('\t');
            int[] numbers =
            [
                .. fields.Skip(1).Select(field => int.TryParse(field, CultureInfo.InvariantCulture, out int number) ? number : -1),
            ];
            if (numbers.Length != 4 || numbers.Any(number => number < 0))
                throw new UserError($"{path}({i + 1}): found '{lines[i]}'; expected label, left, top, width and height, separated by tabs");
            known.objects.Add((fields[0], new Box(numbers[0], numbers[1], numbers[2], numbers[3])));
        }
        return known;
    }

    /// <summary>The boxes of a label.</summary>
    public Box[] Of(string label) => [.. objects.Where(known => known.Label == label).Select(known => known.Box)];

    /// <summary>Labels of the objects whose box holds a place; null if no object is known.</summary>
    public string[]? At(int x, int y) => objects.Count == 0
        ? null
        : [.. objects.Where(known => known.Box.Contains(x, y)).Select(known => known.Label)];
}
