namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>Concat</c>: joins any number of inputs along <paramref name="Axis"/>; all other axes are equal.</summary>
public sealed record Concat(int Axis = 1) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Concat);

    /// <inheritdoc/>
    public override Copying Copying => Axis == 1 ? Copying.Channels : Copying.Nothing;

    /// <inheritdoc/>
    public override bool MixesImages => Axis == 0;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => Axis == 1 ? "concat" : $"concat (axis {Words.Number(Axis)})";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields) => fields.Int("axis", Axis, unless: 1);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Concat Read(Fields fields) => new(fields.Int("axis"u8, 1));
}
