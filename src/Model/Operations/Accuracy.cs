namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>Accuracy</c>: the part of the labels (the second input, one for each position beside <paramref name="Axis"/>) whose score is
/// among the <paramref name="TopK"/> largest of its position; equal scores count against it. A second output has the accuracy of each
/// class. Labels that are <paramref name="Ignore"/> do not count. 0 where none does. No gradient.
/// </summary>
public sealed record Accuracy(int TopK = 1, int Axis = 1, int? Ignore = null) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Accuracy);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override bool MixesImages => true;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => TopK == 1 ? "accuracy" : $"accuracy (top {Words.Number(TopK)})";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("top", TopK, unless: 1);
        fields.Int("axis", Axis, unless: 1);
        if (Ignore is { } ignored)
            fields.Int("ignore", ignored);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Accuracy Read(Fields fields) =>
        new(fields.Int("top"u8, 1), fields.Int("axis"u8, 1), fields.TryGet("ignore"u8, out _) ? fields.Int("ignore"u8) : null);
}
