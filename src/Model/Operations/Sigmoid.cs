namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>Sigmoid</c>: 1 / (1 + exp(−x)). Any shape.</summary>
public sealed record Sigmoid : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Sigmoid);

    /// <inheritdoc/>
    public override bool IsEachAProbability => true;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Outputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "sigmoid";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Sigmoid Read(Fields fields) => new();
}
