namespace CaffeSharpGen.Operations;

/// <summary>
/// Fast R-CNN's <c>ROIPooling</c>: the largest values in a grid of <paramref name="PooledH"/>×<paramref name="PooledW"/> bins over each
/// region. Inputs: features N×C×H×W; regions R×5, each the index of its image, then x1, y1, x2, y2 in pixels of the image. Output
/// R×C×PooledH×PooledW. Corners times <paramref name="SpatialScale"/> are rounded to positions; empty bins, and regions whose image is
/// negative (rows that are not used), are 0. The gradient goes to the first of the largest values; regions have none.
/// </summary>
public sealed record ROIPooling(int PooledH, int PooledW, float SpatialScale = 1) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(ROIPooling);

    /// <inheritdoc/>
    public override bool MixesImages => true;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => $"{Words.Pair(PooledH, PooledW)} pooling of regions";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Pair("bins", PooledH, PooledW);
        fields.Float("scale", SpatialScale, unless: 1);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static ROIPooling Read(Fields fields)
    {
        (int height, int width) = fields.Pair("bins"u8);
        return new ROIPooling(height, width, fields.Float("scale"u8, 1));
    }
}
