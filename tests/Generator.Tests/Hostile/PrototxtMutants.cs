using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Generator.Tests.Hostile;

/// <summary>
/// Prototxts with faults as people and programs make them: of the networks of <c>models/</c>, the examples of all layer types, and real files
/// where these are present. A mutant is found again by its number.
/// </summary>
internal sealed class PrototxtMutants
{
    // Longer texts are taken less often: most faults show in small ones, a hundred times faster.
    private const int ShortText = 1500;

    private static readonly string[] Extremes =
    [
        "0", "-1", "1", "2", "3", "7", "255", "65536", "1000000007", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807",
        "1e30", "-1e30", "1e-30", "1e39", "nan", "inf", "-inf", "0.5", "-0.0", "true", "MAX", "''",
    ];

    private readonly string[] originals;
    private readonly string[] types;

    // Parameter messages of all layer types.
    private readonly string[] parameters;

    public PrototxtMutants()
    {
        LayerDefinition[] definitions = [.. LayerCatalog.All];
        types = [.. definitions.Select(definition => definition.Type).Distinct(), "Data", "SoftmaxWithLoss", "Python", "Unheard", ""];
        parameters =
        [
            .. definitions.SelectMany(definition => definition.Examples).Select(example => example.Parameters).Where(text => text.Length > 0).Distinct(),
        ];
        originals =
        [
            .. definitions.SelectMany(definition => definition.Examples.Select(example => Network(definition, example))),
            .. Files(SharedFolder.InRepository("models")), .. Files(Path.Combine(SharedRoot, "field")), .. Files(Path.Combine(SharedRoot, "corpus")),
        ];
    }

    private static string SharedRoot => Environment.GetEnvironmentVariable("CSG_SHARED") ?? Path.Combine(SharedFolder.Repository, "..", "shared");

    /// <summary>Makes a mutant.</summary>
    public string Make(long number)
    {
        var random = new Random(unchecked((int)(number * 7919 + 18)));
        string text = Original(random);
        int faults = 1 + random.Next(3);
        for (int i = 0; i < faults && text.Length > 0; i++)
            text = random.Next(3) == 0 ? WithLines(text, random) : random.Next(40) == 0 ? text[..random.Next(text.Length)] : WithTokens(text, random);
        return text;
    }

    private string Original(Random random)
    {
        while (true)
        {
            string text = originals[random.Next(originals.Length)];
            if (random.Next(text.Length) < ShortText)
                return text;
        }
    }

    private static string WithLines(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        int at = random.Next(lines.Count), other = random.Next(lines.Count);
        switch (random.Next(4))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(other, lines[at]);
                break;
            case 2:
                (lines[at], lines[other]) = (lines[other], lines[at]);
                break;
            default:
                string moved = lines[at];
                lines.RemoveAt(at);
                lines.Insert(random.Next(lines.Count + 1), moved);
                break;
        }
        return string.Join('\n', lines);
    }

    private string WithTokens(string text, Random random)
    {
        List<string> tokens = PrototxtTokens.Of(text);
        if (tokens.Count == 0)
            return text;
        int at = random.Next(tokens.Count), other = random.Next(tokens.Count);
        switch (random.Next(8))
        {
            case 0:
                tokens.RemoveAt(at);
                break;
            case 1:
                tokens.Insert(other, tokens[at]);
                break;
            case 2:
                (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                break;
            case 3:
                at = Find(tokens, at, token => char.IsAsciiDigit(token[0]) || token[0] == '-');
                tokens[at] = Extremes[random.Next(Extremes.Length)];
                break;
            case 4:
                at = Find(tokens, at, token => token[0] is '"' or '\'');
                tokens[at] = tokens[Find(tokens, other, token => token[0] is '"' or '\'')];
                break;
            case 5:
                // The fields of another type; the tokens are joined again, so that it may be several.
                tokens.Insert(Find(tokens, at, token => token == "}"), parameters[random.Next(parameters.Length)]);
                break;
            case 6:
                at = Find(tokens, at, token => token == "type");
                if (at + 2 < tokens.Count)
                    tokens[at + 2] = $"\"{types[random.Next(types.Length)]}\"";
                break;
            default:
                tokens[at] = Find(parameters, random) is { Count: > 0 } words ? words[random.Next(words.Count)] : "{";
                break;
        }
        return string.Join(' ', tokens);
    }

    private static List<string> Find(string[] parameters, Random random) => PrototxtTokens.Of(parameters[random.Next(parameters.Length)]);

    // The next token of a kind; the one that stands there if there is none.
    private static int Find(List<string> tokens, int from, Func<string, bool> wanted)
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            int at = (from + i) % tokens.Count;
            if (tokens[at].Length > 0 && wanted(tokens[at]))
                return at;
        }
        return from;
    }

    private static string Network(LayerDefinition definition, LayerExample example)
    {
        string bottoms = string.Join(' ', example.Bottoms.Select((_, i) => $"bottom: \"in{i}\""));
        string tops = string.Join(' ', Enumerable.Range(0, example.Tops).Select(i => $"top: \"out{i}\""));
        string inputs = string.Concat(example.Bottoms.Select((shape, i) =>
            $"layer {{ name: \"in{i}\" type: \"Input\" top: \"in{i}\" input_param {{ shape {{ dim: [{string.Join(", ", shape)}] }} }} }}\n"));
        return $"name: \"it\"\n{inputs}layer {{\n  name: \"it\"\n  type: \"{definition.Type}\"\n  {bottoms}\n  {tops}\n  {example.Parameters}\n}}\n"
            + "layer { name: \"last\" type: \"Power\" bottom: \"out0\" top: \"out0\" power_param { scale: 2 } }\n";
    }

    private static IEnumerable<string> Files(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.prototxt", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText)
            .Where(text => text.Length > 0)
        : [];
}
