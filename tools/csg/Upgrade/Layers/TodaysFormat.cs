using CaffeSharpGen.Csg.Upgrade.Source;

namespace CaffeSharpGen.Csg.Upgrade.Layers;

/// <summary>What moved, or lost its meaning, within the format of today.</summary>
internal static class TodaysFormat
{
    private const string Transformation = "transform_param";

    // The blobs of a BatchNorm: mean, variance, and the factor of both. None is learned.
    private const int BlobsOfBatchNorm = 3;

    private static readonly Dictionary<string, string> DataParameters = new(StringComparer.Ordinal)
    {
        ["Data"] = "data_param",
        ["ImageData"] = "image_data_param",
        ["WindowData"] = "window_data_param",
    };

    private static readonly string[] Moved = ["scale", "mean_file", "crop_size", "mirror"];

    /// <summary>The layer as it is written today; the same object if that is as it is.</summary>
    /// <param name="layer">A layer of today's format.</param>
    public static SourceField Upgrade(SourceField layer)
    {
        SourceMessage message = layer.Message!;
        string type = message.Value("type");
        if (DataParameters.TryGetValue(type, out string? parameter) && message.Last(parameter) is { Message: { } data } field
            && data.Fields.Any(inner => Moved.Contains(inner.Name)))
            return MoveTransformation(layer, field, data);
        // Multipliers only: a name shares weights.
        SourceField[] specs = [.. message.All("param")];
        bool isOldBatchNorm = type == "BatchNorm" && specs.Length == BlobsOfBatchNorm
            && specs.All(spec => spec.Message is { } multipliers && multipliers.Last("name") is null);
        return isOldBatchNorm ? Without(layer, specs) : layer;
    }

    private static SourceField MoveTransformation(SourceField layer, SourceField field, SourceMessage data)
    {
        SourceMessage message = layer.Message!;
        SourceField? given = message.Last(Transformation);
        List<SourceField> transformation = [.. given?.Message?.Fields ?? []];
        var atEnd = new List<string>(data.AtEnd);
        foreach (SourceField moved in data.Fields.Where(inner => Moved.Contains(inner.Name)))
        {
            // What both say, transform_param says.
            if (transformation.Exists(own => own.Name == moved.Name))
                atEnd.AddRange(moved.AllComments());
            else
                transformation.Add(moved);
        }
        SourceField stays = field.With(new SourceMessage
        {
            Fields = [.. data.Fields.Where(inner => !Moved.Contains(inner.Name))],
            AtEnd = atEnd,
        });
        SourceField target = (given ?? new SourceField(Transformation)).With(
            new SourceMessage { Fields = transformation, AtEnd = given?.Message?.AtEnd ?? [] });
        var fields = new List<SourceField>();
        foreach (SourceField own in message.Fields)
        {
            if (own == field && given is null)
                fields.Add(target);
            if (own == field)
                fields.Add(stays);
            else
                fields.Add(own == given ? target : own);
        }
        return layer.With(new SourceMessage { Fields = fields, AtEnd = message.AtEnd });
    }

    private static SourceField Without(SourceField layer, SourceField[] fields)
    {
        SourceMessage message = layer.Message!;
        return layer.With(new SourceMessage
        {
            Fields = [.. message.Fields.Except(fields)],
            AtEnd = [.. message.AtEnd, .. fields.SelectMany(field => field.AllComments())],
        });
    }
}
