using System.Globalization;
using System.Text;
using CaffeSharpGen.Torch7.Encodings;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Torch7;

/// <summary>Writes a <c>.t7</c> file that <c>torch.load</c> reads.</summary>
public static class Torch7Writer
{
    /// <summary>Writes a file, whole or not at all: after a failure, a file that was at <paramref name="path"/> is unchanged.</summary>
    /// <param name="path">The file.</param>
    /// <param name="value">
    /// Its content. A table, object, tensor or storage that occurs several times is written once, and is one again when it is read.
    /// </param>
    /// <param name="format">Its encoding.</param>
    /// <exception cref="WeightException">Something is larger than the format allows, or the file cannot be written.</exception>
    public static void Write(string path, Torch7Value value, Torch7Format format = Torch7Format.Binary64) => WholeFile.Write(path, stream =>
    {
        // Not disposed of: that would close the stream.
        var buffered = new BufferedStream(stream, 1 << 16);
        Write(buffered, path, value, format);
        buffered.Flush();
    });

    /// <summary>Writes to a stream.</summary>
    internal static void Write(Stream stream, string name, Torch7Value value, Torch7Format format)
    {
        Torch7Output output = format switch
        {
            Torch7Format.Ascii => new AsciiOutput(stream),
            Torch7Format.Binary32 => new BinaryOutput(name, stream, sizeof(int)),
            _ => new BinaryOutput(name, stream, sizeof(long)),
        };
        new ObjectWriter(output).Write(value);
    }

    /// <summary>Writes values in Torch7's order. Values still to be written are on a stack, so that depth is no limit.</summary>
    private sealed class ObjectWriter(Torch7Output output)
    {
        private readonly Dictionary<Torch7Reference, int> known = new(ReferenceEqualityComparer.Instance);
        private readonly Stack<Torch7Value> pending = [];
        private int count;

        public void Write(Torch7Value root)
        {
            pending.Push(root);
            while (pending.TryPop(out Torch7Value? value))
            {
                output.Int(value.Tag);
                switch (value)
                {
                    case Torch7Number number:
                        output.Double(number.Value);
                        break;
                    case Torch7Boolean boolean:
                        output.Int(boolean.Value ? 1 : 0);
                        break;
                    case Torch7String text:
                        output.Bytes(text.Bytes.Span);
                        break;
                    case Torch7Reference reference when IsNew(reference):
                        Content(reference);
                        break;
                }
            }
        }

        private bool IsNew(Torch7Reference value)
        {
            if (value.Tag == Tags.PlainFunction)
                return true;
            bool isNew = known.TryAdd(value, count + 1);
            output.Int(isNew ? ++count : known[value]);
            return isNew;
        }

        private void Content(Torch7Reference value)
        {
            switch (value)
            {
                case Torch7Table table:
                    output.Int(table.Count);
                    for (int i = table.Count - 1; i >= 0; i--)
                    {
                        (Torch7Value key, Torch7Value entry) = table.EntryAt(i);
                        pending.Push(entry);
                        pending.Push(key);
                    }
                    break;
                case Torch7Object torchObject:
                    Class(torchObject.ClassName, torchObject.Version);
                    pending.Push(torchObject.Body);
                    break;
                case Torch7Function function:
                    output.Bytes(function.Code.Span);
                    pending.Push(function.Upvalues);
                    break;
                case Torch7Tensor tensor:
                    Class(tensor.ClassName, tensor.Version);
                    output.Int(tensor.Sizes.Length);
                    output.Longs(tensor.Sizes);
                    output.Longs(tensor.Strides);
                    output.Longs([tensor.Offset + 1]);
                    pending.Push(tensor.Storage ?? Torch7Value.Nil);
                    break;
                case Torch7Storage storage:
                    using (storage.Elements.BeginReading())
                    {
                        Class(storage.ClassName, storage.Version);
                        output.Longs([storage.Count]);
                        output.Elements(storage.ElementType, storage.Elements);
                    }
                    break;
            }
        }

        private void Class(string name, int version)
        {
            if (version > 0)
                output.Bytes(Encoding.UTF8.GetBytes($"V {version.ToString(CultureInfo.InvariantCulture)}"));
            output.Bytes(Encoding.UTF8.GetBytes(name));
        }
    }
}
