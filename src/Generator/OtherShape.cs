using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Generator;

/// <summary>
/// A further shape of a network's inputs (the metadata <c>CaffeOtherShapes</c>): what the prototxt compiles to for it. Its class is the
/// same, so its values and groups must be.
/// </summary>
/// <param name="Shape">The shape as it is written, such as <c>1,3,480,640</c>.</param>
/// <param name="Network">The network.</param>
internal sealed record OtherShape(string Shape, NetworkDefinition Network)
{
    private static readonly char[] Separators = ['|'];

    /// <summary>The shapes in the metadata, as written.</summary>
    public static IEnumerable<string> Split(string metadata) =>
        metadata.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(shape => shape.Trim()).Where(shape => shape.Length > 0);

    /// <summary>Compiles a prototxt for each shape.</summary>
    /// <param name="root">The prototxt.</param>
    /// <param name="settings">The metadata.</param>
    /// <param name="network">The network of its first shape.</param>
    /// <returns>The networks; and what is wrong, at the places in the prototxt.</returns>
    public static (EquatableArray<OtherShape> Shapes, EquatableArray<Problem> Problems) Compile(
        MessageNode root, FileSettings settings, NetworkDefinition network)
    {
        var shapes = new List<OtherShape>();
        var wrong = new List<Problem>();
        foreach (string shape in Split(settings.OtherShapes))
        {
            (NetworkDefinition? other, EquatableArray<Problem> problems) = NetworkCompiler.Compile(root, settings.ToNetOptions(shape));
            if (other is null)
            {
                wrong.AddRange(problems.Where(problem => problem.Severity == Severity.Error)
                    .Select(problem => new Problem(
                        problem.Code, problem.Severity, problem.Node, $"for the shape {shape} of CaffeOtherShapes: {problem.Message}")));
            }
            else if (!IsOfOneClass(network, other))
            {
                wrong.Add(new Problem(ProblemCodes.Metadata, Severity.Error, root.Id,
                    $"the metadata CaffeOtherShapes has {shape}, for which the prototxt becomes a network of other operations or weights: "
                    + $"{Difference(network, other)}; expected the same for all shapes"));
            }
            else
            {
                shapes.Add(new OtherShape(shape, other));
            }
        }
        return ([.. shapes], [.. wrong]);
    }

    // Hooks are found by index, and passes run groups in order.
    private static bool IsOfOneClass(NetworkDefinition one, NetworkDefinition other) =>
        one.HasFreeBatch == other.HasFreeBatch
        && one.Values.Select(WhatItIs).SequenceEqual(other.Values.Select(WhatItIs))
        && one.Steps.Select(WhatItIs).SequenceEqual(other.Steps.Select(WhatItIs));

    private const string OfItsOwn = "add the file under another name, with this shape as its CaffeInputShape";

    private static string Difference(NetworkDefinition one, NetworkDefinition other)
    {
        foreach ((StepDefinition first, StepDefinition second) in one.Steps.Zip(other.Steps, (first, second) => (first, second)))
        {
            if (first.Layer == second.Layer && !first.Weights.Equals(second.Weights))
            {
                return $"layer '{first.Layer}' ({first.LayerType}) would have weights of {string.Join(", ", second.Weights)} instead of "
                    + $"{string.Join(", ", first.Weights)}, so that no file fits both";
            }
            if (!WhatItIs(first).Equals(WhatItIs(second)))
                return $"layer '{first.Layer}' ({first.LayerType}) is the first that becomes another; {OfItsOwn}";
        }
        return $"it fixes how many images run at once; {OfItsOwn}";
    }

    private static (string, string, bool) WhatItIs(ValueDefinition value) => (value.Name, value.LayerType, value.IsHidden);

    private static (string, string, EquatableArray<int>, EquatableArray<int>, EquatableArray<Shape>, bool) WhatItIs(StepDefinition step) =>
        (step.Layer, step.Operation.Kind, step.Inputs, step.Outputs, step.Weights, step.IsFused);
}
