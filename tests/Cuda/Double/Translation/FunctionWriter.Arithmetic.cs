namespace CaffeSharpGen.Cuda.Testing.Translation;

/// <content>Everything that computes in registers.</content>
internal sealed partial class FunctionWriter
{
    private string? Compute(string[] parts, List<string> o)
    {
        if (parts.Length < 2 || !PtxType.TryParse(parts[^1], out PtxType type))
            return null;
        string[] modifiers = parts[1..^1];
        bool plain = modifiers.Length == 0;
        string? A() => o.Count > 1 ? Read(o[1], type) : null;
        string B() => Read(o[2], type);
        switch (parts[0], o.Count)
        {
            case ("mov", 2) when plain:
                return Move(o, type);
            case ("cvta", 2):
                return Window(modifiers, o, type);
            case ("cvt", 2):
                return Convert(modifiers, o, type);
            case ("setp", 3):
                return Compare(modifiers, o, type);
            case ("selp", 4) when plain:
                return Write(o[0], $"{Read(o[3], PtxType.Predicate)} ? {A()} : {B()}", type);
            case ("and" or "or" or "xor", 3) when plain && !type.IsFloat:
                return Write(o[0], $"{A()} {parts[0] switch { "and" => "&", "or" => "|", _ => "^" }} {B()}", type);
            case ("not", 2) when plain && !type.IsFloat:
                return Write(o[0], $"{(type.Kind == PtxKind.Predicate ? "!" : "~")}({A()})", type);
            case ("cnot", 2) when plain && type.Kind == PtxKind.Bits:
                return Write(o[0], $"{A()} == 0", type);
            case ("shl" or "shr", 3) when plain && type.Kind is not (PtxKind.Float or PtxKind.Predicate):
                return Shift(parts[0], o, type);
            case ("shf", 4) when type.Bytes == 4 && modifiers is ["l" or "r", "wrap" or "clamp"]:
                return Funnel(modifiers, o, type);
            case ("min" or "max", 3) when plain && type.Kind is not (PtxKind.Bits or PtxKind.Predicate):
                return Write(o[0], type.IsFloat ? $"csg_{parts[0]}_{type.Suffix}({A()}, {B()})" : $"{A()} {(parts[0] == "min" ? "<" : ">")} {B()} ? {A()} : {B()}", type);
            case ("abs", 2) when plain && type.IsFloat:
                return Write(o[0], $"{(type.Bytes == 4 ? "fabsf" : "fabs")}({A()})", type);
            case ("abs", 2) when plain && type.IsSigned:
                return Write(o[0], $"{A()} < 0 ? 0 - ({Storage(type)}){A()} : ({Storage(type)}){A()}", type.Storage);
            case ("neg", 2) when plain && type.IsFloat:
                return Write(o[0], $"-{A()}", type);
            case ("neg", 2) when plain && type.IsSigned:
                return Write(o[0], $"0 - ({Storage(type)}){A()}", type.Storage);
            case ("popc" or "clz", 2) when plain && type.Kind == PtxKind.Bits && type.Bytes >= 4:
                return Write(o[0], parts[0] == "clz" ? $"csg_clz{type.Bits}({A()})" : $"__builtin_popcountll({A()})", PtxType.U32);
            case ("brev", 2) when plain && type.Kind == PtxKind.Bits && type.Bytes >= 4:
                return Write(o[0], $"csg_brev{type.Bits}({A()})", type);
            case ("bfe", 4) when plain && type.Bytes >= 4:
                return Write(o[0], $"csg_bfe({Read(o[1], type.Storage)}, {Read(o[2], PtxType.U32)}, {Read(o[3], PtxType.U32)}, {type.Bits}, {(type.IsSigned ? 1 : 0)})", type.Storage);
            case ("bfi", 5) when plain && type.Bytes >= 4:
                return Write(o[0], $"csg_bfi({A()}, {B()}, {Read(o[3], PtxType.U32)}, {Read(o[4], PtxType.U32)}, {type.Bits})", type);
            case ("prmt", 4) when plain && type.Bytes == 4:
                return Write(o[0], $"csg_prmt({A()}, {B()}, {Read(o[3], PtxType.U32)})", type);
            default:
                return type.IsFloat ? Floating(parts[0], modifiers, o, type) : type.Kind == PtxKind.Predicate ? null : Whole(parts[0], modifiers, o, type);
        }
    }

