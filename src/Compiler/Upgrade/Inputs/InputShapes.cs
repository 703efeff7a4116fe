using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Upgrade.Inputs;

/// <summary>
/// Gives inputs the shapes that the user gives (the metadata <c>CaffeInputShape</c>). A shape with a name is that input's. A shape
/// without one is that of the only input, else of the only one that has as many axes or none that are known,
/// and never of whichever comes first.
/// </summary>
internal static class InputShapes
{
    /// <summary>The inputs as Input layers; those that have no shape are marked as wrong.</summary>
    /// <param name="inputs">The inputs that the network has.</param>
    /// <param name="unread">Names of inputs that nothing in the network reads: a shape for them is no mistake.</param>
    /// <param name="options">The shapes.</param>
    /// <param name="root">The net.</param>
    /// <param name="problems">Where problems go.</param>
    public static IEnumerable<LayerNode> Apply(
        IReadOnlyList<InputTop> inputs, IReadOnlyCollection<string> unread, NetOptions options, MessageNode root, ProblemList problems)
    {
        var given = new Dictionary<string, EquatableArray<int>>(StringComparer.Ordinal);
        foreach (NamedShape shape in options.InputShapes)
        {
            given[shape.Input] = shape.Lengths;
            if (inputs.All(input => input.Name != shape.Input) && !unread.Contains(shape.Input))
            {
                problems.Add(Wrong(root, options,
                    $"names '{Excerpt.Of(shape.Input)}', which is no input of the network; its inputs are {Names(inputs)}"));
            }
        }
        if (options.InputShape.Length > 0 && Unnamed(inputs, options, root, problems) is { } one)
            given[one.Name] = options.InputShape;
        foreach (InputTop input in inputs)
            yield return ToLayer(input, given.TryGetValue(input.Name, out EquatableArray<int> shape) ? shape : null, problems);
    }

    private static InputTop? Unnamed(IReadOnlyList<InputTop> inputs, NetOptions options, MessageNode root, ProblemList problems)
    {
        EquatableArray<int> shape = options.InputShape;
        InputTop[] candidates = inputs.Count == 1
            ? [.. inputs]
            : [.. inputs.Where(input => (input.Shape?.Length ?? shape.Length) == shape.Length)];
        if (candidates.Length == 1)
            return candidates[0];
        if (inputs.Count > 0)
        {
            string lengths = Excerpt.Of(string.Join(",", shape));
            string fitting = candidates.Length == 0 ? "none of them has" : "more than one of them may have";
            problems.Add(Wrong(root, options,
                $"is {lengths}, but the network has {inputs.Count} inputs ({Names(inputs)}), and {fitting} {shape.Length} axes; "
                + $"say which one it is for, such as {(candidates.FirstOrDefault() ?? inputs[0]).Name}: {lengths}"));
        }
        return null;
    }

    private static LayerNode ToLayer(InputTop input, EquatableArray<int>? given, ProblemList problems)
    {
        if (input.Unchanged is { } layer && (given is null || layer.IsWrong))
            return layer;
        if ((given ?? input.Shape) is { } shape)
        {
            if (given is null && input.Guess.Length > 0)
                problems.Add(new Problem(ProblemCodes.InputShape, Severity.Info, input.Id, input.Guess));
            return SyntheticNodes.Input(input.Id, input.Layer, input.Name, shape);
        }
        problems.Add(new Problem(ProblemCodes.InputShape, Severity.Error, input.Id, input.Missing));
        return SyntheticNodes.Input(input.Id, input.Layer, input.Name, []) with { IsWrong = true };
    }

    private static string Names(IReadOnlyList<InputTop> inputs) =>
        Excerpt.List([.. inputs.Select(input =>
            input.Shape is { } shape ? $"{input.Name} {string.Join("×", shape)}" : $"{input.Name} of unknown shape")]);

    private static Problem Wrong(MessageNode root, NetOptions options, string what)
    {
        string setting = options.SettingNames.Called(options.SettingNames.InputShape);
        return new Problem(ProblemCodes.Metadata, Severity.Error, root.Id, $"{setting} {what}");
    }
}
