using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>Which layers are in a net that is used, not trained.</summary>
internal static class PhaseRules
{
    /// <summary>Applies a layer's include and exclude rules for the TEST phase.</summary>
    public static bool Includes(LayerNode layer, NetOptions options, List<Problem> problems)
    {
        FieldReader[] includes = Rules(layer, "include"), excludes = Rules(layer, "exclude");
        if (includes.Length > 0 && excludes.Length > 0)
        {
            problems.Add(new Problem(ProblemCodes.Layer, Severity.Error, layer.Id, $"layer '{layer.Name}' ({layer.Type}) has include and exclude rules; use one of them"));
            return true;
        }
        return includes.Length > 0 ? includes.Any(rule => Meets(rule, options)) : !excludes.Any(rule => Meets(rule, options));
    }

    private static FieldReader[] Rules(LayerNode layer, string name)
    {
        List<FieldReader>? rules = null;
        foreach (FieldNode field in layer.Fields)
        {
            if (field.Name == name && field.Value is MessageNode rule)
                (rules ??= []).Add(new FieldReader(rule, NetSchema.StateRule));
        }
        return rules is null ? [] : [.. rules];
    }

    private static bool Meets(FieldReader rule, NetOptions options) =>
        rule.Enum("phase", "TEST") == "TEST"
        && options.Level >= rule.Int("min_level", int.MinValue)
        && options.Level <= rule.Int("max_level", int.MaxValue)
        && rule.Strings("stage").All(stage => options.Stages.Contains(stage))
        && !rule.Strings("not_stage").Any(stage => options.Stages.Contains(stage));
}
