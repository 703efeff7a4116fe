namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>Log</c>: the logarithm of <paramref name="Shift"/> + <paramref name="Scale"/>·x to <paramref name="Base"/>; base −1 means
/// e. Any shape.
/// </summary>
public sealed record Log(float Base = -1, float Scale = 1, float Shift = 0) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Log);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "logarithm";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Float("base", Base, unless: -1);
        fields.Float("scale", Scale, unless: 1);
        fields.Float("shift", Shift, unless: 0);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Log Read(Fields fields) => new(fields.Float("base"u8, -1), fields.Float("scale"u8, 1), fields.Float("shift"u8, 0));
}
