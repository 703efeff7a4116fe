using System.Text.RegularExpressions;

namespace CaffeSharpGen.Cuda.Testing.Translation;

/// <content>Operands: what they read as, and how results are written.</content>
internal sealed partial class FunctionWriter
{
    private static readonly Dictionary<string, string> Special = Specials();

    private static Dictionary<string, string> Specials()
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        foreach (string name in (string[])["tid", "ntid", "ctaid", "nctaid"])
            for (int i = 0; i < 3; i++)
                names[$"%{name}.{"xyz"[i]}"] = $"L->{name}[{i}]";
        return names;
    }

    private static string Variable(string register) => "v_" + register.TrimStart('%').Replace("$", "_S_", StringComparison.Ordinal);

    private PtxType TypeOf(string register) =>
        registers.TryGetValue(register, out PtxType type) ? type : throw Unknown($"{register} is no register");

    /// <summary>An operand as a value of a type. Only stores and conversions may take a register that is wider.</summary>
    private string Read(string operand, PtxType type, bool wider = false)
    {
        if (PtxOperand.IsLiteral(operand))
            return Number(operand, type);
        if (Special.TryGetValue(operand, out string? special))
            return type.Bytes == 4 && !type.IsFloat ? $"({type.C}){special}" : throw Unknown($"{operand} is of 32 bits");
        if (!operand.StartsWith('%'))
            return type.Bytes == 8 && !type.IsFloat ? $"({type.C})({Symbol(operand)})" : throw Unknown($"{operand} is an address of 64 bits");
        PtxType register = TypeOf(operand);
        string variable = Variable(operand);
        if ((register.Kind == PtxKind.Predicate) != (type.Kind == PtxKind.Predicate))
            throw Unknown($"{operand} is {(register.Kind == PtxKind.Predicate ? "a" : "no")} predicate");
        if (register.Bytes != type.Bytes && !(wider && register.Bytes > type.Bytes && !register.IsFloat && !type.IsFloat))
            throw Unknown($"{operand} has {register.Bits} bits, {type.Bits} are read");
        if (register.IsFloat == type.IsFloat)
            return type.IsFloat || type == register ? variable : $"({type.C}){variable}";
        return type.IsFloat ? $"csg_f{type.Bits}({variable})" : $"({type.C})csg_b{type.Bits}({variable})";
    }

    /// <summary>The statement that puts an expression of a type into a register; narrow types are extended.</summary>
    private string Write(string register, string expression, PtxType type)
    {
        PtxType into = TypeOf(register);
        string variable = Variable(register);
        if ((into.Kind == PtxKind.Predicate) != (type.Kind == PtxKind.Predicate))
            throw Unknown($"{register} is {(into.Kind == PtxKind.Predicate ? "a" : "no")} predicate");
        if (into.Kind == PtxKind.Predicate)
            return $"{variable} = !!({expression});";
        if (into.IsFloat != type.IsFloat)
        {
            if (into.Bytes != type.Bytes)
                throw Unknown($"{register} has {into.Bits} bits, {type.Bits} are written");
            return type.IsFloat ? $"{variable} = csg_b{type.Bits}({expression});" : $"{variable} = csg_f{type.Bits}({expression});";
        }
        if (into.Bytes < type.Bytes || (type.IsFloat && into.Bytes != type.Bytes))
            throw Unknown($"{register} has {into.Bits} bits, {type.Bits} are written");
        return $"{variable} = ({type.C})({expression});";
    }

    private string Number(string literal, PtxType type)
    {
        ulong bits = PtxOperand.Literal(literal, line);
        bool single = literal.StartsWith("0f", StringComparison.OrdinalIgnoreCase), wide = literal.StartsWith("0d", StringComparison.OrdinalIgnoreCase);
        if (type.Kind == PtxKind.Predicate)
            return single || wide || bits > 1 && bits != ulong.MaxValue ? throw Unknown($"{literal} for a predicate") : bits == 0 ? "0" : "1";
        if (type.IsFloat)
        {
            return single && type.Bytes == 4 ? $"csg_f32(0x{bits:x}u)" : wide && type.Bytes == 8 ? $"csg_f64(UINT64_C(0x{bits:x}))"
                : throw Unknown($"{literal} for a floating-point number of {type.Bits} bits");
        }
        // The bits of a float are moved into registers of bits.
        if ((single && type.Bytes != 4) || (wide && type.Bytes != 8))
            throw Unknown($"{literal} for {type.Bits} bits");
        return $"({type.C})UINT64_C(0x{bits:x})";
    }

    /// <summary>The address of something named: shared and local memory count from 0, constants and parameters are where they are.</summary>
    private string Symbol(string operand)
    {
        Match match = Regex.Match(operand, @"^([\w$]+)(?:([+-]-?\d+))?$");
        string name = match.Groups[1].Value, offset = match.Groups[2].Success ? $" + ({match.Groups[2].Value})" : "";
        if (sharedOffsets.TryGetValue(name, out int start) || localOffsets.TryGetValue(name, out start))
            return $"UINT64_C({start}){offset}";
        if (parameterSizes.ContainsKey(name))
            return $"(uint64_t)(uintptr_t){name}{offset}";
        if (module.Constants.Any(constant => constant.Name == name))
            return $"(uint64_t)(uintptr_t){ConstantName(name)} - L->offset{offset}";
        throw Unknown($"{operand} is nothing that is known");
    }

    /// <summary>The name of constant data in C.</summary>
    public static string ConstantName(string name) => "constant_" + name.Replace("$", "_S_", StringComparison.Ordinal);
}
