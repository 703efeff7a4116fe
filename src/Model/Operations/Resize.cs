using CaffeSharpGen.Resampling;

namespace CaffeSharpGen.Operations;

/// <summary>
/// Another size of each plane: the axes <paramref name="Axis"/> and the next one of the input become as long as those of the output, by
/// weighted sums of a few elements along each (<see cref="AxisTaps"/>). A second input gives the size only; its gradient is zero.
/// </summary>
/// <param name="Rule">Which elements make one, along both axes.</param>
/// <param name="Axis">The first of the two axes.</param>
/// <param name="CropTop">How many rows at the begin are left out.</param>
/// <param name="CropLeft">How many columns at the begin are left out.</param>
/// <param name="CropBottom">How many rows at the end are left out.</param>
/// <param name="CropRight">How many columns at the end are left out.</param>
/// <param name="Antialias">Whether the filters of FlowNet's rules are as wide as the steps between outputs.</param>
public sealed record Resize(
    ResizeRule Rule, int Axis = 2, int CropTop = 0, int CropLeft = 0, int CropBottom = 0, int CropRight = 0, bool Antialias = false)
    : Operation
{
    // In the order of the enum.
    private static readonly string[] Rules =
    [
        "repeat", "nearest", "nearest-corners", "nearest-half", "nearest-half-down", "linear-corners", "linear", "linear-half",
        "linear-half-or-first", "cubic-half", "flow-nearest", "flow-linear", "flow-cubic",
    ];

    /// <inheritdoc/>
    public override string Kind => nameof(Resize);

    /// <summary>The taps along both axes.</summary>
    /// <param name="input">Shape of the input.</param>
    /// <param name="output">Shape of the output.</param>
    public (AxisTaps Rows, AxisTaps Columns) Taps(Shape input, Shape output)
    {
        var rows = new ResizedAxis(input[Axis], output[Axis], CropTop, CropBottom);
        var columns = new ResizedAxis(input[Axis + 1], output[Axis + 1], CropLeft, CropRight);
        return (
            AxisTaps.Of(Rule, rows, columns.Used / (float)columns.Outputs, Antialias),
            AxisTaps.Of(Rule, columns, rows.Used / (float)rows.Outputs, Antialias));
    }

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => Rule switch
    {
        ResizeRule.Repeat => "upsampling",
        ResizeRule.CubicHalf or ResizeRule.FlowCubic => "cubic resizing",
        ResizeRule.LinearCorners or ResizeRule.Linear or ResizeRule.LinearHalf or ResizeRule.LinearHalfOrFirst or ResizeRule.FlowLinear =>
            "bilinear resizing",
        _ => "nearest resizing",
    };

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Flag(Rules[(int)Rule], true);
        fields.Int("axis", Axis, unless: 2);
        fields.Pair("crop-begin", CropTop, CropLeft, unless: 0);
        fields.Pair("crop-end", CropBottom, CropRight, unless: 0);
        fields.Flag("antialias", Antialias);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Resize Read(Fields fields)
    {
        ResizeRule rule =
            fields.Flag("repeat"u8) ? ResizeRule.Repeat
            : fields.Flag("nearest"u8) ? ResizeRule.Nearest
            : fields.Flag("nearest-corners"u8) ? ResizeRule.NearestCorners
            : fields.Flag("nearest-half"u8) ? ResizeRule.NearestHalf
            : fields.Flag("nearest-half-down"u8) ? ResizeRule.NearestHalfDown
            : fields.Flag("linear-corners"u8) ? ResizeRule.LinearCorners
            : fields.Flag("linear"u8) ? ResizeRule.Linear
            : fields.Flag("linear-half"u8) ? ResizeRule.LinearHalf
            : fields.Flag("linear-half-or-first"u8) ? ResizeRule.LinearHalfOrFirst
            : fields.Flag("cubic-half"u8) ? ResizeRule.CubicHalf
            : fields.Flag("flow-nearest"u8) ? ResizeRule.FlowNearest
            : fields.Flag("flow-linear"u8) ? ResizeRule.FlowLinear
            : ResizeRule.FlowCubic;
        (int top, int left) = fields.Pair("crop-begin"u8, 0);
        (int bottom, int right) = fields.Pair("crop-end"u8, 0);
        return new Resize(rule, fields.Int("axis"u8, 2), top, left, bottom, right, fields.Flag("antialias"u8));
    }
}
