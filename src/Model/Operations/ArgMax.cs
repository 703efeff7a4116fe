namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>ArgMax</c>: the indices of the <paramref name="TopK"/> largest values, largest first, the higher index first among equals.
/// Along <paramref name="Axis"/> the output has the input's shape with TopK in that axis and holds indices, or values if
/// <paramref name="OutMaxVal"/>. Without an axis each image is one vector and the output is N×1×TopK: indices, or
/// N×2×TopK: indices, then values, if <paramref name="OutMaxVal"/>. No gradient.
/// </summary>
public sealed record ArgMax(int TopK = 1, bool OutMaxVal = false, int? Axis = null) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(ArgMax);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => TopK == 1 ? "argmax" : $"argmax (top {Words.Number(TopK)})";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("top", TopK, unless: 1);
        fields.Flag("values", OutMaxVal);
        if (Axis is { } axis)
            fields.Int("axis", axis);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static ArgMax Read(Fields fields) =>
        new(fields.Int("top"u8, 1), fields.Flag("values"u8), fields.TryGet("axis"u8, out _) ? fields.Int("axis"u8) : null);
}
