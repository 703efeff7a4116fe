using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>Blocks of positions to images (synopsys-caffe, space_to_batch_nd_layer.cpp, which follows TensorFlow).</summary>
public sealed class SpaceToBatchND : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Pads its bottom; blocks of positions become images of the batch.";

    /// <inheritdoc/>
    public override string ParameterField => "space_to_batch_nd_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("SpaceToBatchNDParameter").UInts("block_shape").UInts("paddings");
    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new(
            "space_to_batch_nd_param { block_shape: 1 block_shape: 2 block_shape: 2 "
            + "paddings: 0 paddings: 0 paddings: 1 paddings: 2 paddings: 2 paddings: 1 }",
            [2, 18, 3, 5]),
        new("space_to_batch_nd_param { block_shape: 2 block_shape: 2 paddings: 0 paddings: 0 paddings: 0 paddings: 0 }", [1, 2, 4, 1])
        {
            InputValues = [[0, 1, 2, 3, 4, 5, 6, 7]],
            Expected = [[0, 2, 1, 3, 4, 6, 5, 7]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        (int[] block, int[] paddings) = BlockShapes.Read(layer, "paddings");
        int rank = layer.Bottom.Rank, blocks = block.Length;
        var lowering = new Lowering(layer);
        int[] all = [0, 0, .. paddings, .. Enumerable.Repeat(0, 2 * (rank - 1 - blocks))];
        Term padded = Padding.Add(layer, lowering, lowering.Bottom(), all, 0, "paddings");
        var view = new List<Dim> { padded.Shape[0] };
        ValueShape top = padded.Shape.With(0, padded.Shape[0] * BlockShapes.Count(block));
        for (int axis = 1; axis <= blocks; axis++)
        {
            long length = padded.Shape[axis].Fixed, size = block[axis - 1];
            if (length % size != 0)
            {
                throw layer.Error(
                    $"axis {axis} of its bottom {layer.Bottom} is {length} long with its paddings, no multiple of its block_shape {size}",
                    "block_shape");
            }
            view.AddRange([length / size, size]);
            top = top.With(axis, length / size);
        }
        view.AddRange(padded.Shape.Axes.Skip(blocks + 1));
        // The positions in a block, the images, the blocks, the rest.
        int[] order =
        [
            .. Enumerable.Range(1, blocks).Select(axis => 2 * axis), 0, .. Enumerable.Range(1, blocks).Select(axis => 2 * axis - 1),
            .. Enumerable.Range(2 * blocks + 1, rank - 1 - blocks),
        ];
        return lowering.Layer(lowering.Rearrange(padded, ValueShape.Of(view), order, top));
    }
}
