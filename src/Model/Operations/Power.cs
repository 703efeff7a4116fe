namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>Power</c>: (<paramref name="Shift"/> + <paramref name="Scale"/>·x) ^ <paramref name="Exponent"/>. Any shape. Where
/// <paramref name="Exponent"/>·<paramref name="Scale"/> is 0, the input is not read: infinities and NaN do not pass either.
/// </summary>
public sealed record Power(float Exponent = 1, float Scale = 1, float Shift = 0) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Power);

    /// <summary>
    /// Whether every output is <see cref="Constant"/>. Caffe tests the product in float, which may be 0 because it is small.
    /// </summary>
    public bool IsConstant => Exponent * Scale == 0;

    /// <summary>What Caffe fills the output with where <see cref="IsConstant"/> holds.</summary>
    public double Constant => Exponent == 0 ? 1 : Math.Pow(Shift, Exponent);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "power";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Float("power", Exponent, unless: 1);
        fields.Float("scale", Scale, unless: 1);
        fields.Float("shift", Shift, unless: 0);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Power Read(Fields fields) => new(fields.Float("power"u8, 1), fields.Float("scale"u8, 1), fields.Float("shift"u8, 0));
}
