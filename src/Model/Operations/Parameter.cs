namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>Parameter</c>: its output is its weight, of the output's shape. It reads nothing else.</summary>
public sealed record Parameter : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Parameter);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "parameter";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Parameter Read(Fields fields) => new();
}
