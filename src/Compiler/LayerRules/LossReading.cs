using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.LayerRules;

/// <summary>
/// What losses with labels share: <c>loss_param</c>, and counts of labels that fit (loss_layer.cpp, softmax_loss_layer.cpp).
/// </summary>
internal static class LossReading
{
    /// <summary>The label that counts nothing.</summary>
    public static int? Ignored(FieldReader parameter) =>
        parameter.Has("ignore_label") ? parameter.Int("ignore_label", 0) : null;

    /// <summary>What the sum is divided by; the older field normalize counts where the newer one is not given.</summary>
    /// <param name="loss">The <c>loss_param</c>.</param>
    /// <param name="default">The type's own default.</param>
    public static Op.LossNormalization Normalization(FieldReader loss, Op.LossNormalization @default)
    {
        if (loss.Has("normalization"))
        {
            return loss.Enum("normalization", "VALID") switch
            {
                "FULL" => Op.LossNormalization.Full,
                "BATCH_SIZE" => Op.LossNormalization.BatchSize,
                "NONE" => Op.LossNormalization.None,
                _ => Op.LossNormalization.Valid,
            };
        }
        return !loss.Has("normalize") ? @default
            : loss.Bool("normalize", true) ? Op.LossNormalization.Valid : Op.LossNormalization.BatchSize;
    }

    /// <summary>Checks that there is a label for each position beside an axis. A number of the whole batch needs a fixed batch.</summary>
    /// <exception cref="LayerException">There are more or fewer.</exception>
    public static void RequireLabels(LayerContext layer, int axis)
    {
        _ = layer.FixedLength(0);
        long positions = layer.Bottom.CountOfOne() / layer.Bottom[axis].Length, labels = layer.Bottoms[1].CountOfOne();
        if (labels != positions)
        {
            throw layer.Error(
                $"its second bottom {layer.Bottoms[1]} has {labels} labels; {positions} are needed, one for each position beside axis "
                + $"{axis} of its first bottom {layer.Bottom}");
        }
    }

    /// <summary>A loss that is one number, and if the layer has two tops, the probabilities.</summary>
    public static CompiledLayer Compile(LayerContext layer, Op.Loss loss) =>
        new(loss, layer.TopCount < 2 ? [ValueShape.Of()] : [ValueShape.Of(), layer.Bottom]);
}
