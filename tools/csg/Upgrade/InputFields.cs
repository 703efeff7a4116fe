using CaffeSharpGen.Csg.Upgrade.Source;

namespace CaffeSharpGen.Csg.Upgrade;

/// <summary>Inputs as fields of the net become layers: <c>input</c> with <c>input_shape</c>, or with four <c>input_dim</c> each.</summary>
internal static class InputFields
{
    private const int AxesOfDims = 4;

    /// <summary>Whether a field of the net is one of them.</summary>
    public static bool Is(SourceField field) => field.Name is "input" or "input_shape" or "input_dim";

    /// <summary>The layers.</summary>
    /// <param name="fields">All such fields, in the order of the text.</param>
    /// <param name="tops">Tops of layers that do not read them: where no shapes are given, these are no inputs.</param>
    /// <exception cref="UpgradeProblem">There are not as many shapes as inputs.</exception>
    public static IReadOnlyList<SourceField> Layers(IReadOnlyList<SourceField> fields, IReadOnlySet<string> tops)
    {
        SourceField[] inputs = [.. fields.Where(field => field.Name == "input")];
        SourceMessage[] shapes = [.. Shapes(fields)];
        if (shapes.Length > 0 && shapes.Length != inputs.Length)
        {
            throw new UpgradeProblem(
                fields[0].Start, $"there are {inputs.Length} inputs and {shapes.Length} shapes; expected one shape each");
        }
        var layers = new List<SourceField>();
        for (int i = 0; i < inputs.Length; i++)
        {
            string name = Scalars.Decode(inputs[i].Text ?? "");
            if (shapes.Length == 0 && tops.Contains(name))
                continue;
            List<SourceField> layer =
            [
                new SourceField("name") { Text = inputs[i].Text },
                new SourceField("type") { Text = "\"Input\"" },
                inputs[i].As("top"),
            ];
            if (i < shapes.Length)
                layer.Add(Field("input_param", Field("shape", shapes[i])));
            layers.Add(Field("layer", new SourceMessage { Fields = layer }));
        }
        return layers;
    }

    private static IEnumerable<SourceMessage> Shapes(IReadOnlyList<SourceField> fields)
    {
        SourceField[] shapes = [.. fields.Where(field => field.Name == "input_shape")];
        if (shapes.Length > 0)
        {
            return shapes.Select(shape => new SourceMessage
            {
                Fields = shape.Message!.Fields,
                AtEnd = [.. shape.Before, .. shape.Message.AtEnd, .. shape.Behind is { } behind ? [behind] : (string[])[]],
            });
        }
        SourceField[] lengths = [.. fields.Where(field => field.Name == "input_dim").Select(field => field.As("dim"))];
        if (lengths.Length % AxesOfDims != 0)
            throw new UpgradeProblem(lengths[0].Start, $"there are {lengths.Length} input_dim; expected four for each input");
        return lengths.Chunk(AxesOfDims).Select(axes => new SourceMessage { Fields = [.. axes] });
    }

    private static SourceField Field(string name, params IEnumerable<SourceField> fields) =>
        Field(name, new SourceMessage { Fields = [.. fields] });

    private static SourceField Field(string name, SourceMessage message) => new(name) { Message = message };
}
