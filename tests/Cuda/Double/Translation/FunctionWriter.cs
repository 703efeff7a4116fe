using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CaffeSharpGen.Cuda.Testing.Translation;

/// <summary>
/// Writes a kernel or a function of PTX as a function of C. A register is a variable; a barrier returns to the caller, who comes back to where it was.
/// </summary>
internal sealed partial class FunctionWriter
{
    private readonly PtxModule module;
    private readonly PtxFunction function;
    private readonly StringBuilder body = new();
    private readonly Dictionary<string, PtxType> registers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> sharedOffsets = new(StringComparer.Ordinal), localOffsets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> parameterSizes = new(StringComparer.Ordinal), callParameterSizes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> branchTargets = new(StringComparer.Ordinal);
    private string? lastLabel;
    private int line, barriers;

    /// <param name="module">the module it is of.</param>
    /// <param name="function">the kernel or function.</param>
    /// <param name="firstSite">the number of its first access: functions called come before kernels.</param>
    /// <param name="firstLocal">where its local memory starts, in bytes.</param>
    public FunctionWriter(PtxModule module, PtxFunction function, int firstSite, int firstLocal)
    {
        this.module = module;
        this.function = function;
        Sites = firstSite;
        LocalBytes = firstLocal;
        foreach (PtxParameter parameter in function.Parameters)
            parameterSizes[parameter.Name] = parameter.Bytes;
        foreach (PtxStatement statement in function.Body.Where(statement => statement.Text.StartsWith('.')))
            At(statement.Line, () => Declare(statement.Text));
    }

    /// <summary>Accesses to memory so far.</summary>
    public int Sites { get; private set; }

    public int SharedBytes { get; private set; }

    public int LocalBytes { get; private set; }

    public bool HasBarriers => barriers > 0;

    /// <summary>The name of a function of PTX in C.</summary>
    public static string NameOf(PtxFunction function) => (function.IsEntry ? "kernel_" : "function_") + function.Name.Replace("$", "_S_", StringComparison.Ordinal);

    /// <summary>The head of the C function, for a declaration.</summary>
    public static string HeadOf(PtxFunction function)
    {
        if (function.IsEntry)
            return $"__attribute__((visibility(\"hidden\"))) int {NameOf(function)}(csg_launch* L, void* kept)";
        string result = function.Result is { } returned ? $", unsigned char* {returned.Name}" : "";
        return $"static void {NameOf(function)}(csg_launch* L{result}{string.Concat(function.Parameters.Select(parameter => $", const unsigned char* {parameter.Name}"))})";
    }

    /// <exception cref="PtxException">something in the body is unknown.</exception>
    public string Write()
    {
        foreach (PtxStatement statement in function.Body)
        {
            if (statement.Text.StartsWith(".branchtargets", StringComparison.Ordinal))
                branchTargets[lastLabel ?? ""] = [.. statement.Text[".branchtargets".Length..].Split(',').Select(label => label.Trim())];
            lastLabel = statement.Text.EndsWith(':') ? statement.Text[..^1] : null;
        }
        foreach (PtxStatement statement in function.Body)
            At(statement.Line, () => Statement(statement.Text));
        if (HasBarriers && !function.IsEntry)
            throw new PtxException(function.Line, $"{function.Name} is a function with barriers: only kernels may have them");
        StringBuilder text = new();
        string name = NameOf(function);
        if (HasBarriers)
        {
            text.Append($"typedef struct {{ int at; {string.Concat(registers.Select(each => $"{each.Value.C} {Variable(each.Key)}; "))}}} registers_{name};\n");
            text.Append($"#define SAVE_{name} {string.Concat(registers.Keys.Select(each => $"r->{Variable(each)} = {Variable(each)}; "))}\n");
        }
        text.Append($"{HeadOf(function)}\n{{\n");
        int offset = 0;
        if (function.IsEntry)
        {
            foreach (PtxParameter parameter in function.Parameters)
            {
                offset = (offset + parameter.Alignment - 1) / parameter.Alignment * parameter.Alignment;
                text.Append($"    const unsigned char* {parameter.Name} = L->parameters + {offset};\n");
                offset += parameter.Bytes;
            }
        }
        foreach ((string register, PtxType type) in registers)
            text.Append(HasBarriers ? $"    {type.C} {Variable(register)} = ((registers_{name}*)kept)->{Variable(register)};\n" : $"    {type.C} {Variable(register)} = 0;\n");
        if (HasBarriers)
        {
            text.Append($"    registers_{name}* r = kept;\n    switch (r->at) {{ {string.Concat(Enumerable.Range(1, barriers).Select(i => $"case {i}: goto B{i}; "))}}}\n");
        }
        text.Append(body);
        text.Append(function.IsEntry ? "    return 0;\n}\n" : "}\n");
        return text.ToString();
    }

