using System.Globalization;

namespace CaffeSharpGen.Torch7;

/// <summary>
/// A value in a Torch7 file. Nil, numbers, booleans and strings are compared by value, a <see cref="Torch7Reference"/> by identity. Any
/// value but nil and NaN may be the key of a table's entry.
/// </summary>
public abstract class Torch7Value
{
    private protected Torch7Value()
    {
    }

    /// <summary>Lua's <c>nil</c>.</summary>
    public static Torch7Value Nil { get; } = new Torch7Nil();

    /// <summary>The number that begins the value in a file and gives its kind.</summary>
    internal abstract int Tag { get; }

    /// <summary>A short description, for messages.</summary>
    public abstract override string ToString();

    /// <summary>A number.</summary>
    public static implicit operator Torch7Value(double value) => new Torch7Number(value);

    /// <summary>A boolean.</summary>
    public static implicit operator Torch7Value(bool value) => value ? Torch7Boolean.True : Torch7Boolean.False;

    /// <summary>A string of the text's UTF-8 bytes.</summary>
    public static implicit operator Torch7Value(string text) => new Torch7String(text);
}

/// <summary>Lua's <c>nil</c>; there is one, <see cref="Torch7Value.Nil"/>.</summary>
public sealed class Torch7Nil : Torch7Value
{
    internal Torch7Nil()
    {
    }

    internal override int Tag => Tags.Nil;

    /// <inheritdoc/>
    public override string ToString() => "nil";
}

/// <summary>A number; Lua's are all doubles.</summary>
public sealed class Torch7Number(double value) : Torch7Value, IEquatable<Torch7Number>
{
    /// <summary>The number.</summary>
    public double Value => value;

    internal override int Tag => Tags.Number;

    /// <inheritdoc/>
    public bool Equals(Torch7Number? other) => other is not null && value.Equals(other.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Torch7Number);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        // With the seed of HashCode: double's own hash lets a file be made whose keys all collide.
        long bits = BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value);
        return HashCode.Combine((int)bits, (int)(bits >> 32));
    }

    /// <inheritdoc/>
    public override string ToString() => $"the number {value.ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>A boolean; there are two.</summary>
public sealed class Torch7Boolean : Torch7Value
{
    private Torch7Boolean(bool value) => Value = value;

    /// <summary>Lua's <c>true</c>.</summary>
    public static Torch7Boolean True { get; } = new(true);

    /// <summary>Lua's <c>false</c>.</summary>
    public static Torch7Boolean False { get; } = new(false);

    /// <summary>The boolean.</summary>
    public bool Value { get; }

    internal override int Tag => Tags.Boolean;

    /// <inheritdoc/>
    public override string ToString() => Value ? "true" : "false";
}
