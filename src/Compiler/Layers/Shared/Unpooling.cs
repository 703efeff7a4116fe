using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// The reverse of max pooling, with the mask as its second bottom (HyeonwooNoh/caffe, unpooling_layer.cpp: DeconvNet). What it does without
/// one, and the other methods of later versions, are refused: forks differ there.
/// </summary>
public sealed class Unpooling : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary =>
        "Each element back to its position in a plane, by a mask (the second top of max Pooling); zeros elsewhere.";

    /// <inheritdoc/>
    public override string ParameterField => "unpooling_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("UnpoolingParameter")
        .Enum("unpool", "MAX", "AVE", "TILE")
        .UInt("kernel_size").UInt("kernel_h").UInt("kernel_w")
        .UInt("stride").UInt("stride_h").UInt("stride_w")
        .UInt("pad").UInt("pad_h").UInt("pad_w")
        .UInt("unpool_size").UInt("unpool_h").UInt("unpool_w").Enum("engine", "DEFAULT", "CAFFE");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("unpooling_param { unpool: MAX kernel_size: 2 stride: 2 unpool_size: 3 }", [1, 1, 1, 2], [1, 1, 1, 2])
        {
            InputValues = [[1, 2], [4.5f, 2.5f]],
            Expected = [[0, 0, 2, 0, 1, 0, 0, 0, 0]],
        },
        new("unpooling_param { kernel_size: 2 stride: 2 unpool_h: 2 unpool_w: 4 }", [1, 1, 1, 2], [1, 1, 1, 2])
        {
            InputValues = [[1, 2], [4.5f, 2.5f]],
            Expected = [[0, 0, 2, 0, 1, 0, 0, 0]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        string method = layer.Parameter.Enum("unpool", "MAX");
        if (method != "MAX" || layer.Bottoms.Count == 1)
        {
            throw layer.Error(
                $"unpool {method} with {layer.Bottoms.Count} bottoms is not supported; use MAX with a mask as its second bottom", "unpool");
        }
        layer.Require(bottoms: 2);
        layer.RequireRank(4, 4);
        if (layer.Bottoms[1] != layer.Bottom)
            throw layer.Error($"its mask {layer.Bottoms[1]} has not the shape of its first bottom {layer.Bottom}");
        foreach (string pad in new[] { "pad", "pad_h", "pad_w" })
        {
            if (layer.Parameter.Int(pad, 0) != 0)
                throw layer.Error($"{pad} must be 0, as in the fork", pad);
        }
        (int height, int width) = Size(layer);
        return new CompiledLayer(new Op.Unpooling(), Resizing.Top(layer, height, width));
    }

    private static (int Height, int Width) Size(LayerContext layer)
    {
        Window.RequireOneForm(layer, "unpool_size", "unpool_h", "unpool_w", needsEach: true);
        return layer.Parameter.Has("unpool_h")
            ? (layer.Positive("unpool_h"), layer.Positive("unpool_w"))
            : (layer.Positive("unpool_size"), layer.Positive("unpool_size"));
    }
}
