namespace CaffeSharpGen.DeviceCheck.Reporting;

/// <summary>
/// Standard output, <c>device-check.md</c> and <c>device-check.json</c>, line by line: what was found before a time limit or a crash ends
/// the program is not lost. The JSON file is whole after every line.
/// </summary>
internal sealed class Report : IDisposable
{
    private readonly Lock gate = new();
    private readonly StreamWriter markdown;
    private readonly string jsonPath;
    private readonly ReportContent content;

    // Of the last table.
    private string head = "";
    private Line last;

    /// <summary>Begins a report.</summary>
    /// <param name="folder">Where the files go; it is made if it is not there.</param>
    /// <param name="arguments">The command line.</param>
    public Report(string folder, string arguments)
    {
        Directory.CreateDirectory(folder);
        markdown = new StreamWriter(Path.Combine(folder, "device-check.md")) { AutoFlush = true };
        jsonPath = Path.Combine(folder, "device-check.json");
        content = new ReportContent(arguments);
    }

    /// <summary>How much did not agree or did not work.</summary>
    public int FailureCount => content.Failures.Count;

    /// <summary>Begins a section.</summary>
    public void Begin(string title)
    {
        lock (gate)
        {
            content.Begin(title);
            Write($"\n## {title}");
            last = Line.Heading;
            Save();
        }
    }

    /// <summary>Says something.</summary>
    public void Note(string text)
    {
        lock (gate)
        {
            content.Note(text);
            WriteLine(text);
        }
    }

    /// <summary>Says that something does not agree or does not work.</summary>
    public void Fail(string text)
    {
        lock (gate)
        {
            string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            content.Failures.Add(line);
            WriteLine($"failed: {line}");
        }
    }

    /// <summary>Begins a table.</summary>
    public void BeginTable(params Column[] columns)
    {
        lock (gate)
        {
            content.BeginTable(columns);
            head = $"\n| {string.Join(" | ", columns.Select(column => column.Name))} |\n"
                + $"| {string.Join(" | ", columns.Select(column => column.IsNumber ? "---:" : "---"))} |";
            last = Line.Item;
        }
    }

    /// <summary>Adds a row to the last table.</summary>
    public void Row(params Cell[] cells) => Row(cells, []);

    /// <inheritdoc cref="Row(Cell[])"/>
    /// <param name="cells">Its entries.</param>
    /// <param name="more">Numbers that only the JSON file has, with their names.</param>
    public void Row(IReadOnlyList<Cell> cells, IReadOnlyList<(string Name, double Number)> more)
    {
        lock (gate)
        {
            content.Add(cells, more);
            // Again, where a line has come between its rows.
            if (last != Line.Row)
                Write(head);
            last = Line.Row;
            Write($"| {string.Join(" | ", cells.Select(cell => cell.Text.Replace("|", "/")))} |");
            Save();
        }
    }

    /// <summary>Says how it ended.</summary>
    public void End()
    {
        lock (gate)
        {
            content.IsFinished = true;
            Write(FailureCount == 0 ? "\nAll numbers agree." : $"\n{FailureCount} failed:\n");
            foreach (string failure in content.Failures)
                Write($"- {failure}");
            Save();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => markdown.Dispose();

    private void WriteLine(string text)
    {
        // Directly behind a table it would belong to it.
        Write($"{(last == Line.Item ? "" : "\n")}- {text}");
        last = Line.Item;
        Save();
    }

    private void Write(string line)
    {
        Console.WriteLine(line);
        markdown.WriteLine(line);
    }

    private void Save()
    {
        string part = jsonPath + ".part";
        using (FileStream stream = File.Create(part))
            content.WriteTo(stream);
        File.Move(part, jsonPath, overwrite: true);
    }

    private enum Line
    {
        Heading,
        Item,
        Row,
    }
}
