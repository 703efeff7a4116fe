using System.Globalization;
using System.Text;
using CaffeSharpGen.Torch7.Encodings;
using CaffeSharpGen.Torch7.Layout;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Torch7;

/// <summary>
/// Reads a value with its content. Incomplete tables and objects are on a stack, so that depth is no limit. They are known from their
/// beginning, so that their content may refer to them.
/// </summary>
internal sealed class ObjectReader(Torch7Input input)
{
    // In text an object may take ten bytes, and in memory thirty times as many.
    private const int MostObjects = 1 << 24;

    private readonly Dictionary<int, Torch7Reference> known = [];
    private readonly Stack<Incomplete> incomplete = [];

    /// <summary>Whether a tensor that is not empty was read.</summary>
    public bool HasElements { get; private set; }

    /// <summary>Reads the file's value, up to the end of the file.</summary>
    /// <exception cref="WeightException">The file is damaged; the message names the byte.</exception>
    public Torch7Value Read()
    {
        Torch7Value root = Next();
        while (incomplete.TryPeek(out Incomplete? inner))
        {
            if (inner.Missing == 0)
                incomplete.Pop();
            else
                Add(inner, input.Position, Next());
        }
        return input.IsAtEnd ? root : throw input.Fault(input.Position, $"more, {input.Remaining} bytes", "the end of the file");
    }

    private void Add(Incomplete inner, long at, Torch7Value value)
    {
        if (inner.ProblemOf(value) is { } expected)
            throw input.Fault(at, $"{value} as the key of a table's entry", expected);
        inner.Add(value);
    }

    // A table, an object or a function is returned without its content, which is read next.
    private Torch7Value Next()
    {
        long at = input.Position;
        int tag = input.Int();
        switch (tag)
        {
            case Tags.Nil:
                return Torch7Value.Nil;
            case Tags.Number:
                return input.Double();
            case Tags.String:
                return new Torch7String(input.Bytes("a string"));
            case Tags.Boolean:
                return Boolean();
            case Tags.PlainFunction:
                return Function(tag, at);
            case Tags.Table or Tags.Torch or Tags.OldFunction or Tags.Function:
                return Reference(tag, at);
            default:
                string inside = incomplete.TryPeek(out Incomplete? inner) && inner.Target is Torch7Object target
                    ? $" in {target} that begins at byte {target.Position} and may have a format of its own"
                    : "";
                throw input.Fault(at, $"a value of type {tag}{inside}", $"{Tags.Nil} … {Tags.Function}");
        }
    }

    private Torch7Value Boolean()
    {
        long at = input.Position;
        int value = input.Int();
        return value is 0 or 1 ? value == 1 : throw input.Fault(at, $"the boolean {value}", "0 or 1");
    }

    private Torch7Reference Reference(int tag, long at)
    {
        (int index, Torch7Reference? earlier) = Index();
        if (earlier is not null)
        {
            return earlier.Tag == tag
                ? earlier
                : throw input.Fault(at, $"a value of type {tag} that is number {index}, {earlier}", $"type {earlier.Tag}");
        }
        switch (tag)
        {
            case Tags.Table:
                return Table(index, at);
            case Tags.Torch:
                return Torch(index, at);
            default:
                Torch7Function function = Function(tag, at);
                Remember(function, index, at);
                return function;
        }
    }

    private (int Index, Torch7Reference? Earlier) Index()
    {
        long at = input.Position;
        int index = input.Int();
        return index is > 0 and <= MostObjects
            ? (index, known.GetValueOrDefault(index))
            : throw input.Fault(at, $"the object number {index}", $"1 … {MostObjects}");
    }

    private Torch7Table Table(int index, long at)
    {
        long countAt = input.Position;
        int count = input.Int();
        if (count < 0 || count > input.Remaining / input.LeastEntryBytes)
        {
            long most = input.Remaining / input.LeastEntryBytes;
            throw input.Fault(countAt, $"a table of {count} entries", $"0 to {most}, in the {input.Remaining} bytes that are left");
        }
        var table = new Torch7Table();
        Remember(table, index, at);
        incomplete.Push(new Incomplete(table, 2L * count));
        return table;
    }

    private Torch7Function Function(int tag, long at)
    {
        var function = new Torch7Function(tag, input.Bytes("the code of a function")) { Position = at };
        incomplete.Push(new Incomplete(function, 1));
        return function;
    }

