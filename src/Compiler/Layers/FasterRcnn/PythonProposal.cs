using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.FasterRcnn;

/// <summary>
/// Faster R-CNN's regions in Python (rbgirshick/py-faster-rcnn: lib/rpn/proposal_layer.py, with the numbers of TEST in
/// lib/fast_rcnn/config.py: 6000 regions compared, 300 kept, overlap 0.7, 16 pixels); ratios and base_size are soeaver/py-RFCN-priv's.
/// </summary>
public sealed class PythonProposal : LayerDefinition
{
    private static readonly string[] Known = ["feat_stride", "scales", "ratios", "base_size"];

    /// <inheritdoc/>
    public override string Type => "rpn.proposal_layer.ProposalLayer";

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.FasterRcnn;

    /// <inheritdoc/>
    public override string Summary =>
        "Regions, and their scores on request, from scores and deltas of anchors; image −1 in unused rows. No gradient.";

    /// <inheritdoc/>
    public override string ParameterField => "python_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter => OtherParameters.Python;

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        // Anchors of 23×12, 16×16 and 11×22: the first and the last are left out, because a side is shorter than 16.
        new(Python("'feat_stride': 16\\n'scales': [1]"), [1, 6, 1, 1], [1, 12, 1, 1], [1, 3])
        {
            Tops = 2,
            InputValues = [[0, 0, 0, 0.9f, 0.5f, 0.25f], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [64, 64, 1]],
            Expected = [Rows(0, 0, 0, 16, 16), [0.5f, .. new float[299]]],
        },
        new(Python("{'feat_stride': 8, 'scales': (0.5, 1), 'ratios': [1], 'base_size': 32}"), [1, 4, 1, 2], [1, 8, 1, 2], [1, 3])
        {
            InputValues = [[0, 0, 0, 0, 0.1f, 0.4f, 0.3f, 0.2f], [.. new float[16]], [64, 64, 1]],
            Expected = [Rows(0, 16, 8, 32, 24, 0, 0, 0, 32, 32, 0, 8, 0, 40, 32, 0, 8, 8, 24, 24)],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        PythonArguments arguments = PythonArguments.Read(layer);
        arguments.RequireKnown(Known);
        (int stride, EquatableArray<float> anchors) = ProposalRule.OfPython(layer, arguments);
        return ProposalRule.Compile(layer, new Op.Proposal(stride, anchors));
    }

    private static string Python(string arguments) =>
        $"python_param {{ module: 'rpn.proposal_layer' layer: 'ProposalLayer' param_str: \"{arguments}\" }}";

    // 300 rows, the first ones used.
    private static EquatableArray<float> Rows(params float[] used) =>
        [.. used, .. Enumerable.Repeat(new float[] { -1, 0, 0, 0, 0 }, 300 - used.Length / 5).SelectMany(row => row)];
}
