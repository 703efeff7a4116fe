namespace CaffeSharpGen.Operations;

/// <summary>
/// FlowNet's <c>Correlation</c> of two inputs of one shape: the mean, over the channels and the positions of a square patch, of the
/// products (or with <paramref name="Subtract"/> of the absolute differences) of the first input's patch and the second's at a
/// displacement. Each displacement, a multiple of <paramref name="Stride2"/> of at most <paramref name="MaxDisplacement"/> along each axis,
/// is a channel: rows of displacements behind one another. Both inputs have <paramref name="Pad"/> zeros on each side.
/// </summary>
/// <param name="KernelSize">Side of a patch.</param>
/// <param name="MaxDisplacement">The largest displacement.</param>
/// <param name="Stride1">Steps between patches of the first input.</param>
/// <param name="Stride2">Steps between displacements.</param>
/// <param name="Pad">Zeros on each side.</param>
/// <param name="Subtract">Whether differences are taken, and not products.</param>
public sealed record Correlation(
    int KernelSize, int MaxDisplacement, int Stride1 = 1, int Stride2 = 1, int Pad = 0, bool Subtract = false) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Correlation);

    /// <summary>Displacements to each side.</summary>
    public int Radius => MaxDisplacement / Stride2;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => Subtract ? "differences at displacements" : "correlation at displacements";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("kernel", KernelSize);
        fields.Int("displacement", MaxDisplacement);
        fields.Int("stride1", Stride1, unless: 1);
        fields.Int("stride2", Stride2, unless: 1);
        fields.Int("pad", Pad, unless: 0);
        fields.Flag("subtract", Subtract);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Correlation Read(Fields fields) => new(
        fields.Int("kernel"u8), fields.Int("displacement"u8), fields.Int("stride1"u8, 1), fields.Int("stride2"u8, 1),
        fields.Int("pad"u8, 0), fields.Flag("subtract"u8));
}
