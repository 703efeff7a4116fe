using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>
/// Which layers are in a net that is used, not trained: Caffe's FilterNet. As where Caffe makes a net from a file, its phase is TEST, the
/// user's stages are added to those of the file's own <c>state</c>, and the user's level replaces the file's.
/// </summary>
internal sealed class PhaseRules
{
    private const int MostCharactersOfStages = 300;

    private readonly int level;
    private readonly HashSet<string> stages;
    private readonly EquatableArray<string> given;
    private readonly SettingNames settings;

    /// <param name="root">The net.</param>
    /// <param name="options">The user's level and stages.</param>
    public PhaseRules(MessageNode root, NetOptions options)
    {
        (level, given, settings) = (options.Level, options.Stages, options.SettingNames);
        FieldReader state = new FieldReader(root, NetSchema.Net).Message("state");
        stages = new HashSet<string>(options.Stages.Concat(state.Strings("stage")), StringComparer.Ordinal);
    }

    /// <summary>Applies a layer's include and exclude rules: null if it is in the net, else why it is not.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="problems">Where problems go.</param>
    public AbsentTop? WhyLeftOut(LayerNode layer, ProblemList problems)
    {
        FieldReader[] includes = Rules(layer, "include"), excludes = Rules(layer, "exclude");
        if (includes.Length > 0 && excludes.Length > 0)
        {
            problems.Add(new Problem(ProblemCodes.Layer, Severity.Error, layer.Id,
                $"layer '{layer.Name}' ({layer.Type}) has include and exclude rules; use one of them"));
            return null;
        }
        if (includes.Length > 0)
            return includes.Any(IsMet) ? null : Unmet(layer, includes);
        return excludes.FirstOrDefault(IsMet) is { } excluding
            ? Reason(layer, $"its rule exclude {Text(excluding)} leaves it out", null)
            : null;
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

    private bool IsMet(FieldReader rule) =>
        IsForUse(rule)
        && level >= rule.Int("min_level", int.MinValue)
        && level <= rule.Int("max_level", int.MaxValue)
        && rule.Strings("stage").All(stages.Contains)
        && !rule.Strings("not_stage").Any(stages.Contains);

    private static bool IsForUse(FieldReader rule) => rule.Enum("phase", "TEST") == "TEST";

    private AbsentTop Unmet(LayerNode layer, FieldReader[] includes)
    {
        // One rule that is met is enough: the first that settings can meet.
        FieldReader? reachable = includes.FirstOrDefault(rule => IsForUse(rule) && !rule.Strings("not_stage").Any(stages.Contains));
        if (reachable is null)
            return Reason(layer, $"its rule include {Text(includes[0])} leaves it out", null);
        var needed = new List<string>();
        string[] lacking = [.. reachable.Strings("stage").Where(stage => !stages.Contains(stage))];
        if (lacking.Length > 0)
        {
            string[] all = [.. given, .. lacking];
            // A part of the value would be of no use.
            needed.Add(string.Join(", ", all).Length <= MostCharactersOfStages
                ? settings.With(settings.Stages, all)
                : $"{settings.Stages} with the {lacking.Length} stages of that rule that it lacks");
        }
        int least = reachable.Int("min_level", int.MinValue), most = reachable.Int("max_level", int.MaxValue);
        if (level < least || level > most)
            needed.Add(settings.With(settings.Level, level < least ? least : most));
        string wayIn = $"{settings.Called(needed)} include{(needed.Count == 1 ? "s" : "")} it";
        return Reason(layer, $"its rule include {Text(reachable)} leaves it out", wayIn);
    }

    private static AbsentTop Reason(LayerNode layer, string why, string? wayIn) =>
        new("", $"layer '{layer.Name}' ({layer.Type}) has it, but {why}{(wayIn is null ? "" : $"; {wayIn}")}", wayIn is not null);

    private static string Text(FieldReader rule)
    {
        var parts = new List<string>();
        if (rule.Has("phase"))
            parts.Add($"phase: {rule.Enum("phase", "TEST")}");
        foreach (string field in new[] { "min_level", "max_level" })
        {
            if (rule.Has(field))
                parts.Add($"{field}: {rule.Int(field, 0)}");
        }
        foreach (string field in new[] { "stage", "not_stage" })
            parts.AddRange(rule.Strings(field).Select(stage => $"{field}: \"{stage}\""));
        return $"{{ {Excerpt.List(parts, " ")} }}";
    }
}
