namespace CaffeSharpGen.Operations;

/// <summary>Torch's <c>nn.Normalize(2)</c>: x / √(Σ x² + <paramref name="Eps"/>) along <paramref name="Axis"/>.</summary>
public sealed record L2Normalize(int Axis = 1, float Eps = 1e-10f) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(L2Normalize);

    /// <inheritdoc/>
    public override bool MixesImages => Axis == 0;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "L2 normalization";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("axis", Axis, unless: 1);
        fields.Float("eps", Eps, unless: 1e-10f);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static L2Normalize Read(Fields fields) => new(fields.Int("axis"u8, 1), fields.Float("eps"u8, 1e-10f));
}