    private static string Storage(PtxType type) => type.Storage.C;

    private string? Floating(string name, string[] modifiers, List<string> o, PtxType type)
    {
        string suffix = type.Bytes == 4 ? "f" : "";
        // Without a modifier the driver may contract a product and a sum; with .rn it may not. Here nothing is contracted.
        bool rounded = modifiers is [] or ["rn"], nearest = modifiers is ["rn"];
        bool approximate = modifiers is ["approx"] && type.Bytes == 4;
        string[] x = [.. o.Skip(1).Select(each => Read(each, type))];
        string? value = (name, x.Length) switch
        {
            ("add", 2) when rounded => $"{x[0]} + {x[1]}",
            ("sub", 2) when rounded => $"{x[0]} - {x[1]}",
            ("mul", 2) when rounded => $"{x[0]} * {x[1]}",
            ("fma", 3) when nearest => $"fma{suffix}({x[0]}, {x[1]}, {x[2]})",
            ("mad", 3) when nearest => $"fma{suffix}({x[0]}, {x[1]}, {x[2]})",
            ("div", 2) when nearest => $"{x[0]} / {x[1]}",
            ("div", 2) when (approximate || modifiers is ["full"]) && type.Bytes == 4 => $"csg_approximate({x[0]} / {x[1]})",
            ("rcp", 1) when nearest => $"1 / {x[0]}",
            ("rcp", 1) when approximate => $"csg_approximate(1 / {x[0]})",
            ("sqrt", 1) when nearest => $"sqrt{suffix}({x[0]})",
            ("sqrt", 1) when approximate => $"csg_approximate(sqrtf({x[0]}))",
            ("rsqrt", 1) when approximate => $"csg_approximate((float)(1 / sqrt((double){x[0]})))",
            ("ex2", 1) when approximate => $"csg_approximate(exp2f({x[0]}))",
            ("lg2", 1) when approximate => $"csg_approximate(log2f({x[0]}))",
            ("sin", 1) when approximate => $"csg_approximate(sinf({x[0]}))",
            ("cos", 1) when approximate => $"csg_approximate(cosf({x[0]}))",
            // copysign d, a, b: the sign of a, the size of b.
            ("copysign", 2) when modifiers is [] => $"copysign{suffix}({x[1]}, {x[0]})",
            _ => null,
        };
        return value is null ? null : Write(o[0], value, type);
    }

    private string? Whole(string name, string[] modifiers, List<string> o, PtxType type)
    {
        string mode = modifiers is [] ? "" : modifiers is [var one] ? one : "?";
        if (name is "add" or "sub" && mode == "" && o.Count == 3)
            return Write(o[0], $"{Read(o[1], type.Storage)} {(name == "add" ? "+" : "-")} {Read(o[2], type.Storage)}", type.Storage);
        if (name is "div" or "rem" && mode == "" && o.Count == 3 && type.Bytes >= 2 && type.Kind != PtxKind.Bits)
            return Write(o[0], $"csg_{name}_{type.Suffix}(L, {Read(o[1], type)}, {Read(o[2], type)}, {line})", type);
        if (name is not ("mul" or "mad") || type.Kind == PtxKind.Bits || o.Count != (name == "mul" ? 3 : 4))
            return null;
        string sign = type.IsSigned ? "" : "u", wide = type.Bytes == 8 ? $"{(type.IsSigned ? "" : "unsigned ")}__int128" : $"{sign}int{type.Bits * 2}_t";
        string product = $"({wide}){Read(o[1], type)} * ({wide}){Read(o[2], type)}";
        (PtxType result, string? value) = mode switch
        {
            // In 64 bits, or 128: nothing overflows on the way.
            "lo" => (type.Storage, $"({Storage(type)})((uint64_t){Read(o[1], type)} * (uint64_t){Read(o[2], type)})"),
            "hi" => (type, $"({type.C})(({product}) >> {type.Bits})"),
            "wide" when type.Bytes < 8 => (type with { Bytes = type.Bytes * 2 }, product),
            _ => (type, null),
        };
        if (value is null)
            return null;
        if (name == "mad")
            value = $"({result.Storage.C})({value}) + {Read(o[3], result.Storage)}";
        return Write(o[0], value, name == "mad" ? result.Storage : result);
    }

