using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.FasterRcnn;

/// <summary>
/// Pieces of text lines, all of them (tianzhi0549/CTPN: src/layers/text_proposal_layer.py and src/anchor.py): of each position ten, 16
/// pixels wide and 11 … 283 high. Lengths are halved and cut to whole numbers there, as in Python 2. What joins them into lines comes after
/// the network.
/// </summary>
public sealed class TextProposal : LayerDefinition
{
    private const int Width = 16;

    private static readonly int[] Heights = [11, 16, 23, 33, 48, 68, 97, 139, 198, 283];

    private static readonly string[] Known = ["feat_stride"];

    /// <inheritdoc/>
    public override string Type => "layers.text_proposal_layer.ProposalLayer";

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.FasterRcnn;

    /// <inheritdoc/>
    public override string Summary => "The corners of ten pieces of text for each position, and their scores. No gradient.";

    /// <inheritdoc/>
    public override string ParameterField => "python_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter => OtherParameters.Python;

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        // The anchors are 0 2 … 15 12, 0 0 … 15 15, 0 −3 … 15 18, 0 −8 … 15 23 and so on. The first is moved down by half its 11 rows, the
        // second is twice as high.
        new(
            "python_param { module: 'layers.text_proposal_layer' layer: 'ProposalLayer' param_str: \"'feat_stride': 16\" }",
            [1, 20, 1, 1], [1, 20, 1, 1], [1, 3])
        {
            Tops = 2,
            InputValues =
            [
                [.. new float[10], 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f, 1],
                [0.5f, 0, 0, 0.6931472f, .. new float[16]],
                [30, 12, 1],
            ],
            Expected =
            [
                [
                    0, 7, 11, 18, 0, 0, 11, 23.5f, 0, 0, 11, 18.5f, 0, 0, 11, 23.5f, 0, 0, 11, 29, 0, 0, 11, 29,
                    0, 0, 11, 29, 0, 0, 11, 29, 0, 0, 11, 29, 0, 0, 11, 29,
                ],
                [0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f, 1],
            ],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 3, mostTops: 2);
        layer.RequireRank(4, 4);
        PythonArguments arguments = PythonArguments.Read(layer);
        arguments.RequireKnown(Known);
        int stride = arguments.Int("feat_stride");
        if (stride is < 1 or > Window.Most)
            throw layer.Error($"feat_stride is {stride}; it must be 1 to {Window.Most}", "param_str");
        ValueShape scores = layer.Bottom, image = layer.Bottoms[2], needed = ValueShape.Of(1, 2 * Heights.Length, scores[2], scores[3]);
        if (scores[0].Fixed != 1 || scores != needed || layer.Bottoms[1] != needed)
        {
            throw layer.Error(
                $"its first two bottoms are {scores} and {layer.Bottoms[1]}; {Heights.Length} anchors of one image need "
                + $"1×{2 * Heights.Length}×H×W of both");
        }
        if (image.Rank < 1 || image.CountBetween(0, image.Rank).Fixed < 2)
            throw layer.Error($"its third bottom is {image}; height and width of the image are needed");
        long rows = scores.CountBetween(2, 4).Fixed * Heights.Length;
        ValueShape[] tops = [ValueShape.Of(rows, 4), ValueShape.Of(rows, 1)];
        return new CompiledLayer(
            new LayerOperation(new Op.TextProposal(stride, Anchors()), [.. tops.Take(layer.TopCount)])
            {
                Inputs = [LayerValue.Bottom(0), LayerValue.Bottom(1), LayerValue.Bottom(2)],
            });
    }

    // Around the middle of a square; a corner is cut towards 0.
    private static EquatableArray<float> Anchors()
    {
        const double Middle = (Width - 1) / 2.0;
        return [.. Heights.SelectMany(height => new[]
        {
            (int)(Middle - Width / 2), (int)(Middle - height / 2), (int)(Middle + Width / 2), (float)(int)(Middle + height / 2),
        })];
    }
}
