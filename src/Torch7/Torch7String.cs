using System.Text;

namespace CaffeSharpGen.Torch7;

/// <summary>A string: bytes, as Lua has it, mostly text.</summary>
public sealed class Torch7String : Torch7Value, IEquatable<Torch7String>
{
    private const int MostShown = 60;

    private readonly byte[] bytes;

    /// <summary>A string of a text's UTF-8 bytes.</summary>
    public Torch7String(string text) : this(Encoding.UTF8.GetBytes(text))
    {
    }

    /// <summary>A string of bytes, which are not copied.</summary>
    internal Torch7String(byte[] bytes) => this.bytes = bytes;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>The bytes read as UTF-8; such as are none become U+FFFD.</summary>
    public string Text => Encoding.UTF8.GetString(bytes);

    internal override int Tag => Tags.String;

    /// <inheritdoc/>
    public bool Equals(Torch7String? other) => other is not null && bytes.AsSpan().SequenceEqual(other.bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Torch7String);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"the text {Quote(bytes)}";

    /// <summary>Text for a message, as that of bytes.</summary>
    internal static string Quote(string text) => Quote(Encoding.UTF8.GetBytes(text));

    /// <summary>Text for a message: in quotes, on one line, not too long.</summary>
    internal static string Quote(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MostShown)]);
        var shown = new StringBuilder("'");
        foreach (char c in text)
            shown.Append(char.IsControl(c) ? '\uFFFD' : c);
        return shown.Append(bytes.Length > MostShown ? $"…' ({bytes.Length} bytes)" : "'").ToString();
    }
}