    private string? Move(List<string> o, PtxType type)
    {
        bool packs = o[1].StartsWith('{'), unpacks = o[0].StartsWith('{');
        if (!packs && !unpacks)
            return Write(o[0], Read(o[1], IsFloat(o[1]) && !type.IsFloat && type.Kind == PtxKind.Bits ? type : type), type);
        if (packs == unpacks || type.Kind != PtxKind.Bits)
            return null;
        List<string> pieces = PtxOperand.Split((packs ? o[1] : o[0]).Trim('{', '}'));
        PtxType whole = type.Storage;
        if (pieces.Count is not (2 or 4) || type.Bytes / pieces.Count < 1)
            return null;
        PtxType piece = new(PtxKind.Unsigned, type.Bytes / pieces.Count);
        if (packs)
            return Write(o[0], string.Join(" | ", pieces.Select((each, i) => $"(uint64_t){Read(each, piece)} << {i * piece.Bits}")), whole);
        return $"{{ uint64_t m = {Read(o[1], whole)}; {string.Join(" ", pieces.Select((each, i) => Write(each, $"m >> {i * piece.Bits}", piece)))} }}";
    }

    private string? Window(string[] modifiers, List<string> o, PtxType type)
    {
        if (type.Bytes != 8)
            return null;
        string value = Read(o[1], PtxType.U64);
        return modifiers switch
        {
            ["to", "global"] or ["global"] or ["to", "const"] or ["const"] or ["to", "param"] or ["param"] => Write(o[0], value, PtxType.U64),
            ["to", "shared"] => Write(o[0], $"{value} - CSG_SHARED", PtxType.U64),
            ["shared"] => Write(o[0], $"{value} + CSG_SHARED", PtxType.U64),
            ["to", "local"] => Write(o[0], $"{value} - CSG_LOCAL", PtxType.U64),
            ["local"] => Write(o[0], $"{value} + CSG_LOCAL", PtxType.U64),
            _ => null,
        };
    }

    private string? Compare(string[] modifiers, List<string> o, PtxType type)
    {
        if (modifiers is not [var relation])
            return null;
        string a = Read(o[1], type), b = Read(o[2], type);
        string? simple = relation switch { "eq" => "==", "ne" => "!=", "lt" => "<", "le" => "<=", "gt" => ">", "ge" => ">=", _ => null };
        string? value;
        if (type.IsFloat)
        {
            value = relation switch
            {
                "ne" => $"({a} < {b} || {a} > {b})",
                "equ" => $"!({a} < {b} || {a} > {b})",
                "neu" => $"{a} != {b}",
                "ltu" => $"!({a} >= {b})",
                "leu" => $"!({a} > {b})",
                "gtu" => $"!({a} <= {b})",
                "geu" => $"!({a} < {b})",
                "num" => $"({a} == {a} && {b} == {b})",
                "nan" => $"({a} != {a} || {b} != {b})",
                _ => simple is null ? null : $"{a} {simple} {b}",
            };
        }
        else if (type.Kind == PtxKind.Predicate || (type.Kind == PtxKind.Bits && relation is not ("eq" or "ne")))
        {
            value = null;
        }
        else if (relation is "lo" or "ls" or "hi" or "hs")
        {
            string sign = relation switch { "lo" => "<", "ls" => "<=", "hi" => ">", _ => ">=" };
            value = type.IsSigned ? null : $"{a} {sign} {b}";
        }
        else
        {
            value = simple is null ? null : $"{a} {simple} {b}";
        }
        return value is null ? null : Write(o[0], value, PtxType.Predicate);
    }

