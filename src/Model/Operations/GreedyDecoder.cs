namespace CaffeSharpGen.Operations;

/// <summary>
/// Reads the labels of scores T×N×C of T steps of N sequences: in each step the first of the largest scores; without <paramref
/// name="Blank"/>, and if <paramref name="MergesRepeated"/> without those that the step before had too. The output N×T×1×1 has the labels
/// of each sequence, then −1; a second one, N×1×1×1, the sum of the largest scores, negated. A sequence ends before the first step, but
/// step 0, for which a second input (T×N) is 0. No gradient.
/// </summary>
public sealed record GreedyDecoder(int Blank = 0, bool MergesRepeated = true) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(GreedyDecoder);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override bool MixesImages => true;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "greedy decoding";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("blank", Blank, unless: 0);
        fields.Flag("repeated", !MergesRepeated);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static GreedyDecoder Read(Fields fields) => new(fields.Int("blank"u8, 0), !fields.Flag("repeated"u8));
}
