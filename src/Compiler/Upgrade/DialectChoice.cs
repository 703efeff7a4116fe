using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>
/// Says whose layer type is meant where several dialects have one of a name: that of the first one, in the order of <see cref="Dialect"/>,
/// that understands all fields of the layer; where several do, of those that know most of them by name.
/// </summary>
/// <param name="options">The dialect whose types are meant whatever the fields are, if there is one.</param>
/// <param name="problems">Where it is reported that several could be meant.</param>
internal sealed class DialectChoice(NetOptions options, ProblemList problems)
{
    /// <summary>Chooses among the dialects of a layer's type.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="schemas">The fields of the type in each dialect.</param>
    /// <param name="fits">Whether a dialect understands all fields of the layer.</param>
    /// <returns>The dialect; where none understands all fields, the first one, whose faults are reported.</returns>
    public LayerSchema Of(LayerNode layer, IReadOnlyList<LayerSchema> schemas, Func<LayerSchema, bool> fits)
    {
        if (schemas.Count == 1)
            return schemas[0];
        if (options.Dialect is { } forced && schemas.FirstOrDefault(schema => schema.Dialect == forced) is { } wanted)
            return wanted;
        LayerSchema[] fitting = Closest(layer, [.. schemas.Where(fits)]);
        if (fitting.Length > 1)
        {
            SettingNames settings = options.SettingNames;
            string having = string.Join(" and ", fitting.Select(schema => schema.Dialect));
            string other = settings.Called(settings.With(settings.Dialect, $"{fitting[1].Dialect}"));
            if (!problems.Repeats(having, layer.Type))
            {
                problems.AddFirst(having, layer.Type, new Problem(ProblemCodes.SeveralDialects, Severity.Info, layer.Id,
                    $"layer '{layer.Name}' ({layer.Type}): {having} have this type, and its fields fit each; "
                    + $"it is taken for that of {fitting[0].Dialect}, the first of them; {other} chooses another"));
            }
        }
        return fitting.Length > 0 ? fitting[0] : schemas[0];
    }

    // Fillers and engines fit anywhere: those remain that know most of its fields by name.
    private static LayerSchema[] Closest(LayerNode layer, LayerSchema[] fitting)
    {
        if (fitting.Length < 2)
            return fitting;
        int most = fitting.Max(schema => KnownFields(layer, schema));
        return [.. fitting.Where(schema => KnownFields(layer, schema) == most)];
    }

    private static int KnownFields(LayerNode layer, LayerSchema schema)
    {
        int known = 0;
        foreach (FieldNode field in layer.Fields)
        {
            if (field.Value is MessageNode parameter && schema.Today.TryGet(field.Name, out FieldSchema of) && of.Message is { } message)
                known += parameter.Fields.Count(inner => message.TryGet(inner.Name, out _));
        }
        return known;
    }
}
