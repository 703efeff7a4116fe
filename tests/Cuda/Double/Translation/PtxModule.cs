using System.Text.RegularExpressions;

namespace CaffeSharpGen.Cuda.Testing.Translation;

/// <summary>A parameter: its name, size and alignment in bytes.</summary>
internal sealed record PtxParameter(string Name, int Bytes, int Alignment);

/// <summary>A statement, label or brace of a body, and its line.</summary>
internal readonly record struct PtxStatement(string Text, int Line);

/// <summary>A kernel or a function with its body.</summary>
internal sealed record PtxFunction(string Name, bool IsEntry, PtxParameter? Result, IReadOnlyList<PtxParameter> Parameters, int MostThreads,
    IReadOnlyList<PtxStatement> Body, int Line);

/// <summary>Constant data: its name, alignment and bytes.</summary>
internal sealed record PtxConstant(string Name, int Alignment, byte[] Data);

/// <summary>PTX taken apart into its directives: kernels, functions, constants.</summary>
internal sealed partial class PtxModule
{
    private PtxModule(string text) => Text = text;

    public string Text { get; }

    /// <summary>63 for <c>.version 6.3</c>.</summary>
    public int Version { get; private set; }

    /// <summary>60 for <c>.target sm_60</c>.</summary>
    public int Target { get; private set; }

    public List<PtxFunction> Functions { get; } = [];

    public List<PtxConstant> Constants { get; } = [];

    /// <exception cref="PtxException">a directive is unknown.</exception>
    public static PtxModule Parse(string text)
    {
        PtxModule module = new(text);
        string source = Comments().Replace(text, match => new string('\n', match.Value.Count(c => c == '\n')));
        int position = 0;
        while (true)
        {
            while (position < source.Length && char.IsWhiteSpace(source[position]))
                position++;
            if (position == source.Length)
                break;
            position = module.Directive(source, position);
        }
        if (module.Version == 0 || module.Target == 0)
            throw new PtxException(1, "no .version or no .target");
        return module;
    }

    [GeneratedRegex(@"/\*.*?\*/|//[^\n]*", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"\G\.version\s+(\d+)\.(\d+)|\G\.target\s+sm_(\d+)[ \t]*$|\G\.address_size\s+64|\G\.file\s[^\n]*", RegexOptions.Multiline)]
    private static partial Regex Header();

    [GeneratedRegex(@"\G(?:\.visible\s+|\.weak\s+)?(\.entry|\.func)\s*(?:\(([^)]*)\)\s*)?([\w$]+)\s*(?:\(([^)]*)\))?\s*((?:\.\w+\s+[\d\s,]+)*)([{;])")]
    private static partial Regex Function();

