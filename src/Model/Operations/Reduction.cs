namespace CaffeSharpGen.Operations;

/// <summary>What a <see cref="Reduction"/> computes.</summary>
public enum ReductionMethod
{
    /// <summary>Σ x.</summary>
    Sum,

    /// <summary>Σ |x|.</summary>
    AbsoluteSum,

    /// <summary>Σ x².</summary>
    SumOfSquares,

    /// <summary>The mean of x.</summary>
    Mean,
}

/// <summary>
/// Caffe's <c>Reduction</c>: all axes from <paramref name="Axis"/> on become one number, times <paramref name="Coefficient"/>. The output
/// has the axes before it; none, a scalar, for axis 0.
/// </summary>
public sealed record Reduction(ReductionMethod Method, int Axis, float Coefficient = 1) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Reduction);

    /// <inheritdoc/>
    public override bool MixesImages => Axis == 0;

    /// <inheritdoc/>
    public override bool IsLinear => Method is ReductionMethod.Sum or ReductionMethod.Mean;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => IsLinear ? BackwardReads.Nothing : BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => Method switch
    {
        ReductionMethod.Sum => "sum over axes",
        ReductionMethod.AbsoluteSum => "sum of magnitudes",
        ReductionMethod.SumOfSquares => "sum of squares",
        _ => "mean over axes",
    };

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Flag("abs", Method == ReductionMethod.AbsoluteSum);
        fields.Flag("squares", Method == ReductionMethod.SumOfSquares);
        fields.Flag("mean", Method == ReductionMethod.Mean);
        fields.Int("axis", Axis, unless: 0);
        fields.Float("coefficient", Coefficient, unless: 1);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Reduction Read(Fields fields)
    {
        ReductionMethod method = fields.Flag("abs"u8) ? ReductionMethod.AbsoluteSum
            : fields.Flag("squares"u8) ? ReductionMethod.SumOfSquares
            : fields.Flag("mean"u8) ? ReductionMethod.Mean : ReductionMethod.Sum;
        return new Reduction(method, fields.Int("axis"u8, 0), fields.Float("coefficient"u8, 1));
    }
}
