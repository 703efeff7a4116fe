using System.Text;
using CaffeSharpGen.Torch7.Encodings;

namespace CaffeSharpGen.Torch7;

/// <summary>A string: bytes, as in Lua; usually text.</summary>
public sealed class Torch7String : Torch7Value, IEquatable<Torch7String>
{
    private readonly byte[] bytes;

    /// <summary>A string of a text's UTF-8 bytes.</summary>
    public Torch7String(string text) : this(Encoding.UTF8.GetBytes(text))
    {
    }

    /// <summary>A string of bytes, which are not copied.</summary>
    internal Torch7String(byte[] bytes) => this.bytes = bytes;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>The bytes read as UTF-8; invalid ones become U+FFFD.</summary>
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
    public override string ToString() => $"the text {Quoted.Text(bytes)}";
}
