namespace CaffeSharpGen.Compiler.Graph;

/// <summary>
/// The operation of the runtime that a layer becomes: the name of its record and those arguments that differ from their defaults.
/// The emitter prints it as C#; whatever else runs networks builds the same record from it.
/// </summary>
public sealed record OperationCall(string Operation, EquatableArray<Argument> Arguments)
{
    /// <summary>A call without arguments.</summary>
    public OperationCall(string operation) : this(operation, [])
    {
    }

    /// <summary>The same call with one more argument, unless that has the default value.</summary>
    public OperationCall With(string name, object value, object? unless = null) =>
        value.Equals(unless) ? this : this with { Arguments = [.. Arguments, new Argument(name, value)] };
}

/// <summary>An argument of an operation.</summary>
/// <param name="Name">Name of the record's parameter.</param>
/// <param name="Value">An <see cref="int"/>, <see cref="float"/>, <see cref="bool"/>, <see cref="EnumValue"/>, or an <see cref="EquatableArray{T}"/> of int or float.</param>
public sealed record Argument(string Name, object Value);

/// <summary>A member of one of the runtime's enums.</summary>
public sealed record EnumValue(string Type, string Member);
