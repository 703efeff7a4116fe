using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Nets;

/// <summary>A layer with the names of the current format.</summary>
/// <param name="Id">Id of the node that problems of the layer are about.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Caffe's name of its type, such as <c>InnerProduct</c>.</param>
/// <param name="Bottoms">Names of the blobs it reads.</param>
/// <param name="Tops">Names of the blobs it writes.</param>
/// <param name="Fields">All other fields: parameters of the type, names of weights.</param>
public sealed record LayerNode(
    int Id, string Name, string Type, EquatableArray<string> Bottoms, EquatableArray<string> Tops, EquatableArray<FieldNode> Fields)
{
    /// <summary>Whether a problem with it is reported already: it cannot be compiled.</summary>
    internal bool IsWrong { get; init; }

    /// <summary>Whose definition of the type is meant, where several dialects have one; else null.</summary>
    internal Dialect? Dialect { get; init; }

    /// <summary>What the user says of the type, if he computes it himself; else null.</summary>
    internal CustomLayerType? Custom { get; init; }

    /// <summary>The type for messages, with its dialect where several have it: <c>Permute</c>, or <c>Permute of Ssd</c>.</summary>
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
