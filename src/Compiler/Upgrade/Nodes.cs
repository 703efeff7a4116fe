using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>A network in the one form that all generations become.</summary>
/// <param name="Name">Its name, may be empty.</param>
/// <param name="Layers">Its layers, inputs first.</param>
public sealed record NetNode(string Name, EquatableArray<LayerNode> Layers)
{
    /// <summary>Tops of layers that were left out, for messages to people.</summary>
    internal EquatableArray<AbsentTop> Absent { get; init; }
}

/// <summary>A top of a layer that is in the prototxt, but not in the network.</summary>
/// <param name="Blob">The top's name.</param>
/// <param name="Reason">Which layer has it, why that is left out, and how it would be in.</param>
/// <param name="CanBeIncluded">Whether metadata can include it.</param>
internal sealed record AbsentTop(string Blob, string Reason, bool CanBeIncluded);

/// <summary>A layer with the names of today.</summary>
/// <param name="Id">Number of the node that problems of the layer are about.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Caffe's name of its type, such as <c>InnerProduct</c>.</param>
/// <param name="Bottoms">Names of the blobs it reads.</param>
/// <param name="Tops">Names of the blobs it writes.</param>
/// <param name="Fields">All other fields: parameters of the type, names of weights.</param>
public sealed record LayerNode(int Id, string Name, string Type, EquatableArray<string> Bottoms, EquatableArray<string> Tops, EquatableArray<FieldNode> Fields)
{
    /// <summary>Whether a problem with it is reported already: it cannot be compiled.</summary>
    internal bool IsWrong { get; init; }

    /// <summary>Whose definition of the type is meant, where several dialects have one; else null.</summary>
    internal Dialect? Dialect { get; init; }

    /// <summary>The type for messages to people, with its dialect where several have it: <c>Permute</c>, or <c>Permute of Ssd</c>.</summary>
    internal string FullType => Dialect is { } dialect ? $"{Type} of {dialect}" : Type;

    /// <summary>The reader of one parameter message, empty if it is not given.</summary>
    internal FieldReader Parameter(string field, MessageSchema schema)
    {
        for (int i = Fields.Length - 1; i >= 0; i--)
        {
            if (Fields[i].Name == field)
                return new FieldReader(Fields[i].Value as MessageNode ?? new MessageNode(Id, []), schema);
        }
        return new FieldReader(new MessageNode(Id, []), schema);
    }
}

/// <summary>What a person decides about a network that its prototxt leaves open.</summary>
/// <param name="KeepLoss">Whether losses that end in predictions become those: SoftmaxWithLoss becomes Softmax. Else losses are dropped.</param>
/// <param name="Level">Level of the net's state, for include and exclude rules.</param>
/// <param name="Stages">Stages of the net's state, for include and exclude rules.</param>
/// <param name="InputShape">
/// Shape instead of a declared one: of the only input, or of the only one with as many axes; empty to keep what is declared.
/// </param>
/// <param name="InputShapes">Shapes instead of the declared ones, by the inputs' names.</param>
/// <param name="IgnoredFields">Names of fields that are ignored where they are not understood.</param>
/// <param name="Dialect">Whose layer types are meant where several dialects have one of a name; null to go by the fields.</param>
public sealed record NetOptions(
    bool KeepLoss = false, int Level = 0, EquatableArray<string> Stages = default, EquatableArray<int> InputShape = default,
    EquatableArray<NamedShape> InputShapes = default, EquatableArray<string> IgnoredFields = default,
    Dialect? Dialect = null)
{
    /// <summary>Whether a text can be one of <see cref="IgnoredFields"/>.</summary>
    public static bool IsFieldName(string text) => text.Length > 0 && !char.IsDigit(text[0]) && text.All(c => c == '_' || char.IsLetterOrDigit(c));
}

/// <summary>The shape of one input.</summary>
/// <param name="Input">The blob's name.</param>
/// <param name="Lengths">Lengths of its axes.</param>
public sealed record NamedShape(string Input, EquatableArray<int> Lengths);
