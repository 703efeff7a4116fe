using System.Text.RegularExpressions;

namespace CaffeSharpGen.Cuda.Testing.Translation;

/// <content>Loads and stores.</content>
internal sealed partial class FunctionWriter
{
    private string? Access(string[] parts, List<string> operands)
    {
        bool store = parts[0] == "st";
        if (operands.Count != 2 || !PtxType.TryParse(parts[^1], out PtxType type) || type.Kind == PtxKind.Predicate)
            return null;
        string space = "generic";
        int vector = 1;
        foreach (string part in parts[1..^1])
        {
            switch (part)
            {
                case "global" or "shared" or "local" or "param" or "const":
                    space = part;
                    break;
                case "v2" or "v4":
                    vector = part[1] - '0';
                    break;
                // How it is cached says nothing about what is read.
                case "volatile" or "nc" or "ca" or "cg" or "cs" or "lu" or "cv" or "wb" or "wt" or "relaxed" or "weak":
                    break;
                default:
                    return null;
            }
        }
        (string value, string address) = store ? (operands[1], operands[0]) : (operands[0], operands[1]);
        List<string> values = value.StartsWith('{') ? PtxOperand.Split(value.Trim('{', '}')) : [value];
        Match match = Regex.Match(address, @"^\[\s*([%\w$]+)\s*(?:\+\s*(-?\d+))?\s*\]$");
        if (values.Count != vector || !match.Success || (space == "const" && store))
            return null;
        int offset = match.Groups[2].Success ? int.Parse(match.Groups[2].Value) : 0;
        string? pointer = space == "param" ? Parameter(match.Groups[1].Value, offset, type.Bytes * vector, store)
            : Pointer(space, match.Groups[1].Value, offset, type.Bytes * vector, store);
        if (pointer is null)
            return null;
        string moves = string.Concat(values.Select((each, i) => store
            ? $" m[{i}] = {Read(each, type.Kind == PtxKind.Bits && IsFloat(each) ? type with { Kind = PtxKind.Float } : type, wider: true)};"
            : " " + Write(each, $"m[{i}]", type)));
        // The values of a vector are all read before the first is written: an address may be among them.
        string pointed = store ? Stored(values, type).C : type.C;
        return store || vector == 1
            ? $"{{ {(store ? "" : "const ")}{pointed}* m = {pointer};{moves} }}"
            : $"{{ {type.C} m[{vector}]; memcpy(m, {pointer}, sizeof m);{moves} }}";
    }

    private bool IsFloat(string operand) => operand.StartsWith('%') && registers.TryGetValue(operand, out PtxType type) && type.IsFloat;

    private PtxType Stored(List<string> values, PtxType type) =>
        type.Kind == PtxKind.Bits && values.Any(IsFloat) ? values.All(IsFloat) ? type with { Kind = PtxKind.Float } : throw Unknown("a vector of two kinds") : type;

    private string? Parameter(string name, int offset, int bytes, bool store)
    {
        if (name.StartsWith('%'))
        {
            if (store)
                return null;
            PtxParameter[] all = [.. function.Parameters];
            // An address that was computed: somewhere within the parameters.
            int total = 0;
            foreach (PtxParameter each in all)
                total = (total + each.Alignment - 1) / each.Alignment * each.Alignment + each.Bytes;
            return function.IsEntry ? $"csg_parameter(L, L->parameters, {total}, {Read(name, PtxType.U64)} + ({offset}), {bytes}, {line})" : null;
        }
        int size = parameterSizes.TryGetValue(name, out int own) && !store ? own
            : callParameterSizes.TryGetValue(name, out int call) ? call
            : function.Result is { } result && result.Name == name && store ? result.Bytes : -1;
        if (size < 0)
            return null;
        if (offset < 0 || offset + bytes > size)
            throw Unknown($"{name} has {size} bytes, {bytes} at {offset} are accessed");
        return $"({(store ? "" : "const ")}void*)({name} + {offset})";
    }

    private string? Pointer(string space, string start, int offset, int bytes, bool store)
    {
        string address = start.StartsWith('%')
            ? TypeOf(start).Bytes == 4 && space is "shared" or "local" ? $"(uint64_t){Read(start, PtxType.U32)}" : Read(start, PtxType.U64)
            : Symbol(start);
        string common = $"{address} + (uint64_t)({offset}), {bytes}, {(store ? 1 : 0)}, {line})";
        return space switch
        {
            "shared" => $"csg_shared(L, {common}",
            "local" => $"csg_local(L, {common}",
            "global" or "const" => $"csg_global(L, &L->sites[{Sites++}], {common}",
            "generic" => $"csg_generic(L, &L->sites[{Sites++}], {common}",
            _ => null,
        };
    }
}
