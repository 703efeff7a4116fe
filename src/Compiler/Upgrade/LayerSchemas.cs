using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>
/// The fields that layers of each type may have. The parameter message of another type is not among them: Caffe's own schema allows it
/// and Caffe ignores it, but forks that fuse layers run some, such as <c>relu_param</c> in a Convolution (<see cref="ForkFields.MayRun"/>).
/// Those of data layers and losses change nothing in any build and may stand anywhere.
/// </summary>
internal sealed class LayerSchemas
{
    // Parameters of Caffe's types that have no definition here and compute something.
    private static readonly (string Type, string Field)[] OtherTypes =
    [
        ("MVN", "mvn_param"), ("LSTM", "recurrent_param"), ("RNN", "recurrent_param"), ("Python", "python_param"),
        ("Reduction", "reduction_param"), ("SPP", "spp_param"), ("Threshold", "threshold_param"), ("Tile", "tile_param"),
    ];

    private readonly Dictionary<string, MessageSchema> today = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MessageSchema> second = new(StringComparer.Ordinal);
    private readonly ILookup<string, string> owners;

    /// <param name="definitions">Each type with its parameter message, if it has one.</param>
    public LayerSchemas(IReadOnlyCollection<(string Type, string? Field, MessageSchema? Parameter)> definitions)
    {
        owners = definitions.Where(definition => definition.Field is not null)
            .Select(definition => (definition.Type, Field: definition.Field!))
            .Concat(OtherTypes).ToLookup(owner => owner.Field, owner => owner.Type, StringComparer.Ordinal);
        (Any, AnyLegacy) = All(definitions);
        foreach ((string type, string? field, MessageSchema? parameter) in definitions)
            Add(type, field is null ? [] : [new(field, parameter!)]);
        foreach (string type in DataLayers.Types)
            Add(type, [new("transform_param", NetSchema.Transformation), new(DataLayers.ParameterField(type), DataLayers.Parameter(type))]);
    }

    /// <summary>A layer with the parameters of all types.</summary>
    public MessageSchema Any { get; }

    /// <summary>A layer of the second generation with the parameters of all types, or one of the first in it.</summary>
    public MessageSchema AnyLegacy { get; }

    /// <summary>Finds the fields of a layer of a type.</summary>
    public bool TryGet(string type, bool isToday, out MessageSchema schema) => (isToday ? today : second).TryGetValue(type, out schema!);

    /// <summary>The types that have a parameter message; empty if none has.</summary>
    public IEnumerable<string> OwnersOf(string field) => owners[field];

    private static (MessageSchema Today, MessageSchema Legacy) All(
        IEnumerable<(string Type, string? Field, MessageSchema? Parameter)> definitions)
    {
        MessageSchema layer = NetSchema.AddLayer(new MessageSchema("LayerParameter"));
        MessageSchema legacy = NetSchema.AddV1Layer(new MessageSchema("V1LayerParameter")).Message("layer", NetSchema.V0Layer);
        IEnumerable<KeyValuePair<string, MessageSchema>> parameters = definitions
            .Where(definition => definition.Field is not null)
            .Select(definition => new KeyValuePair<string, MessageSchema>(definition.Field!, definition.Parameter!))
            .Concat(OtherParameters.All);
        // Several types may share a field.
        foreach (KeyValuePair<string, MessageSchema> parameter in parameters.Where(parameter => !layer.TryGet(parameter.Key, out _)))
        {
            layer.Message(parameter.Key, parameter.Value);
            legacy.Message(parameter.Key, parameter.Value);
        }
        return (layer, legacy);
    }

    private void Add(string type, IReadOnlyList<KeyValuePair<string, MessageSchema>> parameters)
    {
        MessageSchema layer = NetSchema.AddLayer(new MessageSchema("LayerParameter"));
        MessageSchema v1Layer = NetSchema.AddV1Layer(new MessageSchema("V1LayerParameter"));
        IEnumerable<KeyValuePair<string, MessageSchema>> unread = OtherParameters.All
            .Where(other => !owners.Contains(other.Key) && parameters.All(own => own.Key != other.Key))
            .Select(other => new KeyValuePair<string, MessageSchema>(other.Key, MessageSchema.Unread));
        foreach (KeyValuePair<string, MessageSchema> parameter in parameters.Concat(unread))
        {
            layer.Message(parameter.Key, parameter.Value);
            v1Layer.Message(parameter.Key, parameter.Value);
        }
        today.Add(type, layer);
        second.Add(type, v1Layer);
    }
}
