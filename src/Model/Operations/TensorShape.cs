namespace CaffeSharpGen.Operations;

/// <summary>The lengths of the input's axes, one element an axis. It reads no element of the input. No gradient.</summary>
public sealed record TensorShape : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(TensorShape);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override bool MixesImages => true;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "shape";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static TensorShape Read(Fields fields) => new();
}
