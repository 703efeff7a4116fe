using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>A network in the one form that all generations become.</summary>
public sealed record NetNode(string Name, EquatableArray<LayerNode> Layers);

/// <summary>A layer with the names of today.</summary>
/// <param name="Id">Number of the node that problems of the layer are about.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Caffe's name of its type, such as <c>InnerProduct</c>.</param>
/// <param name="Bottoms">Names of the blobs it reads.</param>
/// <param name="Tops">Names of the blobs it writes.</param>
/// <param name="Fields">All other fields: parameters of the type, names of weights.</param>
public sealed record LayerNode(int Id, string Name, string Type, EquatableArray<string> Bottoms, EquatableArray<string> Tops, EquatableArray<FieldNode> Fields)
{
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
/// <param name="InputShape">Shape of the first input instead of the declared one; empty to keep that.</param>
public sealed record NetOptions(bool KeepLoss = false, int Level = 0, EquatableArray<string> Stages = default, EquatableArray<int> InputShape = default);
