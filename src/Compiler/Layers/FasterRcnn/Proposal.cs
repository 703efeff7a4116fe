using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.FasterRcnn;

/// <summary>
/// Faster R-CNN's regions in C++, of two forks that their fields tell apart. PVANET's (sanghoon/caffe, proposal_layer.cpp) gives ratio and
/// scale; there regions that are too small keep a place, with the score 0, and come last. Of equal scores any may come first. Synopsys'
/// (foss-for-synopsys-dwc-arc-processors/synopsys-caffe, the same file) has anchor_base_size, max_rois, rpn_min_size, rpn_nms_thresh, and
/// anchor_scale and anchor_ratio, which are counts; regions that are too small are left out, but for the last one of all.
/// </summary>
public sealed class Proposal : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.FasterRcnn;

    /// <inheritdoc/>
    public override string Summary =>
        "Regions, and their scores on request, from scores and deltas of anchors; image −1 in unused rows. No gradient.";

    /// <inheritdoc/>
    public override string ParameterField => "proposal_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ProposalParameter")
        .UInt("feat_stride").UInt("base_size").Float("min_size").Floats("ratio").Floats("scale").UInt("pre_nms_topn")
        .UInt("post_nms_topn").Float("nms_thresh")
        .UInt("anchor_base_size").UInt("anchor_scale").UInt("anchor_ratio").UInt("max_rois").Float("rpn_min_size").Float("rpn_nms_thresh");

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        // Two positions of one anchor, 0 0 24 23 and 8 0 39 23 within an image 24 high and 40 wide, which overlap by 0.425.
        new("proposal_param { ratio: 1 scale: 2 post_nms_topn: 3 nms_thresh: 0.2 }", [1, 2, 1, 2], [1, 4, 1, 2], [1, 3])
        {
            Tops = 2,
            InputValues = [[0.9f, 0.9f, 0.25f, 0.75f], [0, 0, 0, 0, 0, 0, 0, 0], [24, 40, 1]],
            Expected = [[0, 8, 0, 39, 23, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0], [0.75f, 0, 0]],
        },
        // They overlap less than 0.9; the first is moved by a quarter of its 32 rows. Equal scores: the later one comes first.
        new("proposal_param { ratio: 1 scale: 2 post_nms_topn: 2 nms_thresh: 0.9 min_size: 10 }", [1, 2, 1, 2], [1, 4, 1, 2], [1, 3])
        {
            InputValues = [[0, 0, 0.5f, 0.5f], [0, 0, 0.25f, 0, 0, 0, 0, 0], [64, 40, 2]],
            Expected = [[0, 8, 0, 39, 24, 0, 0, 0, 24, 32]],
        },
        // 20 is the least height and 30 the least width: the first region, 25×24, stays with a score of 0.
        new("proposal_param { ratio: 1 scale: 2 post_nms_topn: 3 nms_thresh: 0.9 min_size: 10 }", [1, 2, 1, 2], [1, 4, 1, 2], [1, 4])
        {
            Tops = 2,
            InputValues = [[0, 0, 0.75f, 0.5f], [0, 0, 0, 0, 0, 0, 0, 0], [24, 40, 2, 3]],
            Expected = [[0, 8, 0, 39, 23, 0, 0, 0, 24, 23, -1, 0, 0, 0, 0], [0.5f, 0, 0]],
        },
        // Synopsys' one anchor is a square of 32 sizes, here 128. Two regions are moved to the left edge and cut off to a width of 1, which
        // is too small; the last one stays.
        new("proposal_param { anchor_base_size: 4 anchor_scale: 1 anchor_ratio: 1 max_rois: 3 rpn_min_size: 30 }",
            [1, 2, 1, 3], [1, 4, 1, 3], [1, 3])
        {
            InputValues = [[0, 0, 0, 0.75f, 0.625f, 0.5f], [0, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0], [60, 40, 1]],
            Expected = [[0, 0, 0, 39, 59, 0, 0, 0, 0, 59, -1, 0, 0, 0, 0]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        FieldReader fields = layer.Parameter;
        string baseSize = Either(layer, "base_size", "anchor_base_size");
        bool isOfPvaNet = fields.Has("ratio") || fields.Has("scale");
        return ProposalRule.Compile(layer, new Op.Proposal(
            fields.Int("feat_stride", 16),
            ProposalRule.Anchors(
                fields.Int(baseSize, 16), Shapes(layer, "ratio", "anchor_ratio", [0.5f, 1, 2], 1),
                Shapes(layer, "scale", "anchor_scale", [8, 16, 32], 32), toEven: false))
        {
            PreNms = fields.Int("pre_nms_topn", 6000),
            PostNms = fields.Int(Either(layer, "post_nms_topn", "max_rois"), 300),
            NmsThreshold = fields.Float(Either(layer, "nms_thresh", "rpn_nms_thresh"), 0.7f),
            MinSize = fields.Float(Either(layer, "min_size", "rpn_min_size"), 16),
            AnchorsFirst = !isOfPvaNet,
            KeepsSmall = isOfPvaNet,
        });
    }

    private static string Either(LayerContext layer, string field, string synopsys)
    {
        if (layer.Parameter.Has(field) && layer.Parameter.Has(synopsys))
            throw layer.Error($"it gives {field} and also {synopsys}, its name in another fork; give one of them", synopsys);
        return layer.Parameter.Has(synopsys) ? synopsys : field;
    }

    // Synopsys' counts: three shapes, or one.
    private static IReadOnlyList<float> Shapes(LayerContext layer, string field, string count, float[] three, float one)
    {
        IReadOnlyList<float> given = layer.Parameter.Floats(field);
        if (given.FirstOrDefault(number => !(number > 0)) is var wrong && given.Any(number => !(number > 0)))
            throw layer.Error($"{field} is {wrong}; it must be positive", field);
        if (given.Count > 0 && layer.Parameter.Has(count))
            throw layer.Error($"it gives {field} and also {count}, of another fork; give one of them", count);
        return given.Count > 0 ? given : layer.Parameter.Int(count, three.Length) == three.Length ? three : [one];
    }
}
