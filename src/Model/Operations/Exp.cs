namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>Exp</c>: <paramref name="Base"/> ^ (<paramref name="Shift"/> + <paramref name="Scale"/>·x); base −1 means e. Any shape.
/// </summary>
public sealed record Exp(float Base = -1, float Scale = 1, float Shift = 0) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Exp);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Outputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "exponential";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Float("base", Base, unless: -1);
        fields.Float("scale", Scale, unless: 1);
        fields.Float("shift", Shift, unless: 0);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Exp Read(Fields fields) => new(fields.Float("base"u8, -1), fields.Float("scale"u8, 1), fields.Float("shift"u8, 0));
}