    /// <summary>The size in bytes of what a thread keeps across barriers, as an expression of C.</summary>
    public string RegistersSize => HasBarriers ? $"sizeof(registers_{NameOf(function)})" : "0";

    private void At(int line, Action write)
    {
        this.line = line;
        write();
    }

    private PtxException Unknown(string message) => new(line, message);

    private void Emit(string text) => body.Append("    ").Append(text).Append('\n');

    private void Declare(string text)
    {
        if (Register().Match(text) is { Success: true } register && PtxType.TryParse(register.Groups[1].Value, out PtxType type))
        {
            foreach (string each in register.Groups[2].Value.Split(',', StringSplitOptions.TrimEntries))
            {
                Match many = Regex.Match(each, @"^(%[\w$]+)<(\d+)>$");
                if (!many.Success)
                    registers[each] = type.Storage;
                for (int i = 0; many.Success && i < int.Parse(many.Groups[2].Value, CultureInfo.InvariantCulture); i++)
                    registers[many.Groups[1].Value + i] = type.Storage;
            }
            return;
        }
        if (Memory().Match(text) is { Success: true } memory && PtxType.TryParse(memory.Groups[3].Value, out type))
        {
            int alignment = memory.Groups[2].Success ? int.Parse(memory.Groups[2].Value, CultureInfo.InvariantCulture) : type.Bytes;
            int bytes = type.Bytes * (memory.Groups[5].Success ? int.Parse(memory.Groups[5].Value, CultureInfo.InvariantCulture) : 1);
            bool shared = memory.Groups[1].Value == "shared";
            int start = ((shared ? SharedBytes : LocalBytes) + alignment - 1) / alignment * alignment;
            (shared ? sharedOffsets : localOffsets)[memory.Groups[4].Value] = start;
            if (shared)
                SharedBytes = start + bytes;
            else
                LocalBytes = start + bytes;
            return;
        }
        if (!Regex.IsMatch(text, @"^\.(param|pragma|branchtargets|loc|file)\b"))
            throw Unknown($"an unknown directive: {text}");
    }

    private void Statement(string text)
    {
        if (text is "{" or "}")
        {
            Emit(text);
            return;
        }
        if (text.EndsWith(':'))
        {
            if (!branchTargets.ContainsKey(text[..^1]))
                Emit($"{Label(text[..^1])}:;");
            return;
        }
        if (text.StartsWith(".param", StringComparison.Ordinal))
        {
            Match match = CallParameter().Match(text);
            if (!match.Success || !PtxType.TryParse(match.Groups[2].Value, out PtxType type))
                throw Unknown($"an unknown parameter: {text}");
            int bytes = type.Bytes * (match.Groups[4].Success ? int.Parse(match.Groups[4].Value, CultureInfo.InvariantCulture) : 1);
            callParameterSizes[match.Groups[3].Value] = bytes;
            Emit($"_Alignas(16) unsigned char {match.Groups[3].Value}[{bytes}];");
            return;
        }
        if (text.StartsWith('.'))
            return;
        Match instruction = Instruction().Match(text);
        if (!instruction.Success)
            throw Unknown($"an unknown statement: {text}");
        string predicate = instruction.Groups[2].Value;
        string condition = predicate.Length == 0 ? "" : $"if ({instruction.Groups[1].Value}{Read(predicate, PtxType.Predicate)}) ";
        string written = Translate(instruction.Groups[3].Value, PtxOperand.Split(instruction.Groups[4].Value));
        Emit(condition.Length == 0 ? written : $"{condition}{{ {written} }}");
    }

