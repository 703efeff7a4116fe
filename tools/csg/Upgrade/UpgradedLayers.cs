using CaffeSharpGen.Csg.Upgrade.Layers;
using CaffeSharpGen.Csg.Upgrade.Source;

namespace CaffeSharpGen.Csg.Upgrade;

/// <summary>The layers of a net in today's format.</summary>
/// <param name="Changed">Layers that are written anew, by what they were.</param>
/// <param name="Removed">Layers that went.</param>
/// <param name="Tops">Tops of layers that do not read them.</param>
internal sealed record UpgradedLayers(
    IReadOnlyDictionary<SourceField, SourceField> Changed, IReadOnlySet<SourceField> Removed, IReadOnlySet<string> Tops)
{
    /// <summary>Upgrades all.</summary>
    /// <exception cref="UpgradeProblem">The net has layers of several formats, or one that its format does not have.</exception>
    public static UpgradedLayers Of(IReadOnlyList<SourceField> fields)
    {
        SourceField[] old = [.. fields.Where(field => field is { Name: "layers", Message: not null })];
        SourceField[] today = [.. fields.Where(field => field is { Name: "layer", Message: not null })];
        if (old.Length > 0 && today.Length > 0)
        {
            throw new UpgradeProblem(
                old[0].Start,
                "the net has 'layer' (today's format) and 'layers' (the old one), which Caffe does not merge; use one of them");
        }
        var changed = new Dictionary<SourceField, SourceField>();
        var removed = new HashSet<SourceField>();
        bool isFirstFormat = old.Any(layer => FirstFormat.Inner(layer) is not null);
        var padding = new Dictionary<string, SourceField>(StringComparer.Ordinal);
        foreach (SourceField layer in old)
        {
            if (!isFirstFormat)
            {
                changed[layer] = TodaysFormat.Upgrade(SecondFormat.Upgrade(layer));
                continue;
            }
            if (FirstFormat.Inner(layer) is null)
            {
                throw new UpgradeProblem(
                    layer.Start, "other layers of this net hold a 'layer { … }' (Caffe's first format), this one does not; use one format");
            }
            string[] tops = [.. layer.Message!.All("top").Select(top => Scalars.Decode(top.Text!))];
            bool isPadding = FirstFormat.IsPadding(layer) && tops.Length == 1 && layer.Message.All("bottom").Count() == 1;
            if (isPadding)
                removed.Add(layer);
            else
                changed[layer] = FirstFormat.Upgrade(layer, padding);
            // As in Caffe a blob is padded only while the last layer that wrote it is a padding layer.
            foreach (string top in tops)
                padding.Remove(top);
            if (isPadding)
                padding[tops[0]] = layer;
        }
        foreach (SourceField layer in today)
        {
            if (TodaysFormat.Upgrade(layer) is var upgraded && upgraded != layer)
                changed[layer] = upgraded;
        }
        IEnumerable<SourceMessage> all = today.Concat(old.Except(removed))
            .Select(layer => changed.GetValueOrDefault(layer, layer).Message!);
        return new UpgradedLayers(changed, removed, all.SelectMany(TopsOf).ToHashSet(StringComparer.Ordinal));
    }

    private static IEnumerable<string> TopsOf(SourceMessage layer) =>
        Names(layer, "top").Except(Names(layer, "bottom"), StringComparer.Ordinal);

    private static IEnumerable<string> Names(SourceMessage layer, string field) =>
        layer.All(field).Where(name => name.Text is not null).Select(name => Scalars.Decode(name.Text!));
}
