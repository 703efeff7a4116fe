using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>Images to blocks of positions (synopsys-caffe, batch_to_space_nd_layer.cpp, which follows TensorFlow).</summary>
public sealed class BatchToSpaceND : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Images of the batch become blocks of positions, of which a border is cut off.";

    /// <inheritdoc/>
    public override string ParameterField => "batch_to_space_nd_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("BatchToSpaceNDParameter").UInts("block_shape").UInts("crops");
    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new(
            "batch_to_space_nd_param { block_shape: 1 block_shape: 2 block_shape: 2 "
            + "crops: 0 crops: 0 crops: 1 crops: 0 crops: 0 crops: 2 }",
            [8, 18, 3, 5]),
        new("batch_to_space_nd_param { block_shape: 2 block_shape: 2 crops: 0 crops: 0 crops: 0 crops: 0 }", [4, 1, 2, 1])
        {
            InputValues = [[0, 2, 1, 3, 4, 6, 5, 7]],
            Expected = [[0, 1, 2, 3, 4, 5, 6, 7]],
        },
        new("batch_to_space_nd_param { block_shape: 2 block_shape: 2 crops: 1 crops: 0 crops: 0 crops: 1 }", [4, 1, 2, 1])
        {
            InputValues = [[0, 2, 1, 3, 4, 6, 5, 7]],
            Expected = [[4, 5, 6]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        (int[] block, int[] crops) = BlockShapes.Read(layer, "crops");
        ValueShape bottom = layer.Bottom;
        int rank = bottom.Rank, blocks = block.Length;
        long images = bottom[0].Fixed, count = BlockShapes.Count(block);
        if (images % count != 0)
            throw layer.Error($"its bottom {bottom} has {images} images, no multiple of the {count} positions of a block", "block_shape");
        ValueShape view = ValueShape.Of([.. block.Select(length => (Dim)length), images / count, .. bottom.Axes.Skip(1)]);
        var order = new List<int> { blocks };
        int[] offsets = new int[rank];
        ValueShape whole = bottom.With(0, images / count), top = whole;
        for (int axis = 1; axis <= blocks; axis++)
        {
            order.AddRange([blocks + axis, axis - 1]);
            long length = bottom[axis].Fixed * block[axis - 1];
            whole = whole.With(axis, length);
            offsets[axis] = crops[2 * axis - 2];
            top = top.With(axis, length - offsets[axis] - crops[2 * axis - 1]);
            if (top[axis].Length < 1)
                throw layer.Error($"its crops leave nothing of axis {axis}, which is {length} long", "crops");
        }
        order.AddRange(Enumerable.Range(2 * blocks + 1, rank - 1 - blocks));
        var lowering = new Lowering(layer);
        Term joined = lowering.Rearrange(lowering.Bottom(), view, [.. order], whole);
        return lowering.Layer(top == whole ? joined : lowering.Add(new Op.Crop([.. offsets]), top, joined));
    }
}
