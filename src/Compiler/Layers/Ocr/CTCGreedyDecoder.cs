using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Ocr;

/// <summary>
/// The labels of the largest scores, repetitions and blanks left out (ctc_decoder_layer.cpp). With one bottom as in senlinuc/caffe_ocr,
/// whose blank is label 0 by default; with a second one, which is 0 where a sequence begins, as in openvinotoolkit/training_toolbox_caffe,
/// where the last label is the blank by default. (ChWick/caffe, from which both come, has its top T×N×1×1.) What measures, a top of
/// accuracy, is not computed.
/// </summary>
public sealed class CTCGreedyDecoder : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Ocr;

    /// <inheritdoc/>
    public override string Summary =>
        "For each sequence of its bottom T×N×C the labels of the largest scores, without repetitions and blanks, then −1: N×T×1×1. A "
        + "second bottom T×N is 0 where the sequence ends before. No gradient.";

    /// <inheritdoc/>
    public override string ParameterField => "ctc_decoder_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("CTCDecoderParameter")
        .Int("blank_index").Bool("ctc_merge_repeated");

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [7, 3, 5]),
        new("ctc_decoder_param { blank_index: 1 ctc_merge_repeated: false }", [6, 2, 3]),
        new("", [5, 1, 3])
        {
            InputValues = [[0, 9, 1, 0, 8, 1, 5, 1, 2, 0, 7, 1, 0, 1, 3]],
            Expected = [[1, 1, 2, -1, -1]],
        },
        new("ctc_decoder_param { ctc_merge_repeated: false }", [3, 2, 2])
        {
            InputValues = [[1, 2, 3, 0, 1, 2, 0, 5, 4, 0, 0, 6]],
            Expected = [[1, 1, -1, 1, 1, -1]],
        },
        new("", [4, 1, 3], [4, 1])
        {
            Tops = 2,
            InputValues = [[4, 1, 0, 0, 1, 5, 2, 3, 1, 9, 1, 1], [1, 1, 1, 0]],
            Expected = [[0, 1, -1, -1], [-12]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(mostBottoms: 2, mostTops: layer.Bottoms.Count == 2 ? 2 : 1);
        layer.RequireRank(3, 3);
        int steps = layer.FixedLength(0), sequences = layer.FixedLength(1), classes = layer.FixedLength(2);
        bool hasContinuation = layer.Bottoms.Count == 2;
        if (hasContinuation && (layer.Bottoms[1].Rank < 2 || layer.Bottoms[1][0] != steps || layer.Bottoms[1][1] != sequences
            || layer.Bottoms[1].CountOfOne() != (long)steps * sequences))
        {
            throw layer.Error(
                $"its second bottom {layer.Bottoms[1]} says where sequences end; {steps}×{sequences} is needed, as its first bottom "
                + $"{layer.Bottom} has {steps} steps of {sequences} sequences (labels to compare with are for training)");
        }
        int blank = layer.Parameter.Int("blank_index", hasContinuation ? -1 : 0);
        if (blank >= classes)
            throw layer.Error($"blank_index is {blank}; its bottom {layer.Bottom} has labels 0 … {classes - 1}", "blank_index");
        var operation = new Op.GreedyDecoder(blank < 0 ? classes - 1 : blank, layer.Parameter.Bool("ctc_merge_repeated", true));
        ValueShape[] tops = [ValueShape.Of(sequences, steps, 1, 1), ValueShape.Of(sequences, 1, 1, 1)];
        return new CompiledLayer(operation, tops.Take(layer.TopCount));
    }
}
