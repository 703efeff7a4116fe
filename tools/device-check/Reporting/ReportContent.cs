using System.Text.Json;

namespace CaffeSharpGen.DeviceCheck.Reporting;

/// <summary>What a report says, for programs.</summary>
internal sealed class ReportContent(string arguments)
{
    private readonly DateTime begin = DateTime.UtcNow;
    private readonly List<Section> sections = [];

    /// <summary>What did not agree or did not work, a sentence each.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Whether all sections ended.</summary>
    public bool IsFinished { get; set; }

    /// <summary>Begins a section.</summary>
    public void Begin(string title) => sections.Add(new Section(title, [], []));

    /// <summary>Adds a sentence to the section.</summary>
    public void Note(string text) => sections[^1].Notes.Add(text);

    /// <summary>Begins a table of the section.</summary>
    public void BeginTable(IReadOnlyList<Column> columns) => sections[^1].Tables.Add(new Table(columns, []));

    /// <summary>Adds a row to the section's last table.</summary>
    public void Add(IReadOnlyList<Cell> cells) => sections[^1].Tables[^1].Rows.Add(cells);

    /// <summary>Writes all of it as JSON.</summary>
    public void WriteTo(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("program", "device-check");
        json.WriteString("arguments", arguments);
        json.WriteString("begin", begin);
        json.WriteBoolean("finished", IsFinished);
        json.WriteBoolean("agreed", IsFinished && Failures.Count == 0);
        WriteStrings(json, "failures", Failures);
        json.WriteStartArray("sections");
        foreach (Section section in sections)
            Write(json, section);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Section section)
    {
        json.WriteStartObject();
        json.WriteString("title", section.Title);
        WriteStrings(json, "notes", section.Notes);
        json.WriteStartArray("tables");
        foreach (Table table in section.Tables)
        {
            json.WriteStartArray();
            foreach (IReadOnlyList<Cell> row in table.Rows)
                Write(json, table.Columns, row);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Column> columns, IReadOnlyList<Cell> row)
    {
        json.WriteStartObject();
        for (int i = 0; i < columns.Count; i++)
        {
            // JSON has no NaN and no infinity.
            if (row[i].Number is { } number && double.IsFinite(number))
                json.WriteNumber(columns[i].Name, number);
            else
                json.WriteString(columns[i].Name, row[i].Text);
        }
        json.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, List<string> strings)
    {
        json.WriteStartArray(name);
        foreach (string text in strings)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private sealed record Section(string Title, List<string> Notes, List<Table> Tables);

    private sealed record Table(IReadOnlyList<Column> Columns, List<IReadOnlyList<Cell>> Rows);
}
