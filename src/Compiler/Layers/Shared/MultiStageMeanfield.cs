using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// CRF-RNN's layer (torrvision/crfasrnn, multi_stage_meanfield.cpp and modified_permutohedral.cpp). What only initializes its weights
/// for training changes nothing here.
/// </summary>
public sealed class MultiStageMeanfield : LayerDefinition
{
    private const int Colors = 3;

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary =>
        "Scores of pixels refined by those of near and of similar pixels: a conditional random field, by the picture as the third bottom.";

    /// <inheritdoc/>
    public override string ParameterField => "multi_stage_meanfield_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("MultiStageMeanfieldParameter")
        .UInt("num_iterations").Enum("compatibility_mode", "POTTS", "SEMI_METRIC").Float("threshold")
        .Float("theta_alpha").Float("theta_beta").Float("theta_gamma").Float("spatial_filter_weight").Float("bilateral_filter_weight")
        .String("spatial_filter_weights_str").String("bilateral_filter_weights_str").Bool("force_cpu");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        // A single pixel filters to itself: twice the softmax, and the matrices.
        new(
            "multi_stage_meanfield_param { num_iterations: 2 theta_alpha: 160 theta_beta: 1000 theta_gamma: 3 }",
            [1, 2, 1, 1], [1, 2, 1, 1], [1, 3, 1, 1])
        {
            InputValues = [[1, -0.5f], [0.25f, 0.75f], [0, 0, 0]],
            WeightValues = [[1, 0, 0, 2], [0.5f, 0.25f, 0, 1], [-1, 0, 0, -1]],
            Expected = [[1.98464995f, 0.73684005f]],
        },
        // Colors so much alike that the field hardly depends on them: no gradient flows to the picture.
        new(
            "multi_stage_meanfield_param { num_iterations: 3 theta_alpha: 4 theta_beta: 1e7 theta_gamma: 2 }",
            [2, 3, 4, 5], [2, 3, 4, 5], [2, 3, 4, 5]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 3);
        layer.RequireRank(4, 4);
        if (layer.Bottoms[1] != layer.Bottom || layer.Bottoms[2] != layer.Bottom.With(1, Colors))
        {
            throw layer.Error(
                $"its bottoms are {layer.Bottom}, {layer.Bottoms[1]} and {layer.Bottoms[2]}; two of one shape are needed, "
                + $"and a picture {layer.Bottom.With(1, Colors)}");
        }
        int iterations = layer.Positive("num_iterations");
        if (iterations < 2)
            throw layer.Error($"num_iterations is {iterations}; the fork needs at least 2", "num_iterations");
        int channels = layer.FixedLength(1);
        var matrix = ValueShape.Of(1, 1, channels, channels);
        var operation = new Op.MultiStageMeanfield(
            iterations, Theta(layer, "theta_alpha"), Theta(layer, "theta_beta"), Theta(layer, "theta_gamma"));
        return new CompiledLayer(operation, layer.Bottom, matrix, matrix, matrix);
    }

    private static float Theta(LayerContext layer, string field)
    {
        float theta = layer.Parameter.Float(field, 0);
        return theta > 0 ? theta : throw layer.Error($"{field} is {theta}; give a number above 0", field);
    }
}
