using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Ocr;

/// <summary>
/// Long short-term memory as in junhyukoh/caffe-lstm, lstm_layer.cpp, and in the forks that took it over for reading text: caffe_ocr
/// (lstm_layer_Junhyuk.cpp) and tianzhi0549/CTPN. Its weights are those of x, of the last state, and the bias. With a second
/// bottom a pass starts with the states that the last one ended with, zeros at first; without, with zeros.
/// clipping_threshold limits gradients in training, and is not applied here.
/// </summary>
public sealed class Lstm : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Ocr;

    /// <inheritdoc/>
    public override string Summary =>
        "Long short-term memory over the steps T of its bottom T×N×C (in caffe-lstm T·N×C, with batch_size N); a second bottom is 0 "
        + "where a sequence begins, and a pass goes on with the states of the last one; without, each begins with zeros.";

    /// <inheritdoc/>
    public override string ParameterField => "lstm_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("LSTMParameter")
        .UInt("num_output").Float("clipping_threshold").UInt("batch_size")
        .Message("weight_filler", NetSchema.Filler).Message("bias_filler", NetSchema.Filler);

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("lstm_param { num_output: 6 }", [4, 2, 3]),
        new("lstm_param { num_output: 18 clipping_threshold: 0.01 }", [3, 1, 17]),
        new("lstm_param { num_output: 5 batch_size: 2 }", [6, 3]),
        new("lstm_param { num_output: 5 }", [3, 2, 4], [6]),
        new("lstm_param { num_output: 1 }", [3, 1, 2], [3])
        {
            InputValues = [[1, 2, 0, -1, 3, 1], [0, 1, 0]],
            WeightValues = [[1, 0, 0, 1, 1, 1, 0.5f, -0.5f], [0.5f, -1, 0.25f, 2], [0, 0.5f, 0, -0.25f]],
            Expected = [[-0.41304337f, -0.10617858f, 0.53089298f]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(mostBottoms: 2);
        layer.RequireRank(2);
        int outputs = layer.Positive("num_output"), rows = layer.FixedLength(0);
        // caffe_ocr takes the sequences from axis 1, caffe-lstm from batch_size.
        bool isTimeFirst = layer.Bottom.Rank == 3;
        if (isTimeFirst && layer.Parameter.Has("batch_size") && layer.Bottom[1] != layer.Parameter.Int("batch_size", 1))
        {
            throw layer.Error(
                $"its bottom is {layer.Bottom} and its batch_size {layer.Parameter.Int("batch_size", 1)}: caffe_ocr takes "
                + $"{layer.Bottom[1]} sequences of {rows} steps from that and ignores batch_size, caffe-lstm does not; "
                + "remove batch_size, or reshape the bottom to two axes",
                "batch_size");
        }
        int sequences = isTimeFirst ? layer.FixedLength(1) : layer.Parameter.Int("batch_size", 1), axis = isTimeFirst ? 2 : 1;
        if (!isTimeFirst && (sequences < 1 || rows % sequences != 0))
        {
            throw layer.Error(
                $"batch_size is {sequences}, which does not divide the {rows} rows of its bottom {layer.Bottom}", "batch_size");
        }
        int steps = isTimeFirst ? rows : rows / sequences;
        long length = layer.Bottom.CountBetween(axis, layer.Bottom.Rank).Fixed;
        if (Math.Max(length, outputs) * 4L * outputs > int.MaxValue)
            throw layer.Error($"its {4L * outputs}×{Math.Max(length, outputs)} weights are more than {int.MaxValue}", "num_output");
        bool hasContinuation = layer.Bottoms.Count > 1;
        if (hasContinuation && (layer.Bottoms[1].Rank == 0 || layer.Bottoms[1].CountOfOne() != (long)steps * sequences))
        {
            throw layer.Error(
                $"its second bottom {layer.Bottoms[1]} says which steps go on with a sequence; "
                + $"{(long)steps * sequences} numbers are needed");
        }
        ValueShape sums = layer.Bottom.Between(0, axis).Then(4L * outputs);
        var product = new LayerOperation(new Op.InnerProduct(4 * outputs, axis, Bias: false), [sums], [ValueShape.Of(4L * outputs, length)])
        {
            Inputs = [LayerValue.Bottom()],
        };
        var operations = new List<LayerOperation> { product };
        ValueShape state = ValueShape.Of(1, sequences, outputs);
        LayerValue[] inputs = hasContinuation
            ? [LayerValue.Output(0), LayerValue.Bottom(1), .. Recurrent.Kept(operations, state, count: 2)]
            : [LayerValue.Output(0)];
        operations.Add(new LayerOperation(
            new Op.Recurrence(
                Op.RecurrentCell.LongShortTerm, steps, hasContinuation, IsBinary: hasContinuation, HasState: hasContinuation, Bias: true),
            [sums.With(axis, outputs), .. Enumerable.Repeat(state, hasContinuation ? 2 : 0)],
            [ValueShape.Of(4L * outputs, outputs), ValueShape.Of(4L * outputs)])
        {
            Inputs = [.. inputs],
        });
        return new CompiledLayer(hasContinuation ? operations.Append(Recurrent.FirstOutput(operations)) : operations);
    }
}
