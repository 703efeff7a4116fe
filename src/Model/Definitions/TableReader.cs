using System.Text;

namespace CaffeSharpGen.Definitions;

/// <summary>Reads the table of a definition (<see cref="TableWriter"/>).</summary>
public sealed class TableReader
{
    private readonly ReadOperation operation;
    private readonly List<ValueDefinition> values = [];
    private readonly List<StepDefinition> steps = [];
    private readonly Dictionary<string, int> indices = new(StringComparer.Ordinal);

    // Wholes may stand behind their parts, so they are found once all values are known.
    private readonly List<Inside> insides = [];

    private TableReader(ReadOperation operation) => this.operation = operation;

    /// <summary>Reads a table.</summary>
    /// <param name="table">UTF-8; lines end with a line feed, with or without a carriage return before it.</param>
    /// <param name="operation">Makes the operations.</param>
    /// <exception cref="FormatException">The table is wrong, or of another version; the message quotes the line.</exception>
    public static NetworkDefinition Read(ReadOnlySpan<byte> table, ReadOperation operation)
    {
        var reader = new TableReader(operation);
        string? name = null;
        long arena = 0;
        while (!table.IsEmpty)
        {
            int end = table.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? table : table[..end];
            table = end < 0 ? default : table[(end + 1)..];
            if (!line.IsEmpty && line[^1] == (byte)'\r')
                line = line[..^1];
            if (line.IsEmpty)
                continue;
            try
            {
                if (name is null)
                    ReadHead(line, out name, out arena);
                else
                    reader.ReadLine(line);
            }
            catch (FormatException wrong)
            {
                throw new FormatException(
                    $"the table of a compiled network is wrong in '{Encoding.UTF8.GetString(line)}': {wrong.Message}", wrong);
            }
        }
        return name is null ? throw new FormatException("the table of a compiled network is empty") : reader.Finish(name, arena);
    }

