using System.Text.Json;

namespace CaffeSharpGen.DeviceCheck.Reporting;

/// <summary>What a report says, for programs.</summary>
internal sealed class ReportContent
{
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
    /// <param name="cells">Its entries.</param>
    /// <param name="more">Numbers that only programs get, with their names.</param>
    public void Add(IReadOnlyList<Cell> cells, IReadOnlyList<(string Name, double Number)> more) =>
        sections[^1].Tables[^1].Rows.Add(new Row(cells, more));

    /// <summary>Writes all of it as members of an object.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteBoolean("finished", IsFinished);
        WriteStrings(json, "failures", Failures);
        json.WriteStartArray("sections");
        foreach (Section section in sections)
            Write(json, section);
        json.WriteEndArray();
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
            foreach (Row row in table.Rows)
                Write(json, table.Columns, row);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Column> columns, Row row)
    {
        json.WriteStartObject();
        for (int i = 0; i < columns.Count; i++)
            Write(json, columns[i].Name, row.Cells[i]);
        foreach ((string name, double number) in row.More)
            Write(json, name, Cell.Of(number));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Cell cell)
    {
        // JSON has no NaN and no infinity.
        if (cell.Number is { } number && double.IsFinite(number))
            json.WriteNumber(name, number);
        else
            json.WriteString(name, cell.Text);
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, List<string> strings)
    {
        json.WriteStartArray(name);
        foreach (string text in strings)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private sealed record Section(string Title, List<string> Notes, List<Table> Tables);

    private sealed record Table(IReadOnlyList<Column> Columns, List<Row> Rows);

    private sealed record Row(IReadOnlyList<Cell> Cells, IReadOnlyList<(string Name, double Number)> More);
}
