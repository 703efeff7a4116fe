namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>Tile</c>: <paramref name="Tiles"/> copies of the input, one behind the other along <paramref name="Axis"/>. Gradients of the
/// copies are summed.
/// </summary>
public sealed record Tile(int Axis, int Tiles) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Tile);

    /// <inheritdoc/>
    public override bool MixesImages => Axis == 0;

    /// <inheritdoc/>
    public override bool IsLinear => true;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => $"{Words.Number(Tiles)} copies (axis {Words.Number(Axis)})";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("axis", Axis, unless: 1);
        fields.Int("tiles", Tiles);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Tile Read(Fields fields) => new(fields.Int("axis"u8, 1), fields.Int("tiles"u8));
}