    private string Translate(string opcode, List<string> operands)
    {
        string[] parts = opcode.Split('.');
        string? text = parts[0] switch
        {
            "ld" or "st" or "ldu" => Access(parts, operands),
            "bra" => Only(parts, 1, "uni") && operands.Count == 1 ? $"goto {Label(operands[0])};" : null,
            "brx" => Table(operands),
            "ret" or "exit" => operands.Count == 0 ? (function.IsEntry ? "return 0;" : parts[0] == "ret" ? "return;" : null) : null,
            "trap" => $"L->fault(L, CSG_FAILED, \"a trap\", 0, 0, {line});",
            "bar" or "barrier" => Only(parts, 1, "sync") && operands is ["0"] && parts.Length == 2 ? Barrier() : null,
            "membar" or "fence" => "",
            "call" => Call(parts, operands),
            _ => Compute(parts, operands),
        };
        return text ?? throw Unknown($"an unknown instruction: {opcode} {string.Join(", ", operands)}");
    }

    /// <summary>Whether all parts from one on are among those known.</summary>
    private static bool Only(string[] parts, int from, params string[] known) => parts.Skip(from).All(known.Contains);

    private string Barrier()
    {
        barriers++;
        string name = NameOf(function);
        return $"SAVE_{name} r->at = {barriers}; return {barriers}; B{barriers}:;";
    }

    private string? Table(List<string> operands)
    {
        if (operands.Count != 2 || !branchTargets.TryGetValue(operands[1], out string[]? labels))
            return null;
        string cases = string.Concat(labels.Select((label, i) => $"case {i}: goto {Label(label)}; "));
        return $"switch ({Read(operands[0], PtxType.U32)}) {{ {cases}default: L->fault(L, CSG_FAILED, \"a jump beyond its table\", 0, 0, {line}); }}";
    }

    private string? Call(string[] parts, List<string> operands)
    {
        if (!Only(parts, 1, "uni"))
            return null;
        bool returns = operands.Count > 0 && operands[0].StartsWith('(');
        int at = returns ? 1 : 0;
        PtxFunction? called = operands.Count > at ? module.Functions.SingleOrDefault(each => !each.IsEntry && each.Name == operands[at]) : null;
        if (called is null)
            return null;
        List<string> arguments = operands.Count > at + 1 ? PtxOperand.Split(operands[at + 1].Trim('(', ')')) : [];
        if (arguments.Count != called.Parameters.Count || returns != called.Result is not null)
            return null;
        string all = string.Concat((returns ? [operands[0].Trim('(', ')', ' ')] : Array.Empty<string>()).Concat(arguments).Select(each => $", {each}"));
        return $"{NameOf(called)}(L{all});";
    }

    private static string Label(string label) => "L_" + label.Replace("$", "_S_", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?:@(!?)(%[\w$]+) )?([\w.:]+)(?: (.*))?$")]
    private static partial Regex Instruction();

    [GeneratedRegex(@"^\.reg \.(\w+) (.+)$")]
    private static partial Regex Register();

    [GeneratedRegex(@"^\.(shared|local) (?:\.align (\d+) )?\.(\w+) ([\w$]+)(?:\[(\d+)\])?$")]
    private static partial Regex Memory();

    [GeneratedRegex(@"^\.param (?:\.align (\d+) )?\.(\w+) ([\w$]+)(?:\[(\d+)\])?$")]
    private static partial Regex CallParameter();
}
