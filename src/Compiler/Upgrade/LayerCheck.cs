using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>
/// Checks the fields of layers. All have to have the form of a layer; only of those that are in the net all fields have to be understood.
/// What is left out, layers of the TRAIN phase or losses, computes nothing.
/// </summary>
/// <param name="schemas">The fields of each type.</param>
/// <param name="check">Finds and reports.</param>
/// <param name="ignored">Fields that may be unknown.</param>
/// <param name="options">The dialect whose types are meant, where several have one of a name.</param>
/// <param name="problems">Where problems go.</param>
internal sealed class LayerCheck(LayerSchemas schemas, SchemaCheck check, IgnoredFields ignored, NetOptions options, ProblemList problems)
{
    private readonly DialectChoice choice = new(options, problems);

    // Layers whose values were found wrong already.
    private readonly HashSet<int> misread = [];

    /// <summary>Checks that a layer can be read.</summary>
    /// <param name="source">The layer as it is written.</param>
    /// <param name="isLeftOut">Whether its rules leave it out. Then its values are those of whatever build trains with it.</param>
    /// <param name="isCustom">Whether its user computes it himself. Then it may have any fields beside those of all layers.</param>
    public void Form(FieldNode source, bool isLeftOut, bool isCustom)
    {
        var message = (MessageNode)source.Value;
        string subject = $"layer '{NameOf(message)}': ";
        Faults faults = isLeftOut ? Faults.RepeatedFields : Faults.RepeatedFields | Faults.WrongValues;
        int before = problems.ErrorCount;
        if (isCustom)
            CheckCustom(message, IsToday(source), subject, faults);
        else
            check.Check(message, IsToday(source) ? schemas.Any : schemas.AnyLegacy, subject, faults);
        if (isLeftOut)
            check.Check(message, NetSchema.Rules, subject, Faults.WrongValues);
        if (problems.ErrorCount > before)
            misread.Add(source.Id);
    }

    // The type need not be one of those that the second generation has.
    private void CheckCustom(MessageNode message, bool isToday, string subject, Faults faults)
    {
        if (isToday)
            check.Check(message, NetSchema.Layer, subject, faults);
        else
        {
            MessageNode others = message with { Fields = [.. message.Fields.Where(field => field.Name != "type")] };
            check.Check(others, NetSchema.V1Layer, subject, faults);
        }
    }

    /// <summary>Checks that what decides whether a layer is in the net is understood.</summary>
    public void Rules(FieldNode source, LayerNode layer) =>
        check.Check((MessageNode)source.Value, NetSchema.Rules, Subject(layer), Faults.UnknownFields);

    /// <summary>
    /// Checks that all fields of a layer that is in the net are understood, and marks it if they are not. Chooses its dialect, if several
    /// have its type.
    /// </summary>
    /// <param name="source">The layer as it is written.</param>
    /// <param name="layer">What became of it.</param>
    public LayerNode Fields(FieldNode source, LayerNode layer)
    {
        if (layer.IsWrong || layer.Custom is not null)
            return layer;
        // Thousands of empty layers: no message is made that is not reported.
        if (layer.Type.Length == 0 && problems.IsFull)
            return layer with { IsWrong = true };
        int before = problems.ErrorCount;
        var message = (MessageNode)source.Value;
        if (V0Layers.Is(source))
            CheckFirstGeneration(message, layer);
        else if (layer.Type.Length == 0)
            ReportNoType(message, layer, IsToday(source));
        else if (schemas.Of(layer.Type).ToArray() is { Length: > 0 } ofType)
            layer = ChooseAndCheck(message, layer, ofType, IsToday(source), misread.Contains(source.Id));
        return problems.ErrorCount > before ? layer with { IsWrong = true } : layer;
    }

    private void CheckFirstGeneration(MessageNode outer, LayerNode layer)
    {
        foreach (FieldNode field in outer.Fields.Where(field => field.Name is not ("layer" or "bottom" or "top")))
            check.Unknown(field, Subject(layer), $"beside 'layer', Caffe's first format reads bottom and top only, not '{field.Name}'");
        MessageNode inner = V0Layers.Inner(outer)!;
        string type = V0Layers.TypeOf(inner);
        bool IsRead(FieldNode field) => V0Layers.Reads(type, field.Name) || !NetSchema.V0Layer.TryGet(field.Name, out _);
        check.Check(inner with { Fields = [.. inner.Fields.Where(IsRead)] }, NetSchema.V0Layer, Subject(layer), Faults.UnknownFields);
        foreach (FieldNode field in inner.Fields.Where(field => !IsRead(field)))
            check.Unknown(field, Subject(layer), $"a layer of the type '{type}' does not read '{field.Name}'");
    }

    private LayerNode ChooseAndCheck(MessageNode message, LayerNode layer, LayerSchema[] ofType, bool isToday, bool isMisread)
    {
        LayerSchema schema = choice.Of(layer, ofType, Fits);
        if (ofType.Length > 1)
            layer = layer with { Dialect = schema.Dialect };
        // The form was checked as far as types that share a message agree about its fields; what was reported there is not told again.
        CheckFields(message, layer, FieldsOf(schema), check, isMisread ? Faults.UnknownFields : Faults.All);
        return layer;

        MessageSchema FieldsOf(LayerSchema of) => isToday ? of.Today : of.Second;

        bool Fits(LayerSchema of)
        {
            if (of.Needed is { } needed && message.Fields.All(field => field.Name != needed))
                return false;
            var unreported = new ProblemList();
            CheckFields(message, layer, FieldsOf(of), new SchemaCheck(ignored.Fresh(), unreported), Faults.All);
            return unreported.Count == 0;
        }
    }

    private void CheckFields(MessageNode message, LayerNode layer, MessageSchema schema, SchemaCheck check, Faults faults)
    {
        bool IsForeign(FieldNode field) => !schema.TryGet(field.Name, out _) && schemas.OwnersOf(field.Name).Any();
        MessageNode own = message with { Fields = [.. message.Fields.Where(field => !IsForeign(field))] };
        check.Check(own, schema, Subject(layer), faults);
        foreach (FieldNode field in message.Fields.Where(field => IsForeign(field) && ForkFields.MayRun(field.Name, layer.Type)))
        {
            string types = string.Join(" and ", schemas.OwnersOf(field.Name));
            string found = $"'{field.Name}' belongs to {types}; "
                + $"Caffe ignores it in layers of type {layer.Type}, forks that fuse layers run it";
            check.Unknown(field, Subject(layer), found);
        }
    }

    private void ReportNoType(MessageNode message, LayerNode layer, bool isToday)
    {
        string? misspelled = message.Fields.Select(field => field.Name)
            .FirstOrDefault(name => !NetSchema.Layer.TryGet(name, out _) && NearestNames.Suggestion(name, ["type"]).Length > 0);
        string example = isToday ? "type: \"Convolution\"" : "type: CONVOLUTION";
        string meant = misspelled is null ? "" : $" (did you mean that by '{misspelled}'?)";
        problems.Add(new Problem(isToday ? ProblemCodes.UnknownLayerType : ProblemCodes.Legacy, Severity.Error, layer.Id,
            $"layer '{layer.Name}' has no type; give one, such as {example}{meant}"));
    }

    private static bool IsToday(FieldNode source) => source.Name == "layer";

    private static string NameOf(MessageNode message) =>
        new FieldReader(V0Layers.Inner(message) ?? message, NetSchema.Layer).String("name", "");

    private static string Subject(LayerNode layer) => $"layer '{layer.Name}'{(layer.Type.Length > 0 ? $" ({layer.FullType})" : "")}: ";
}
