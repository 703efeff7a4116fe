using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Upgrade.Inputs;

/// <summary>Inputs as fields of the net: <c>input</c> with <c>input_shape</c>, or with four <c>input_dim</c> each.</summary>
internal static class LegacyInputs
{
    /// <summary>
    /// The inputs. Where the net gives no shapes at all, Caffe drops the fields: then a layer's top of the same name is the input.
    /// </summary>
    /// <param name="root">The net.</param>
    /// <param name="layers">The layers that are in it.</param>
    /// <param name="settings">How the setting for shapes is called.</param>
    public static IEnumerable<InputTop> Of(MessageNode root, IReadOnlyCollection<LayerNode> layers, SettingNames settings)
    {
        (FieldNode Field, string Name)[] inputs =
        [
            .. root.Fields.Where(field => field is { Name: "input", Value: ScalarNode })
                .Select(field => (field, ((ScalarNode)field.Value).Text)),
        ];
        EquatableArray<int>[] shapes = [.. Shapes(root)];
        var tops = new HashSet<string>(StringComparer.Ordinal);
        if (shapes.Length == 0 && inputs.Length > 0)
            tops.UnionWith(layers.SelectMany(layer => layer.Tops.Where(top => !layer.Bottoms.Contains(top))));
        for (int i = 0; i < inputs.Length; i++)
        {
            (FieldNode field, string name) = inputs[i];
            if (tops.Contains(name))
                continue;
            EquatableArray<int>? shape = i < shapes.Length && shapes.Length <= inputs.Length ? shapes[i] : null;
            yield return new InputTop(field.Id, name, shape)
            {
                Missing = shape is not null ? "" : $"there are {inputs.Length} inputs and {shapes.Length} shapes; give input '{name}' an "
                    + $"input_shape {{ dim: … }}, or four input_dim, or {settings.Called(settings.InputShape)}, such as 1,3,224,224",
            };
        }
    }

    private static IEnumerable<EquatableArray<int>> Shapes(MessageNode root)
    {
        var net = new FieldReader(root, NetSchema.Net);
        IReadOnlyList<FieldReader> shapes = net.Messages("input_shape");
        if (shapes.Count > 0)
            return shapes.Select(shape => (EquatableArray<int>)[.. shape.Ints("dim")]);
        IReadOnlyList<int> lengths = net.Ints("input_dim");
        return Enumerable.Range(0, lengths.Count / 4)
            .Select(i => (EquatableArray<int>)[lengths[4 * i], lengths[(4 * i) + 1], lengths[(4 * i) + 2], lengths[(4 * i) + 3]]);
    }
}
