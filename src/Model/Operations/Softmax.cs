namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>Softmax</c>: exp(x − max) / Σ exp(x − max) along <paramref name="Axis"/>.</summary>
public sealed record Softmax(int Axis = 1) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Softmax);

    /// <inheritdoc/>
    public override bool NormalizesLogits => true;

    /// <inheritdoc/>
    public override bool MixesImages => Axis == 0;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Outputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "softmax";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields) => fields.Int("axis", Axis, unless: 1);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Softmax Read(Fields fields) => new(fields.Int("axis"u8, 1));
}