    private string? Shift(string name, List<string> o, PtxType type)
    {
        if (type.Bytes < 2 || (name == "shl" && type.Kind != PtxKind.Bits))
            return null;
        string by = Read(o[2], PtxType.U32);
        string value = name == "shl" ? $"{by} >= {type.Bits} ? 0 : ({Storage(type)})({Read(o[1], type.Storage)} << {by})"
            : type.IsSigned ? $"{Read(o[1], type)} >> ({by} >= {type.Bits} ? {type.Bits - 1} : {by})"
            : $"{by} >= {type.Bits} ? 0 : {Read(o[1], type)} >> {by}";
        return Write(o[0], value, type);
    }

    private string Funnel(string[] modifiers, List<string> o, PtxType type)
    {
        // d = the upper half of {b, a} << c, or the lower half of {b, a} >> c.
        string by = modifiers[1] == "wrap" ? $"({Read(o[3], PtxType.U32)} & 31)" : $"({Read(o[3], PtxType.U32)} > 32 ? 32 : {Read(o[3], PtxType.U32)})";
        string both = $"((uint64_t){Read(o[2], type)} << 32 | {Read(o[1], type)})";
        return Write(o[0], modifiers[0] == "l" ? $"{both} << {by} >> 32" : $"{both} >> {by}", PtxType.U32);
    }

    private string? Convert(string[] modifiers, List<string> o, PtxType from)
    {
        if (modifiers.Length == 0 || !PtxType.TryParse(modifiers[^1], out PtxType to) || to.Kind is PtxKind.Bits or PtxKind.Predicate || from.Kind is PtxKind.Bits or PtxKind.Predicate)
            return null;
        List<string> rest = [.. modifiers[..^1]];
        bool saturate = rest.Remove("sat");
        if (rest.Count > 1)
            return null;
        string rounding = rest.Count == 1 ? rest[0] : "";
        string a = Read(o[1], from, wider: !from.IsFloat);
        string suffix = from.Bytes == 4 ? "f" : "";
        string? whole = rounding switch
        {
            "rni" => $"rint{suffix}({a})",
            "rzi" => $"trunc{suffix}({a})",
            "rmi" => $"floor{suffix}({a})",
            "rpi" => $"ceil{suffix}({a})",
            _ => null,
        };
        string? value;
        if (from.IsFloat && to.IsFloat)
        {
            // In PTX of old, cvt.rmi.f32.f32 and its like round to whole numbers.
            value = from.Bytes == to.Bytes ? rounding == "" ? a : whole
                : from.Bytes < to.Bytes ? (rounding == "" ? a : null) : (rounding == "rn" ? $"(float){a}" : null);
            if (saturate && value is not null)
                value = $"csg_min_{to.Suffix}(csg_max_{to.Suffix}({value}, 0), 1)";
        }
        else if (from.IsFloat)
        {
            value = whole is null ? null : $"csg_to_{to.Suffix}({whole})";
        }
        else if (to.IsFloat)
        {
            value = rounding == "rn" && !saturate ? $"({to.C})({from.C}){a}" : null;
        }
        else
        {
            // Between whole numbers what does not fit is cut off.
            value = rounding == "" && !saturate ? $"({to.C})({from.C}){a}" : null;
        }
        return value is null ? null : Write(o[0], value, to);
    }
}
