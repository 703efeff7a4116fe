using CaffeSharpGen.Torch7.Encodings;

namespace CaffeSharpGen.Torch7;

/// <summary>
/// A value with an identity: a table, an object, a tensor, a storage or a function. It may occur several times in a file, also within
/// itself.
/// </summary>
public abstract class Torch7Reference : Torch7Value
{
    private protected Torch7Reference()
    {
    }

    /// <summary>Its index in the file that it was read from. 0 if it was made in memory, or is a function of the oldest kind.</summary>
    public int Index { get; internal set; }

    /// <summary>Offset in bytes in the file that it was read from; 0 if it was made in memory.</summary>
    public long Position { get; internal set; }
}

/// <summary>A torch object of any class other than tensors and storages, such as <c>nn.Linear</c>.</summary>
/// <param name="className">Its class.</param>
/// <param name="body">Its content: a table of its fields, unless the class has a format of its own.</param>
/// <param name="version">The version of its class; 0 if the file is from before versions.</param>
public sealed class Torch7Object(string className, Torch7Value body, int version = 1) : Torch7Reference
{
    /// <summary>Its class, such as <c>nn.Linear</c>.</summary>
    public string ClassName => className;

    /// <summary>The version of its class; 0 if the file is from before versions.</summary>
    public int Version => version;

    /// <summary>Its content: a table of its fields, unless the class has a format of its own.</summary>
    public Torch7Value Body { get; set; } = body;

    internal override int Tag => Tags.Torch;

    /// <inheritdoc/>
    public override string ToString() => $"an object of class {Quoted.Text(className)}";
}

/// <summary>A function. Its code is bytes that only a Lua of the right kind understands.</summary>
public sealed class Torch7Function : Torch7Reference
{
    private readonly int tag;
    private readonly byte[] code;

    internal Torch7Function(int tag, byte[] code)
    {
        this.tag = tag;
        this.code = code;
    }

    /// <summary>The dumped code.</summary>
    public ReadOnlyMemory<byte> Code => code;

    /// <summary>What the function refers to: a table with numbers for keys.</summary>
    public Torch7Value Upvalues { get; internal set; } = Nil;

    internal override int Tag => tag;

    /// <inheritdoc/>
    public override string ToString() => "a function";
}
