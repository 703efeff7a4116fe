using System.Text.Json;

namespace CaffeSharpGen.DeviceCheck.Reporting;

/// <summary>
/// Standard output, <c>device-check.md</c> and <c>device-check.json</c> of all sections: their lines as they come, their numbers when they
/// have ended. What was found before a time limit ends the program is not lost.
/// </summary>
internal sealed class MergedReport : IDisposable
{
    private readonly Lock gate = new();
    private readonly DateTime begin = DateTime.UtcNow;
    private readonly List<JsonElement> sections = [];
    private readonly List<string> failures = [];
    private readonly StreamWriter markdown;
    private readonly string jsonPath;
    private readonly string arguments;
    private bool isFinished;

    /// <summary>Begins a report.</summary>
    /// <param name="folder">Where the files go; it is made if it is not there.</param>
    /// <param name="arguments">The command line.</param>
    public MergedReport(string folder, string arguments)
    {
        this.arguments = arguments;
        Directory.CreateDirectory(folder);
        markdown = new StreamWriter(Path.Combine(folder, "device-check.md")) { AutoFlush = true };
        jsonPath = Path.Combine(folder, Report.JsonName);
        Save();
    }

    /// <summary>How much did not agree or did not work.</summary>
    public int FailureCount => failures.Count;

    /// <summary>Takes a line of a section.</summary>
    public void Write(string line)
    {
        lock (gate)
        {
            Console.WriteLine(line);
            markdown.WriteLine(line);
        }
    }

    /// <summary>Takes the numbers of a section that has ended, and removes its files.</summary>
    /// <param name="folder">Where they are.</param>
    /// <returns>Whether it had ended by itself.</returns>
    public bool Merge(string folder)
    {
        string path = Path.Combine(folder, Report.JsonName);
        if (!File.Exists(path))
            return false;
        using var part = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement root = part.RootElement;
        sections.AddRange(root.GetProperty("sections").EnumerateArray().Select(section => section.Clone()));
        failures.AddRange(root.GetProperty("failures").EnumerateArray().Select(failure => failure.GetString()!));
        Directory.Delete(folder, recursive: true);
        Save();
        return root.GetProperty("finished").GetBoolean();
    }

    /// <summary>Says that something does not agree or does not work.</summary>
    public void Fail(string text)
    {
        failures.Add(text);
        Write($"\n- failed: {text}");
        Save();
    }

    /// <summary>Says how it ended.</summary>
    public void End()
    {
        isFinished = true;
        Write(failures.Count == 0 ? "\nAll numbers agree." : $"\n{failures.Count} failed:\n");
        foreach (string failure in failures)
            Write($"- {failure}");
        Save();
    }

    /// <inheritdoc/>
    public void Dispose() => markdown.Dispose();

    private void Save() => Report.Save(jsonPath, json =>
    {
        json.WriteString("program", "device-check");
        json.WriteString("arguments", arguments);
        json.WriteString("begin", begin);
        json.WriteBoolean("finished", isFinished);
        json.WriteBoolean("agreed", isFinished && failures.Count == 0);
        json.WriteStartArray("failures");
        foreach (string failure in failures)
            json.WriteStringValue(failure);
        json.WriteEndArray();
        json.WriteStartArray("sections");
        foreach (JsonElement section in sections)
            section.WriteTo(json);
        json.WriteEndArray();
    });
}