    private Torch7Reference Torch(int index, long at)
    {
        (string className, int version) = Class();
        if (TorchClasses.IsTensor(className, out Torch7ElementType type))
        {
            Torch7Tensor tensor = Tensor(className, version, type);
            Remember(tensor, index, at);
            return tensor;
        }
        if (TorchClasses.IsStorage(className, out type))
            return Storage(className, version, type, index, at);
        if (TorchClasses.InsteadOf(className) is { } instead)
        {
            throw input.Unsupported(
                at, $"an object of class {Quoted.Text(className)}, which the package tds stores in a format of its own", instead);
        }
        var torchObject = new Torch7Object(className, Torch7Value.Nil, version);
        Remember(torchObject, index, at);
        incomplete.Push(new Incomplete(torchObject, 1));
        return torchObject;
    }

    // Files from before versions have the class in the place of the version.
    private (string ClassName, int Version) Class()
    {
        string first = Encoding.UTF8.GetString(input.Bytes("the version of a class"));
        return first.StartsWith("V ", StringComparison.Ordinal)
            && int.TryParse(first.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            ? (Encoding.UTF8.GetString(input.Bytes("the name of a class")), version)
            : (first, 0);
    }

    private Torch7Tensor Tensor(string className, int version, Torch7ElementType type)
    {
        long at = input.Position;
        int axes = input.Int();
        if (axes is < 0 or > TensorLayout.MostAxes)
            throw input.Fault(at, $"a tensor of {axes} axes", $"0 … {TensorLayout.MostAxes}");
        long[] sizes = input.Longs(axes), strides = input.Longs(axes);
        // From 1 in the file; the smallest long has no predecessor, and is wrong as well.
        long offset = Math.Max(input.Long(), long.MinValue + 1) - 1;
        Torch7Storage? storage = StorageOf(className);
        if (TensorLayout.Problem(sizes, strides, offset, storage?.Count) is { } problem)
            throw input.Fault(at, problem.Found, problem.Expected);
        var tensor = new Torch7Tensor(className, version, type, sizes, strides, offset, storage) { File = input.Name };
        HasElements |= tensor.Count > 0;
        return tensor;
    }

    private Torch7Storage? StorageOf(string tensorClass)
    {
        long at = input.Position;
        string expected = TorchClasses.StorageOf(tensorClass);
        int tag = input.Int();
        if (tag == Tags.Nil)
            return null;
        if (tag != Tags.Torch)
            throw input.Fault(at, $"a value of type {tag} as the storage of a {tensorClass}", $"nil or a {expected}");
        (int index, Torch7Reference? found) = Index();
        if (found is null)
        {
            (string className, int version) = Class();
            if (className != expected || !TorchClasses.IsStorage(className, out Torch7ElementType type))
                throw input.Fault(at, $"an object of class {Quoted.Text(className)} as the storage of a {tensorClass}", $"a {expected}");
            return Storage(className, version, type, index, at);
        }
        return found is Torch7Storage storage && storage.ClassName == expected
            ? storage
            : throw input.Fault(at, $"{found} as the storage of a {tensorClass}", $"a {expected}");
    }

    private Torch7Storage Storage(string className, int version, Torch7ElementType type, int index, long at)
    {
        long countAt = input.Position;
        long count = input.Long();
        var storage = new Torch7Storage(className, version, type, input.Elements(type, count, countAt));
        Remember(storage, index, at);
        return storage;
    }

    private void Remember(Torch7Reference value, int index, long at)
    {
        value.Index = index;
        value.Position = at;
        if (!known.TryAdd(index, value))
            throw input.Fault(at, $"{value} with the number {index} of {known[index]} inside", "a number of its own");
    }

    /// <summary>A table, an object or a function of which a part of the content is not read yet.</summary>
    private sealed class Incomplete(Torch7Reference target, long missing)
    {
        private Torch7Value? key;

        public Torch7Reference Target => target;

        /// <summary>Number of values still to be read.</summary>
        public long Missing { get; private set; } = missing;

        /// <summary>What was expected, if the next value is a key and cannot be one; else null.</summary>
        public string? ProblemOf(Torch7Value value) =>
            target is not Torch7Table table || key is not null ? null
            : !Torch7Table.IsKey(value) ? "a key that is neither nil nor NaN"
            : table.TryGetValue(value, out _) ? "a key that is not there yet"
            : null;

        /// <summary>Takes the next value.</summary>
        public void Add(Torch7Value value)
        {
            Missing--;
            switch (target)
            {
                case Torch7Object torchObject:
                    torchObject.Body = value;
                    break;
                case Torch7Function function:
                    function.Upvalues = value;
                    break;
                case Torch7Table table when key is not null:
                    table[key] = value;
                    key = null;
                    break;
                default:
                    key = value;
                    break;
            }
        }
    }
}
