using CaffeSharpGen.Compiler.Layers;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.LayerRules.Windows;

/// <summary>
/// What forks run at the end of a convolution: a rectifier, by <c>fuse_type</c> and <c>relu_param</c> in the message of the convolution
/// (BVLC's opencl branch and clCaffe, conv_layer_spatial.cpp) or by <c>relu</c> and <c>negative_slope</c> (Intel's fork,
/// mkldnn_convolution_layer.cpp); and before it the sum with a second bottom.
/// </summary>
/// <param name="Rectifier">The rectifier; null for none.</param>
/// <param name="HasResidual">Whether a second bottom is added.</param>
internal sealed record FusedRectifier(Op.ReLU? Rectifier, bool HasResidual)
{
    private const string None = "UNFUSED";

    /// <summary>Names of <c>fuse_type</c>.</summary>
    public static string[] Types { get; } =
    [
        None, "FUSED_CONV_RELU", "FUSED_CONV_MAX_POOLING_RELU", "FUSED_CONV_ELTWISE_RELU", "FUSED_CONV_ELTWISE", "FUSED_CONV_PRELU",
        "FUSED_CONV_ELTWISE_PRELU",
    ];

    /// <summary>Reads the fields; null if nothing is fused.</summary>
    /// <exception cref="LayerException">What is fused is not supported, or not clear.</exception>
    public static FusedRectifier? Read(LayerContext layer)
    {
        string type = layer.Parameter.Enum("fuse_type", None);
        if (type == None)
        {
            if (layer.Parameter.Has("relu_param") && !layer.Parameter.Has("fuse_type"))
            {
                throw layer.Error(
                    "it has a relu_param without fuse_type; write fuse_type: FUSED_CONV_RELU if a ReLU follows, else remove it",
                    "relu_param");
            }
            return layer.Parameter.Bool("relu", false)
                ? new FusedRectifier(new Op.ReLU(layer.Parameter.Float("negative_slope", 0)), HasResidual: false)
                : null;
        }
        if (type is not ("FUSED_CONV_RELU" or "FUSED_CONV_ELTWISE_RELU" or "FUSED_CONV_ELTWISE"))
        {
            throw layer.Error(
                $"fuse_type {type} is not supported; write the layers that it joins one behind the other, as before they were fused",
                "fuse_type");
        }
        Op.ReLU? rectifier = type == "FUSED_CONV_ELTWISE" ? null : RectifierRule.Read(layer, layer.Parameter.Message("relu_param"));
        return new FusedRectifier(rectifier, type != "FUSED_CONV_RELU");
    }

    /// <summary>Puts it behind a value.</summary>
    public void Append(LayerContext layer, List<LayerOperation> operations, LayerValue value, ValueShape shape)
    {
        if (HasResidual)
        {
            if (layer.Bottoms[1] != shape)
            {
                throw layer.Error(
                    $"its second bottom {layer.Bottoms[1]} is added to what it computes, {shape}; both need one shape", "fuse_type");
            }
            operations.Add(new LayerOperation(new Op.Eltwise(), [shape]) { Inputs = [value, LayerValue.Bottom(1)] });
            value = LayerValue.Output(operations.Count - 1);
        }
        if (Rectifier is not null)
            operations.Add(new LayerOperation(Rectifier, [shape]) { Inputs = [value] });
    }
}
