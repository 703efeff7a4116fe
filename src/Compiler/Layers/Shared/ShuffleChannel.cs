using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>Channels dealt out from their groups (farmingyard/ShuffleNet, shuffle_channel_layer.cpp).</summary>
public sealed class ShuffleChannel : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Channel i of group j becomes channel j of group i.";

    /// <inheritdoc/>
    public override string ParameterField => "shuffle_channel_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ShuffleChannelParameter").UInt("group");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("shuffle_channel_param { group: 3 }", [2, 18, 3, 5]),
        new("shuffle_channel_param { group: 2 }", [1, 6, 1, 1])
        {
            InputValues = [[0, 1, 2, 3, 4, 5]],
            Expected = [[0, 3, 1, 4, 2, 5]],
        },
        new("", [2, 3, 2, 2]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(2);
        int group = layer.Parameter.Int("group", 1), channels = layer.FixedLength(1);
        if (group < 1 || channels % group != 0)
            throw layer.Error($"group is {group}; it must divide the {channels} channels of its bottom {layer.Bottom}", "group");
        ValueShape bottom = layer.Bottom, rest = bottom.Between(2, bottom.Rank);
        ValueShape view = ValueShape.Of(bottom[0], group, channels / group, rest.CountBetween(0, rest.Rank));
        var lowering = new Lowering(layer);
        return lowering.Layer(group == 1 ? lowering.Bottom() : lowering.Rearrange(lowering.Bottom(), view, [0, 2, 1, 3], bottom));
    }
}