    private static void ReadHead(ReadOnlySpan<byte> line, out string name, out long arena)
    {
        var text = new TableText(line);
        string found = text.TakeName();
        text.Expect(" table="u8);
        long version = text.TakeNumber();
        if (version != TableWriter.Version)
        {
            throw new FormatException(
                $"the table has version {version}, and this runtime reads version {TableWriter.Version}: "
                + "build the program with a generator of the runtime's version");
        }
        text.Expect(" arena="u8);
        (name, arena) = (found, text.TakeNumber());
    }

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        var text = new TableText(line);
        bool isFused = text.Take("+ "u8);
        var names = new List<string>(1);
        do
            names.Add(text.TakeName());
        while (text.Take(", "u8));
        text.Expect(" = "u8);
        string kind = text.TakeName();
        if (kind == "Input" && text.Take(" → "u8))
        {
            Add(new ValueDefinition(names[0], kind, text.TakeShape()));
            return;
        }
        EquatableArray<int> inputs = ReadInputs(ref text);
        Operation made = operation(kind, new Fields(text.TakeUpTo("→"u8)));
        text.Expect(" "u8);
        var shapes = new ArrayBuilder<ValueShape>();
        do
            shapes.Add(text.TakeShape());
        while (text.Take(","u8));
        if (shapes.Count != names.Count)
            throw new FormatException($"it has {names.Count} values and {shapes.Count} shapes");
        ReadStep(names, shapes, made, inputs, isFused, new Fields(text.Rest));
    }

    private void ReadStep(
        List<string> names, ArrayBuilder<ValueShape> shapes, Operation made, EquatableArray<int> inputs, bool isFused, Fields fields)
    {
        string layer = Name(fields, "layer"u8) ?? names[0], type = Name(fields, "type"u8) ?? made.Kind;
        bool isHidden = fields.Flag("hidden"u8);
        int[] outputs = new int[names.Count];
        long[] offsets = ReadOffsets(fields, outputs.Length);
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = values.Count;
            Add(new ValueDefinition(names[i], type, shapes[i], offsets[i], IsHidden: isHidden));
        }
        ReadInsides(fields, outputs[0]);
        steps.Add(new StepDefinition(
            layer, type, made, inputs, EquatableArray.First(outputs, outputs.Length), ReadWeights(fields), ReadOwners(fields),
            fields.Flag("inplace"u8), isFused && steps.Count > 0, fields.Int("blob"u8, 0),
            fields.Ints("blobs"u8)));
    }

    private EquatableArray<int> ReadInputs(ref TableText text)
    {
        text.Expect("("u8);
        var inputs = new ArrayBuilder<int>();
        if (text.Take(")"u8))
            return [];
        do
        {
            string name = text.TakeName();
            inputs.Add(indices.TryGetValue(name, out int index) ? index : throw new FormatException($"no line above computes '{name}'"));
        }
        while (text.Take(", "u8));
        text.Expect(")"u8);
        return inputs.ToEquatableArray();
    }

    private static string? Name(Fields fields, ReadOnlySpan<byte> key) =>
        fields.TryGet(key, out ReadOnlySpan<byte> name) ? TableName.Read(Encoding.UTF8.GetString(name)) : null;

    // Of each value; -1 where it has none.
    private static long[] ReadOffsets(Fields fields, int values)
    {
        long[] offsets = new long[values];
        for (int i = 0; i < values; i++)
            offsets[i] = -1;
        if (!fields.TryGet("at"u8, out ReadOnlySpan<byte> value))
            return offsets;
        var text = new TableText(value);
        int index = 0;
        do
        {
            long offset = text.Take("-"u8) ? -1 : text.TakeNumber();
            if (index < values)
                offsets[index++] = offset;
        }
        while (text.Take(","u8));
        return offsets;
    }

    private static EquatableArray<Shape> ReadWeights(Fields fields)
    {
        if (!fields.TryGet("weights"u8, out ReadOnlySpan<byte> value))
            return [];
        var shapes = new ArrayBuilder<Shape>();
        var text = new TableText(value);
        do
            shapes.Add(text.TakeShape().For(batchSize: 1));
        while (text.Take(","u8));
        return shapes.ToEquatableArray();
    }

    private static EquatableArray<WeightOwner?> ReadOwners(Fields fields)
    {
        if (!fields.TryGet("shared"u8, out ReadOnlySpan<byte> value))
            return [];
        var owners = new List<WeightOwner?>(2);
        var text = new TableText(value);
        do
        {
            if (text.Take("-"u8))
            {
                owners.Add(null);
                continue;
            }
            int blob = (int)text.TakeNumber();
            text.Expect(":"u8);
            owners.Add(new WeightOwner(text.TakeName(), blob));
        }
        while (text.Take(","u8));
        return [.. owners];
    }

    private void ReadInsides(Fields fields, int first)
    {
        if (!fields.TryGet("in"u8, out ReadOnlySpan<byte> value))
            return;
        var text = new TableText(value);
        int index = first;
        do
        {
            if (!text.Take("-"u8))
            {
                int channel = (int)text.TakeNumber();
                text.Expect(":"u8);
                insides.Add(new Inside(index, channel, text.TakeName()));
            }
            index++;
        }
        while (text.Take(","u8));
    }

    private void Add(ValueDefinition value)
    {
        if (!indices.TryAdd(value.Name, values.Count))
            throw new FormatException($"'{value.Name}' stands twice");
        values.Add(value);
    }

    private NetworkDefinition Finish(string name, long arena)
    {
        foreach (Inside part in insides)
        {
            if (part.Value >= values.Count || !indices.TryGetValue(part.Whole, out int index))
            {
                throw new FormatException(
                    $"the table of a compiled network is wrong: there is no '{part.Whole}' that could contain a value");
            }
            values[part.Value] = values[part.Value] with { Inside = new InsideOf(index, part.Channel) };
        }
        return new NetworkDefinition(name, [.. values], [.. steps], arena);
    }

    private sealed record Inside(int Value, int Channel, string Whole);
}
