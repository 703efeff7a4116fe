using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// Distances to learned centers (happynear/caffe-windows and happynear/NormFace, inner_distance_layer.cpp). Early releases add a bias;
/// the layer has one where bias_term or bias_filler is written.
/// </summary>
public sealed class InnerDistance : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "The squared or L1 distances of its bottom to centers, which are learned or a second bottom.";

    /// <inheritdoc/>
    public override string ParameterField => "inner_distance_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("InnerDistanceParameter")
        .UInt("num_output").Bool("bias_term").Message("weight_filler", NetSchema.Filler).Message("bias_filler", NetSchema.Filler)
        .Int("axis").Bool("transpose").String("distance_type").Bool("normalize").Bool("update_center_only");
    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("inner_distance_param { num_output: 3 }", [2, 18, 1, 2]),
        new("inner_distance_param { num_output: 3 normalize: true }", [2, 7]),
        new("inner_distance_param { num_output: 5 distance_type: 'L1' bias_term: true }", [2, 7]),
        new("", [2, 6], [4, 6]),
        new("inner_distance_param { axis: 2 distance_type: 'L1' }", [2, 3, 5], [4, 5]),
        new("", [1, 2], [2, 2]) { InputValues = [[1, 2], [1, 2, 4, -2]], Expected = [[0, 25]] },
        new("inner_distance_param { distance_type: 'L1' }", [1, 2], [2, 2])
        {
            InputValues = [[1, 2], [1, 2, 4, -2]],
            Expected = [[0, 7]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(mostBottoms: 2);
        int axis = layer.Axis("axis", 1);
        long length = layer.Bottom.CountBetween(axis, layer.Bottom.Rank).Fixed;
        string type = layer.Parameter.String("distance_type", "L2");
        if (type is not ("L1" or "L2"))
            throw layer.Error($"distance_type is \"{type}\"; L1 and L2 are known", "distance_type");
        if (layer.Parameter.Bool("transpose", false))
            throw layer.Error("transpose: true stands in its fields, but its fork computes as if it were false; leave it out", "transpose");
        bool isL1 = type == "L1", normalizes = layer.Parameter.Bool("normalize", false), hasCenters = layer.Bottoms.Count == 2;
        if (hasCenters && layer.Parameter.Bool("update_center_only", false))
            throw layer.Error("update_center_only with centers from a second bottom is not supported", "update_center_only");
        long outputs = hasCenters && layer.Bottoms[1].Rank > 0 ? layer.Bottoms[1][0].Fixed : layer.Positive("num_output");
        if (hasCenters && layer.Bottoms[1].CountBetween(0, layer.Bottoms[1].Rank).Fixed != outputs * length)
            throw layer.Error($"its centers {layer.Bottoms[1]} are no vectors of {length}, as those of its bottom {layer.Bottom} are");
        if (outputs * length > int.MaxValue)
            throw layer.Error($"its {outputs}×{length} centers are more than {int.MaxValue} elements", "num_output");
        ValueShape top = layer.Bottom.Between(0, axis).Then(outputs);
        var operation = new Op.InnerDistance((int)outputs, axis, isL1, normalizes && !hasCenters);
        var lowering = new Lowering(layer);
        Term distance = hasCenters
            ? lowering.Add(operation, top, lowering.Bottom(), lowering.Bottom(1))
            : lowering.Add(operation, top, [ValueShape.Of(outputs, length)], lowering.Bottom());
        bool hasBias = !hasCenters && layer.Parameter.Bool("bias_term", layer.Parameter.Has("bias_filler"));
        return lowering.Layer(hasBias ? lowering.Add(new Op.Bias(axis), top, [ValueShape.Of(outputs)], distance) : distance);
    }
}
