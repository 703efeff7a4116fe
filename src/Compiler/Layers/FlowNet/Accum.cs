using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using CaffeSharpGen.Resampling;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.FlowNet;

/// <summary>Bottoms resized to one size, side by side (lmb-freiburg/flownet2, accum_layer.cpp).</summary>
public sealed class Accum : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.FlowNet;

    /// <inheritdoc/>
    public override string Summary => "Resizes its bottoms bilinearly, corners on corners, to one size and joins their channels.";

    /// <inheritdoc/>
    public override string ParameterField => "accum_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("AccumParameter")
        .UInt("top_height").UInt("top_width").UInt("size_divisible_by").Bool("have_reference");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 4, 5], [2, 18, 2, 3]),
        new("accum_param { have_reference: true }", [2, 3, 4, 5], [2, 2, 3, 7], [2, 1, 6, 8]),
        new("accum_param { top_height: 7 top_width: 9 }", [1, 3, 4, 5], [1, 2, 2, 3]),
        new("accum_param { size_divisible_by: 4 }", [1, 3, 5, 6]),
        new("", [1, 1, 2, 2], [1, 1, 3, 3])
        {
            InputValues = [[0, 2, 4, 6], [1, 2, 3, 4, 5, 6, 7, 8, 9]],
            Expected = [[0, 1, 2, 2, 3, 4, 4, 5, 6, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(mostBottoms: int.MaxValue);
        bool hasReference = layer.Parameter.Bool("have_reference", false);
        int count = layer.Bottoms.Count - (hasReference ? 1 : 0);
        if (count < 1)
            throw layer.Error("its only bottom is the reference; one more is needed", "have_reference");
        for (int i = 0; i < layer.Bottoms.Count; i++)
        {
            if (layer.Bottoms[i].Rank != 4 || layer.Bottoms[i][0] != layer.Bottom[0])
                throw layer.Error($"its bottoms {layer.BottomsWith(i)} must have four axes and as many images each");
        }
        (long height, long width) = hasReference ? (layer.Bottoms[count][2].Fixed, layer.Bottoms[count][3].Fixed) : Size(layer);
        if (height < 2 || width < 2)
            throw layer.Error($"its top would be {height}×{width} (height×width); its fork divides by one less");
        var lowering = new Lowering(layer);
        var parts = new Term[count];
        Dim channels = 0;
        for (int i = 0; i < count; i++)
        {
            Term part = lowering.Bottom(i);
            ValueShape shape = part.Shape.With(2, height).With(3, width);
            parts[i] = shape == part.Shape ? part : lowering.Add(new Op.Resize(ResizeRule.LinearCorners), shape, part);
            channels += part.Shape[1];
        }
        return lowering.Layer(count == 1 ? parts[0] : lowering.Add(new Op.Concat(), parts[0].Shape.With(1, channels), parts));
    }

    // The given size, where it exceeds that of all bottoms in both directions.
    private static (long Height, long Width) Size(LayerContext layer)
    {
        long height = layer.Bottoms.Max(bottom => bottom[2].Fixed), width = layer.Bottoms.Max(bottom => bottom[3].Fixed);
        long topHeight = layer.Parameter.Int("top_height", 0), topWidth = layer.Parameter.Int("top_width", 0);
        if (layer.Parameter.Has("size_divisible_by"))
        {
            long divisor = layer.Positive("size_divisible_by");
            (topHeight, topWidth) = ((height + divisor - 1) / divisor * divisor, (width + divisor - 1) / divisor * divisor);
        }
        return topHeight > height && topWidth > width ? (topHeight, topWidth) : (height, width);
    }
}
