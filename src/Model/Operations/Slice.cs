namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>Slice</c>: cuts the input along <paramref name="Axis"/> into the outputs, whose lengths along it are those of their buffers.
/// Of detectors' rows the columns at the end are in no output.
/// </summary>
public sealed record Slice(int Axis = 1) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Slice);

    /// <inheritdoc/>
    public override bool MixesImages => Axis == 0;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => Axis == 1 ? "slice" : $"slice (axis {Words.Number(Axis)})";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields) => fields.Int("axis", Axis, unless: 1);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Slice Read(Fields fields) => new(fields.Int("axis"u8, 1));
}
