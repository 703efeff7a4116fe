using CaffeSharpGen.Csg.Upgrade.Source;

namespace CaffeSharpGen.Csg.Upgrade.Layers;

/// <summary>A layer of Caffe's second format: its type is an enum, what is known of its weights stands in lists.</summary>
internal static class SecondFormat
{
    /// <summary>The same layer in today's format.</summary>
    /// <exception cref="UpgradeProblem">Its type is not one of the second format.</exception>
    public static SourceField Upgrade(SourceField layer)
    {
        SourceMessage message = layer.Message!;
        var fields = new List<SourceField>();
        bool hasParameters = false;
        foreach (SourceField field in message.Fields)
        {
            if (LayerParts.IsOfParameters(field))
            {
                if (!hasParameters)
                    fields.AddRange(LayerParts.Parameters(message));
                hasParameters = true;
            }
            else if (field is { Name: "type", Text: { } type })
            {
                fields.Add(field.With(Scalars.Quote(Today(field, type))));
            }
            else
            {
                fields.Add(field);
            }
        }
        return LayerParts.Layer(layer, fields, message.AtEnd);
    }

    private static string Today(SourceField field, string type)
    {
        if (LegacyLayerTypes.Find(Scalars.Decode(type)) is { Today.Length: > 0 } known)
            return known.Today;
        string near = NearestNames.Suggestion(type, LegacyLayerTypes.Members.Select(member => member.Name));
        throw new UpgradeProblem(field.Start, $"there is no type {type} in the format of 'layers'{near}");
    }
}
