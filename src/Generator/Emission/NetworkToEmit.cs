using CaffeSharpGen.Compiler;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Passes;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>A network with everything that its files need to know.</summary>
internal sealed class NetworkToEmit(ClassName className, NetworkModel model)
{
    private int[]? heads;
    private ILookup<int, Inside>? insides;

    public ClassName Class { get; } = className;

    public NetworkModel Model { get; } = model;

    public IReadOnlyList<string> Hooks { get; } = HookIdentifiers.Of(model, className.Name);

    public MemoryPlan Memory { get; } = MemoryPlan.Of(model);

    public IEnumerable<ValueModel> Inputs => Model.Values.Where(value => value.Type == "Input");

    /// <summary>The numbers of the layers, cut into what one method does.</summary>
    public IEnumerable<Range> LayerRanges => Ranges(Model.Steps.Length);

    /// <summary>The numbers of the groups of layers that run as one, cut into what one method does.</summary>
    public IEnumerable<Range> GroupRanges => Ranges(Memory.Groups.Length);

    /// <summary>For each layer, the number of the first layer of its group.</summary>
    public IReadOnlyList<int> Heads => heads ??= HeadsOf();

    /// <summary>What lies inside what, once a value is there: the value and what contains it are, when the later one of them is.</summary>
    public IEnumerable<Inside> InsidesKnownWith(int value) => (insides ??= Memory.Insides.ToLookup(inside => Math.Max(inside.Whole, inside.Value)))[value];

    /// <summary>The layers of a group, as a reader wants to see them.</summary>
    public string DescribeGroup(int group) => string.Join(" + ", Memory.Groups[group].Select(step => CSharp.Comment(Model.Steps[step].Name)));

    /// <summary>
    /// Enough lines in a method to follow, few enough to stay short, and so many that the method that calls all of them stays short too.
    /// </summary>
    public static int LinesOfMethod(int lines) => Math.Max(16, (lines + 31) / 32);

    /// <summary>A shape for readers: with N for the batch where it is free.</summary>
    public string Describe(Shape shape) => Model.HasFreeBatch
        ? string.Join("×", shape.Dimensions.Select((length, axis) => axis > 0 ? $"{length}" : length == 1 ? "N" : $"{length}N"))
        : shape.ToString();

    private static IEnumerable<Range> Ranges(int count)
    {
        int lines = LinesOfMethod(count);
        for (int first = 0; first < count; first += lines)
            yield return new Range(first, Math.Min(first + lines, count));
    }

    private int[] HeadsOf()
    {
        int[] found = new int[Model.Steps.Length];
        foreach (EquatableArray<int> group in Memory.Groups)
        {
            foreach (int step in group)
                found[step] = group[0];
        }
        return found;
    }
}

/// <summary>Consecutive numbers.</summary>
internal readonly record struct Range(int First, int End)
{
    public IEnumerable<int> Numbers => Enumerable.Range(First, End - First);
}
