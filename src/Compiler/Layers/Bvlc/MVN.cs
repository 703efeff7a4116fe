using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Mean-variance normalization of each image (mvn_layer.cpp).</summary>
public sealed class MVN : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "Each plane, or each image with across_channels, less its mean, divided by its deviation + eps (outside the root, "
        + "unlike elsewhere).";

    /// <inheritdoc/>
    public override string ParameterField => "mvn_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("MVNParameter")
        .Bool("normalize_variance").Bool("across_channels").Float("eps").Bool("add_eps_before_sqrt");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 5, 7]),
        new("mvn_param { across_channels: true }", [2, 3, 4, 5]),
        new("mvn_param { normalize_variance: false }", [1, 19, 3, 6]),
        new("mvn_param { eps: 0.5 }", [2, 18, 5, 5]),
        new("mvn_param { across_channels: true eps: 0.25 }", [3, 21]),
        new("mvn_param { eps: 1 }", [1, 1, 1, 2]) { InputValues = [[1, 3]], Expected = [[-0.5f, 0.5f]] },
        new("mvn_param { add_eps_before_sqrt: true eps: 0.5 }", [2, 18, 3, 5]),
        new("mvn_param { add_eps_before_sqrt: true across_channels: true eps: 0.25 }", [3, 21]),
        new("mvn_param { add_eps_before_sqrt: true eps: 3 }", [1, 1, 1, 2]) { InputValues = [[1, 3]], Expected = [[-0.5f, 0.5f]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(1, 4);
        bool acrossChannels = layer.Parameter.Bool("across_channels", false);
        bool divides = layer.Parameter.Bool("normalize_variance", true);
        float eps = layer.Parameter.Float("eps", 1e-9f);
        // Caffe's top has four axes always.
        ValueShape top = layer.Bottom.Then(Enumerable.Repeat((Dim)1, 4 - layer.Bottom.Rank));
        return divides && layer.Parameter.Bool("add_eps_before_sqrt", false)
            ? WithEpsInside(layer, top, acrossChannels, eps)
            : new CompiledLayer(new Op.MVN(divides, acrossChannels, eps), top);
    }

    // Synopsys' fork, mvn_layer.cpp. Of n values v with the mean 0, v / √(Σ v² / n + eps) = √n · v / √(Σ v² + n·eps).
    private static CompiledLayer WithEpsInside(LayerContext layer, ValueShape top, bool acrossChannels, float eps)
    {
        if (!(eps >= 0))
            throw layer.Error($"eps is {eps}; it must not be negative", "eps");
        int axis = acrossChannels ? 1 : 2;
        long count = top.CountBetween(axis, 4).Fixed;
        var lowering = new Lowering(layer);
        Term centered = lowering.Add(new Op.MVN(NormalizeVariance: false, acrossChannels), top, lowering.Bottom());
        Term vectors = lowering.Reshape(centered, ValueShape.Of(top.CountBetween(0, axis), count));
        Term unit = lowering.Add(new Op.L2Normalize(1, eps * count), vectors.Shape, vectors);
        Term scaled = lowering.Add(new Op.Power(Scale: (float)Math.Sqrt(count)), unit.Shape, unit);
        return lowering.Layer(lowering.Reshape(scaled, top));
    }
}
