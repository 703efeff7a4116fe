using System.Text.Json;

namespace CaffeSharpGen.DeviceCheck.Reporting;

/// <summary>
/// Markdown on standard output, and the numbers in <c>device-check.json</c>, which is whole after every line: what was found before a crash
/// is not lost.
/// </summary>
internal sealed class Report
{
    /// <summary>The name of the file.</summary>
    public const string JsonName = "device-check.json";

    private readonly string jsonPath;
    private readonly ReportContent content = new();

    // Of the last table.
    private string head = "";
    private Line last;

    /// <summary>Begins a report.</summary>
    /// <param name="folder">Where the file goes; it is made if it is not there.</param>
    public Report(string folder)
    {
        Directory.CreateDirectory(folder);
        jsonPath = Path.Combine(folder, JsonName);
    }

    /// <summary>How much did not agree or did not work.</summary>
    public int FailureCount => content.Failures.Count;

    /// <summary>Begins a section.</summary>
    public void Begin(string title)
    {
        content.Begin(title);
        Write($"\n## {title}");
        last = Line.Heading;
        Save();
    }

    /// <summary>Says something.</summary>
    public void Note(string text)
    {
        content.Note(text);
        WriteLine(text);
    }

    /// <summary>Says that something does not agree or does not work.</summary>
    public void Fail(string text)
    {
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        content.Failures.Add(line);
        WriteLine($"failed: {line}");
    }

    /// <summary>Begins a table.</summary>
    public void BeginTable(params Column[] columns)
    {
        content.BeginTable(columns);
        head = $"\n| {string.Join(" | ", columns.Select(column => column.Name))} |\n"
            + $"| {string.Join(" | ", columns.Select(column => column.IsNumber ? "---:" : "---"))} |";
        last = Line.Item;
    }

    /// <summary>Adds a row to the last table.</summary>
    public void Row(params Cell[] cells) => Row(cells, []);

    /// <inheritdoc cref="Row(Cell[])"/>
    /// <param name="cells">Its entries.</param>
    /// <param name="more">Numbers that only the JSON file has, with their names.</param>
    public void Row(IReadOnlyList<Cell> cells, IReadOnlyList<(string Name, double Number)> more)
    {
        content.Add(cells, more);
        // Again, where a line has come between its rows.
        if (last != Line.Row)
            Write(head);
        last = Line.Row;
        Write($"| {string.Join(" | ", cells.Select(cell => cell.Text.Replace("|", "/")))} |");
        Save();
    }

    /// <summary>Says that all was done.</summary>
    public void End()
    {
        content.IsFinished = true;
        Save();
    }

    /// <summary>Replaces a file of JSON; it is whole at any time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the members of its object.</param>
    public static void Save(string path, Action<Utf8JsonWriter> write)
    {
        string part = path + ".part";
        using (FileStream stream = File.Create(part))
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        File.Move(part, path, overwrite: true);
    }

    private void WriteLine(string text)
    {
        // Directly behind a table it would belong to it.
        Write($"{(last == Line.Item ? "" : "\n")}- {text}");
        last = Line.Item;
        Save();
    }

    private static void Write(string line) => Console.WriteLine(line);

    private void Save() => Save(jsonPath, content.WriteTo);

    private enum Line
    {
        Heading,
        Item,
        Row,
    }
}
