using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers;

/// <summary>A layer on its way through its <see cref="LayerDefinition"/>: what it reads and what it says of itself.</summary>
public sealed class LayerContext
{
    // A shape has at most 32 axes, and few of them are long.
    private const int MostListedBottoms = 8;

    private static readonly MessageSchema NoParameter = new("nothing");

    private readonly LayerNode node;
    private readonly string? parameterField;

    private readonly Func<Alignment?> alignment;
    private readonly List<Problem> warnings = [];

    internal LayerContext(
        LayerNode node, LayerDefinition definition, IReadOnlyList<ValueShape> bottoms, NetNode net, Func<Alignment?> alignment)
    {
        this.node = node;
        parameterField = definition.ParameterField;
        Bottoms = bottoms;
        this.alignment = alignment;
        (SettingNames, AlignsCrop, Net) = (net.SettingNames, net.AlignCrop, net.Layers);
        Parameter = parameterField is null
            ? new FieldReader(new MessageNode(node.Id, []), NoParameter)
            : node.Parameter(parameterField, definition.Parameter!);
    }

    /// <summary>Caffe's name of the layer.</summary>
    public string Name => node.Name;

    /// <summary>How the user's settings are called, for messages that advise one.</summary>
    internal SettingNames SettingNames { get; }

    /// <summary>Whether a Crop without an offset aligns its bottoms.</summary>
    internal bool AlignsCrop { get; }

    /// <summary>What was noticed, and is no error.</summary>
    internal IReadOnlyList<Problem> Warnings => warnings;

    /// <summary>Shapes of the bottoms.</summary>
    public IReadOnlyList<ValueShape> Bottoms { get; }

    /// <summary>Shape of the first bottom.</summary>
    /// <exception cref="LayerException">There is none.</exception>
    public ValueShape Bottom => Bottoms.Count > 0 ? Bottoms[0] : throw Error("it has 0 bottoms; it needs one");

    /// <summary>Length of an axis of the first bottom, where the operation or its weights depend on it.</summary>
    /// <exception cref="NotSymbolicException">It depends on the batch size.</exception>
    public int FixedLength(int axis) => (int)Bottom[axis].Fixed;

    /// <summary>Count of tops.</summary>
    public int TopCount => node.Tops.Length;

    /// <summary>Whether its first top is the blob of one of its bottoms: Caffe writes it while that may still be read.</summary>
    public bool Overwrites(int bottom) => node.Tops.Length > 0 && node.Tops[0] == node.Bottoms[bottom];

    /// <summary>The layer's parameter message, empty if it was not given.</summary>
    public FieldReader Parameter { get; }

    /// <summary>Another parameter message that the layer reads, empty if it was not given.</summary>
    public FieldReader Other(string field, MessageSchema schema) => node.Parameter(field, schema);

    /// <summary>The layers of the net, which may tell whose type this one's is where its fields do not.</summary>
    internal IReadOnlyList<LayerNode> Net { get; }

    /// <summary>The parameter messages of all layers of the net that have this one's type.</summary>
    internal IEnumerable<FieldReader> ParametersOfItsType(MessageSchema schema) =>
        from other in Net
        where other.Type == node.Type
        select other.Parameter(parameterField!, schema);

    /// <summary>An error at the layer, or at one field of its parameter message.</summary>
    public LayerException Error(string message, string? field = null)
    {
        int at = field is not null && Parameter.Has(field) ? Parameter.IdOf(field) : node.Id;
        return new LayerException(new Problem(ProblemCodes.Layer, Severity.Error, at, $"layer '{Name}' ({node.FullType}): {message}"));
    }

    /// <summary>How far its first two bottoms lie apart; null if they do not come from one value, or not in the same resolution.</summary>
    internal Alignment? FindAlignment() => alignment();

    /// <summary>Reports something at the layer that is no error.</summary>
    internal void Warn(string code, string message) =>
        warnings.Add(new Problem(code, Severity.Warning, node.Id, $"layer '{Name}' ({node.FullType}): {message}"));

    /// <summary>Shapes of the bottoms, for messages: all, or of many the first and one that does not fit it.</summary>
    public string BottomsWith(int unfitting) => Bottoms.Count <= MostListedBottoms
        ? string.Join(", ", Bottoms)
        : $"{Bottom} (bottom 1) and {Bottoms[unfitting]} (bottom {unfitting + 1})";

    /// <summary>Checks how many bottoms and tops there are.</summary>
    public void Require(int bottoms = 1, int tops = 1, int? mostBottoms = null, int? mostTops = null)
    {
        RequireCount("bottom", Bottoms.Count, bottoms, mostBottoms ?? bottoms);
        RequireCount("top", TopCount, tops, mostTops ?? tops);
    }

    /// <summary>
    /// Checks that the layer has no <c>phase: TRAIN</c> of its own: that leaves it in the net, and Caffe runs it as in training.
    /// </summary>
    public void RequireUse(string inTraining)
    {
        var fields = new FieldReader(new MessageNode(node.Id, node.Fields), NetSchema.Layer);
        if (fields.Enum("phase", "TEST") == "TRAIN")
        {
            throw new LayerException(new Problem(ProblemCodes.Layer, Severity.Error, fields.IdOf("phase"),
                $"layer '{Name}' ({node.FullType}): because of its phase: TRAIN it {inTraining} also when the network is used; "
                + "remove that, or write include { phase: TRAIN } to leave the layer out"));
        }
    }

    /// <summary>Checks how many axes the first bottom has.</summary>
    public void RequireRank(int least, int most = int.MaxValue)
    {
        if (Bottom.Rank < least || Bottom.Rank > most)
        {
            string wanted = least == most ? $"{least}" : $"at least {least}";
            throw Error($"its bottom is {Bottom} ({Bottom.Rank} axes); {wanted} axes are needed");
        }
    }

    /// <summary>Reads an axis, negative ones counting from the end, as Caffe does.</summary>
    public int Axis(string field, int @default, int? rank = null)
    {
        int axis = Parameter.Int(field, @default), axes = rank ?? Bottom.Rank;
        if (axis < -axes || axis >= axes)
            throw Error($"{field} is {axis}, but its bottom {Bottom} has axes {-axes} … {axes - 1}", field);
        return axis < 0 ? axis + axes : axis;
    }

    /// <summary>Reads an axis that has an older name, too; as in Caffe only one of them may be given.</summary>
    public int AxisOfEither(string field, string older, int @default)
    {
        if (Parameter.Has(field) && Parameter.Has(older))
            throw Error($"it gives {field} and also {older}, its older name; give {field} alone", older);
        return Axis(Parameter.Has(older) ? older : field, @default);
    }

    /// <summary>Reads a number that must be at least 1.</summary>
    public int Positive(string field)
    {
        int value = Parameter.Int(field, 0);
        if (value < 1)
        {
            string wrong = Parameter.Has(field) ? $"is {value}; it must be at least 1" : "is missing; give a number of at least 1";
            throw Error($"{field} {wrong}", field);
        }
        return value;
    }

    private void RequireCount(string what, int count, int least, int most)
    {
        if (count >= least && count <= most)
            return;
        string wanted = least == most ? $"{least}" : most == int.MaxValue ? $"at least {least}" : $"{least} to {most}";
        throw Error($"it has {count} {what}{(count == 1 ? "" : "s")}; {wanted} {(wanted == "1" ? "is" : "are")} needed");
    }
}

/// <summary>A layer that cannot be compiled.</summary>
public sealed class LayerException(Problem problem) : Exception(problem.Message)
{
    /// <summary>What is wrong, and where.</summary>
    public Problem Problem { get; } = problem;
}
