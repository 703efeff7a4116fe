using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Samples.Tests;

/// <summary>What <c>docs/json.md</c> shows: a command line below a heading, and what it prints.</summary>
internal sealed partial record JsonPage(string[] Arguments, JsonNode Printed)
{
    /// <summary>Reads what stands below a heading.</summary>
    public static JsonPage Read(string heading)
    {
        string text = File.ReadAllText(SharedFolder.InRepository("docs", "json.md")).ReplaceLineEndings("\n");
        string section = text[text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal)..];
        string[] blocks = [.. Block().Matches(section).Take(2).Select(match => match.Groups[1].Value)];
        string[] words = [.. Word().Matches(blocks[0].Trim()).Select(match => match.Value.Trim('"'))];
        return new JsonPage(words[1..], JsonNode.Parse(blocks[1])!);
    }

    /// <summary>Requires the same fields and values, but for times and the device; the page need not show all timings.</summary>
    public void RequireSame(JsonNode printed) => RequireSame(Printed, printed, "$");

    private static void RequireSame(JsonNode? expected, JsonNode? actual, string at)
    {
        Assert.True(
            expected?.GetValueKind() == actual?.GetValueKind(), $"{at}: {actual?.ToJsonString()}, expected {expected?.ToJsonString()}");
        switch (expected)
        {
            case JsonObject fields:
                Assert.Equal(fields.Select(field => $"{at}.{field.Key}"), actual!.AsObject().Select(field => $"{at}.{field.Key}"));
                foreach ((string name, JsonNode? value) in fields)
                    RequireSame(value, actual![name], $"{at}.{name}");
                break;
            case JsonArray list when at.EndsWith(".timings", StringComparison.Ordinal):
                foreach (JsonNode? timing in actual!.AsArray())
                    RequireSame(list[0], timing, $"{at}[]");
                break;
            case JsonArray list:
                Assert.True(list.Count == actual!.AsArray().Count, $"{at} has {actual.AsArray().Count} elements, expected {list.Count}");
                for (int i = 0; i < list.Count; i++)
                    RequireSame(list[i], actual[i], $"{at}[{i}]");
                break;
            case JsonValue value when !at.Contains("timings[]", StringComparison.Ordinal) && at != "$.device":
                if (value.GetValueKind() == JsonValueKind.Number)
                    Assert.Equal((double)value, (double)actual!, 1e-3 * Math.Max(1, Math.Abs((double)value)));
                else
                    Assert.True(JsonNode.DeepEquals(value, actual), $"{at}: {actual!.ToJsonString()}, expected {value.ToJsonString()}");
                break;
        }
    }

    [GeneratedRegex(@"^```\w*\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();
}