    [GeneratedRegex(@"\G(?:\.visible\s+|\.extern\s+|\.weak\s+)?\.(const|global)\s+(?:\.align\s+(\d+)\s+)?\.(\w+)\s+([\w$]+)(?:\[(\d+)\])?\s*(?:=\s*(\{[^}]*\}|[^;]*))?;")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^\s*\.param\s+(?:\.align\s+(\d+)\s+)?\.(\w+)\s+([\w$]+)(?:\[(\d+)\])?\s*$")]
    private static partial Regex Parameter();

    private static int LineOf(string source, int position) => source.AsSpan(0, position).Count('\n') + 1;

    private int Directive(string source, int position)
    {
        int line = LineOf(source, position);
        if (Header().Match(source, position) is { Success: true } header)
        {
            if (header.Groups[1].Success)
                Version = int.Parse(header.Groups[1].Value) * 10 + int.Parse(header.Groups[2].Value);
            if (header.Groups[3].Success)
                Target = int.Parse(header.Groups[3].Value);
            return position + header.Length;
        }
        if (Variable().Match(source, position) is { Success: true } variable)
        {
            Constants.Add(Constant(variable, line));
            return position + variable.Length;
        }
        if (Function().Match(source, position) is { Success: true } function)
            return Declare(source, position, function, line);
        throw new PtxException(line, $"an unknown directive: {source.AsSpan(position, Math.Min(80, source.Length - position))}");
    }

    private int Declare(string source, int position, Match match, int line)
    {
        int end = position + match.Length;
        if (match.Groups[6].Value == ";")
            return end;                                             // only declared; its body follows
        int depth = 1, close = end;
        for (; depth > 0; close++)
        {
            if (close == source.Length)
                throw new PtxException(line, $"{match.Groups[3].Value} has no end");
            depth += source[close] == '{' ? 1 : source[close] == '}' ? -1 : 0;
        }
        Functions.Add(new(match.Groups[3].Value, match.Groups[1].Value == ".entry", Parameters(match.Groups[2].Value, line).SingleOrDefault(),
            Parameters(match.Groups[4].Value, line), MostThreads(match.Groups[5].Value, line),
            Statements(source[end..(close - 1)], LineOf(source, end)), line));
        return close;
    }

    private static List<PtxParameter> Parameters(string text, int line)
    {
        List<PtxParameter> parameters = [];
        foreach (string one in text.Split(',', StringSplitOptions.RemoveEmptyEntries).Where(one => !string.IsNullOrWhiteSpace(one)))
        {
            Match match = Parameter().Match(one);
            if (!match.Success || !PtxType.TryParse(match.Groups[2].Value, out PtxType type))
                throw new PtxException(line, $"an unknown parameter: {one.Trim()}");
            int alignment = match.Groups[1].Success ? int.Parse(match.Groups[1].Value) : type.Bytes;
            parameters.Add(new(match.Groups[3].Value, type.Bytes * (match.Groups[4].Success ? int.Parse(match.Groups[4].Value) : 1), alignment));
        }
        return parameters;
    }

    private static int MostThreads(string text, int line)
    {
        int threads = 0;
        foreach (Match match in Regex.Matches(text, @"\.(\w+)\s+([\d\s,]+)"))
        {
            int product = match.Groups[2].Value.Split(',').Select(int.Parse).Aggregate(1, (a, b) => a * b);
            if (match.Groups[1].Value is "maxntid" or "reqntid")
                threads = product;
            else if (match.Groups[1].Value is not ("minnctapersm" or "maxnreg"))
                throw new PtxException(line, $"an unknown directive .{match.Groups[1].Value}");
        }
        return threads;
    }

    private static PtxConstant Constant(Match match, int line)
    {
        if (!PtxType.TryParse(match.Groups[3].Value, out PtxType type) || type.Bytes == 0)
            throw new PtxException(line, $"a variable of type {match.Groups[3].Value}");
        if (match.Groups[1].Value == "global" && !match.Groups[6].Success)
            throw new PtxException(line, $"{match.Groups[4].Value} is a variable of the module: kernels keep nothing between launches");
        int count = match.Groups[5].Success ? int.Parse(match.Groups[5].Value) : 1;
        byte[] data = new byte[count * type.Bytes];
        string[] values = match.Groups[6].Value.Trim('{', '}', ' ').Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (values.Length > count)
            throw new PtxException(line, $"{match.Groups[4].Value} has {values.Length} values for {count}");
        for (int i = 0; i < values.Length; i++)
            BitConverter.GetBytes(PtxOperand.Literal(values[i], line)).AsSpan(0, type.Bytes).CopyTo(data.AsSpan(i * type.Bytes));
        return new(match.Groups[4].Value, match.Groups[2].Success ? int.Parse(match.Groups[2].Value) : type.Bytes, data);
    }

    /// <summary>Cuts a body at its semicolons, labels and braces of blocks; braces of vectors stay in their statements.</summary>
    private static List<PtxStatement> Statements(string body, int line)
    {
        List<PtxStatement> statements = [];
        int start = -1, startLine = line;
        for (int i = 0; i < body.Length; i++)
        {
            char c = body[i];
            if (c == '\n')
                line++;
            if (start < 0)
            {
                if (char.IsWhiteSpace(c))
                    continue;
                if (c is '{' or '}')
                {
                    statements.Add(new(c.ToString(), line));
                    continue;
                }
                (start, startLine) = (i, line);
            }
            bool isLabel = c == ':' && body.AsSpan(start, i - start).IndexOfAnyExceptInRange('!', '~') < 0 && body[start] != '.'
                && !body.AsSpan(i).StartsWith("::");
            if (c != ';' && !isLabel)
                continue;
            string text = Regex.Replace(body[start..i].Trim(), @"\s+", " ");
            if (text.Length > 0)
                statements.Add(new(isLabel ? text + ":" : text, startLine));
            start = -1;
        }
        if (start >= 0 && !string.IsNullOrWhiteSpace(body[start..]))
            throw new PtxException(startLine, $"a statement without end: {body[start..].Trim()}");
        return statements;
    }
}
