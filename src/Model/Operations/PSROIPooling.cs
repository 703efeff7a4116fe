namespace CaffeSharpGen.Operations;

/// <summary>
/// R-FCN's <c>PSROIPooling</c>: means in a grid of G×G bins over each region, G = <paramref name="GroupSize"/>, each bin from channels of
/// its own. Inputs: features N×(D·G·G)×H×W; regions as <see cref="ROIPooling"/> reads them. Output R×D×G×G: element d, row, column is the
/// mean of channel (d·G + row)·G + column over its bin; empty bins, and regions whose image is negative, are 0. Regions have no gradient.
/// </summary>
public sealed record PSROIPooling(int GroupSize, float SpatialScale) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(PSROIPooling);

    /// <inheritdoc/>
    public override bool MixesImages => true;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => $"{Words.Pair(GroupSize, GroupSize)} position-sensitive pooling of regions";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("group", GroupSize);
        fields.Float("scale", SpatialScale, unless: 1);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static PSROIPooling Read(Fields fields) => new(fields.Int("group"u8), fields.Float("scale"u8, 1));
}
