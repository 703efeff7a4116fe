using System.Buffers.Text;
using System.Text;

namespace CaffeSharpGen.Definitions;

/// <summary>A line of a table while it is read: what is read is taken off its front.</summary>
internal ref struct TableText(ReadOnlySpan<byte> line)
{
    private ReadOnlySpan<byte> rest = line;

    public readonly ReadOnlySpan<byte> Rest => rest;

    /// <summary>Takes what stands next, if it is this.</summary>
    public bool Take(ReadOnlySpan<byte> expected)
    {
        if (!rest.StartsWith(expected))
            return false;
        rest = rest[expected.Length..];
        return true;
    }

    /// <summary>Takes what has to stand next.</summary>
    public void Expect(ReadOnlySpan<byte> expected)
    {
        if (!Take(expected))
            throw new FormatException($"'{Encoding.UTF8.GetString(expected)}' is expected before '{Encoding.UTF8.GetString(rest)}'");
    }

    /// <summary>Takes everything up to some bytes, and these.</summary>
    public ReadOnlySpan<byte> TakeUpTo(ReadOnlySpan<byte> end)
    {
        int length = rest.IndexOf(end);
        if (length < 0)
            throw new FormatException($"'{Encoding.UTF8.GetString(end)}' is missing");
        ReadOnlySpan<byte> taken = rest[..length];
        rest = rest[(length + end.Length)..];
        return taken;
    }

    /// <summary>Takes a name.</summary>
    public string TakeName()
    {
        int length = 0;
        while (length < rest.Length && rest[length] is not ((byte)' ' or (byte)',' or (byte)'(' or (byte)')' or (byte)'='))
            length++;
        if (length == 0)
            throw new FormatException("a name is missing");
        string name = TableName.Read(Encoding.UTF8.GetString(rest[..length]));
        rest = rest[length..];
        return name;
    }

    /// <summary>Takes a number.</summary>
    public long TakeNumber()
    {
        if (!Utf8Parser.TryParse(rest, out long number, out int length))
            throw new FormatException($"a number is expected before '{Encoding.UTF8.GetString(rest)}'");
        rest = rest[length..];
        return number;
    }

    /// <summary>Takes a shape.</summary>
    public ValueShape TakeShape()
    {
        if (Take("scalar"u8))
            return ValueShape.Of();
        var axes = new Dim[ValueShape.MostAxes];
        int rank = 0;
        do
        {
            if (rank == axes.Length)
                throw new FormatException($"a shape has more than {ValueShape.MostAxes} axes");
            axes[rank++] = TakeDim();
        }
        while (Take("×"u8));
        return new ValueShape(EquatableArray.First(axes, rank));
    }

    private Dim TakeDim()
    {
        bool isUpperBound = Take("≤"u8);
        long length = !rest.IsEmpty && rest[0] == (byte)'N' ? 1 : TakeNumber();
        return new Dim(length, Take("N"u8), isUpperBound);
    }
}
