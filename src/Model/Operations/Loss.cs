namespace CaffeSharpGen.Operations;

/// <summary>What a <see cref="Loss"/> measures.</summary>
public enum LossMethod
{
    /// <summary>Σ −log softmax(x)[label], along an axis; a second output is the softmax.</summary>
    Softmax,

    /// <summary>Σ −log max(x[label], 1e-20): x are probabilities.</summary>
    Multinomial,

    /// <summary>Σ −Σ_l H[label, l]·log max(softmax(x)[l], 1e-20), with H as the third input; a second output is the softmax.</summary>
    Infogain,

    /// <summary>Σ −(t·log σ(x) + (1 − t)·log(1 − σ(x))), with targets t of the shape of x.</summary>
    Sigmoid,

    /// <summary>Σ max(0, 1 + s·x), where s is −1 for the label and 1 for all others.</summary>
    Hinge,

    /// <summary>Σ max(0, 1 + s·x)², with s as above.</summary>
    SquaredHinge,

    /// <summary>½·Σ d² of similar pairs (label not 0), max(0, margin − d)² of others; d is the distance of two inputs' rows.</summary>
    Contrastive,

    /// <summary>½·Σ d² of similar pairs, max(0, margin − d²) of others.</summary>
    LegacyContrastive,
}

/// <summary>What a loss is divided by, at least 1.</summary>
public enum LossNormalization
{
    /// <summary>The count of labels that are not ignored.</summary>
    Valid,

    /// <summary>The count of labels.</summary>
    Full,

    /// <summary>The product of the lengths before the axis (of a Sigmoid: of the first axis).</summary>
    BatchSize,

    /// <summary>1.</summary>
    None,
}

/// <summary>
/// The losses of Caffe, as one number of the whole batch (a scalar). Inputs: predictions, then labels; for contrastive ones two
/// predictions, then labels. Labels are cut off to whole numbers. The gradient of labels is 0, but for targets of a Sigmoid.
/// </summary>
/// <param name="Method">What is measured.</param>
/// <param name="Axis">The axis of classes.</param>
/// <param name="Ignore">The label that counts nothing; null if all count.</param>
/// <param name="Normalization">What the sum is divided by.</param>
/// <param name="Margin">The margin of contrastive losses.</param>
public sealed record Loss(
    LossMethod Method, int Axis = 1, int? Ignore = null, LossNormalization Normalization = LossNormalization.Valid, float Margin = 1)
    : Operation
{
    private static readonly string[] Methods =
        ["softmax", "multinomial", "infogain", "sigmoid", "hinge", "hinge2", "contrastive", "contrastive0"];

    private static readonly string[] Divisors = ["valid", "full", "batch", "none"];

    /// <inheritdoc/>
    public override string Kind => nameof(Loss);

    /// <inheritdoc/>
    public override bool MixesImages => true;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => $"{Methods[(int)Method]} loss";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Flag(Methods[(int)Method], true);
        fields.Int("axis", Axis, unless: 1);
        if (Ignore is { } ignored)
            fields.Int("ignore", ignored);
        fields.Flag(Divisors[(int)Normalization], Normalization != LossNormalization.Valid);
        fields.Float("margin", Margin, unless: 1);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Loss Read(Fields fields)
    {
        LossMethod method = fields.Flag("softmax"u8) ? LossMethod.Softmax
            : fields.Flag("multinomial"u8) ? LossMethod.Multinomial
            : fields.Flag("infogain"u8) ? LossMethod.Infogain
            : fields.Flag("sigmoid"u8) ? LossMethod.Sigmoid
            : fields.Flag("hinge"u8) ? LossMethod.Hinge
            : fields.Flag("hinge2"u8) ? LossMethod.SquaredHinge
            : fields.Flag("contrastive"u8) ? LossMethod.Contrastive
            : LossMethod.LegacyContrastive;
        LossNormalization normalization = fields.Flag("full"u8) ? LossNormalization.Full
            : fields.Flag("batch"u8) ? LossNormalization.BatchSize
            : fields.Flag("none"u8) ? LossNormalization.None
            : LossNormalization.Valid;
        return new Loss(
            method, fields.Int("axis"u8, 1), fields.TryGet("ignore"u8, out _) ? fields.Int("ignore"u8) : null, normalization,
            fields.Float("margin"u8, 1));
    }
}
