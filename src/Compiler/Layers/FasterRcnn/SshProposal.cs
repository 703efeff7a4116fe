using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.FasterRcnn;

/// <summary>
/// The faces of a module of SSH (mahyarnajibi/SSH: SSH/layers/proposal_layer.py, with the numbers of TEST in
/// SSH/configs/default_config.yml: the 1000 best of a module, of any size). At test time nothing is suppressed in it.
/// </summary>
public sealed class SshProposal : LayerDefinition
{
    private const int Most = 1000;

    // More than any two regions overlap.
    private const float NoOverlap = 2;

    private static readonly string[] Known = ["feat_stride", "scales", "ratios", "base_size"];

    /// <inheritdoc/>
    public override string Type => "SSH.layers.proposal_layer.ProposalLayer";

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.FasterRcnn;

    /// <inheritdoc/>
    public override string Summary =>
        "The 1000 best regions, and their scores on request, from scores and deltas of anchors; image −1 in unused rows. No gradient.";

    /// <inheritdoc/>
    public override string ParameterField => "python_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter => OtherParameters.Python;

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        // Anchors of 16×16 and 32×32 at two positions, all of which stay, however much they overlap.
        new(
            "python_param { module: 'SSH.layers.proposal_layer' layer: 'ProposalLayer' "
            + "param_str: \"{'feat_stride': 8,'scales': [1,2], 'ratios':[1,]}\" }",
            [1, 4, 1, 2], [1, 8, 1, 2], [1, 3])
        {
            Tops = 2,
            InputValues = [[0, 0, 0, 0, 0.1f, 0.4f, 0.3f, 0.2f], [.. new float[16]], [20, 64, 1]],
            Expected =
            [
                [0, 8, 0, 24, 16, 0, 0, 0, 24, 19, 0, 0, 0, 32, 19, 0, 0, 0, 16, 16],
                [0.4f, 0.3f, 0.2f, 0.1f],
            ],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        PythonArguments arguments = PythonArguments.Read(layer);
        arguments.RequireKnown(Known);
        (int stride, EquatableArray<float> anchors) = ProposalRule.OfPython(layer, arguments);
        return ProposalRule.Compile(
            layer, new Op.Proposal(stride, anchors) { PreNms = Most, PostNms = 0, NmsThreshold = NoOverlap, MinSize = 0 });
    }
}
