using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using CaffeSharpGen.Compiler.Upgrade.Inputs;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>What a definition says of the fields of a layer type.</summary>
/// <param name="Dialect">Whose type it is.</param>
/// <param name="Type">Caffe's name of the type.</param>
/// <param name="Field">Name of its parameter message; null if it has none.</param>
/// <param name="Parameter">The fields of its parameter message.</param>
/// <param name="IsToldByField">Whether a layer without that message is another dialect's.</param>
internal sealed record TypeSchema(Dialect Dialect, string Type, string? Field, MessageSchema? Parameter, bool IsToldByField);

/// <summary>The fields that layers of a type may have in one dialect.</summary>
/// <param name="Dialect">The dialect; null if the type is no layer type of a definition.</param>
/// <param name="Today">The fields of a layer of the current format.</param>
/// <param name="Second">The fields of a layer of the second generation.</param>
/// <param name="Needed">The parameter message without which a layer is another dialect's; null if there is none.</param>
internal sealed record LayerSchema(Dialect? Dialect, MessageSchema Today, MessageSchema Second, string? Needed = null);

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
        ("Python", "python_param"),
    ];

    private readonly ILookup<string, LayerSchema> byType;
    private readonly ILookup<string, string> owners;

    /// <param name="types">The types of all dialects, those of one type in the order in which dialects are tried.</param>
    public LayerSchemas(IReadOnlyCollection<TypeSchema> types)
    {
        owners = types.Where(type => type.Field is not null).Select(type => (type.Type, Field: type.Field!))
            .Distinct().Concat(OtherTypes).ToLookup(owner => owner.Field, owner => owner.Type, StringComparer.Ordinal);
        (Any, AnyLegacy) = All(types);
        IEnumerable<(string Type, LayerSchema Schema)> own = types.Select(type =>
            (type.Type, Make(type.Dialect, type.Field is null ? [] : [new(type.Field, type.Parameter!)]) with
            {
                Needed = type.IsToldByField ? type.Field : null,
            }));
        IEnumerable<(string Type, LayerSchema Schema)> data = DataLayers.Types.Select(type => (type, Make(dialect: null,
        [
            new("transform_param", NetSchema.Transformation),
            new(DataLayers.ParameterField(type), DataLayers.Parameter(type)),
        ])));
        byType = own.Concat(data).ToLookup(entry => entry.Type, entry => entry.Schema, StringComparer.Ordinal);
    }

    /// <summary>A layer with the parameters of all types; fields that dialects mean differently are left out.</summary>
    public MessageSchema Any { get; }

    /// <summary>A layer of the second generation with the parameters of all types, or one of the first in it.</summary>
    public MessageSchema AnyLegacy { get; }

    /// <summary>The fields of a layer of a type in each dialect that has it; none if the type is not known.</summary>
    public IEnumerable<LayerSchema> Of(string type) => byType[type];

    /// <summary>The types that have a parameter message; empty if none has.</summary>
    public IEnumerable<string> OwnersOf(string field) => owners[field];

    private static (MessageSchema Today, MessageSchema Legacy) All(IEnumerable<TypeSchema> types)
    {
        MessageSchema layer = NetSchema.AddLayer(new MessageSchema("LayerParameter"));
        MessageSchema legacy = NetSchema.AddV1Layer(new MessageSchema("V1LayerParameter")).Message("layer", NetSchema.V0Layer);
        // Several types may share a field.
        IEnumerable<KeyValuePair<string, MessageSchema>> parameters = types.Where(type => type.Field is not null)
            .GroupBy(type => type.Field!, StringComparer.Ordinal)
            .Select(owners => new KeyValuePair<string, MessageSchema>(owners.Key, Common(owners)))
            .Concat(OtherParameters.All);
        foreach (KeyValuePair<string, MessageSchema> parameter in parameters.Where(parameter => !layer.TryGet(parameter.Key, out _)))
        {
            layer.Message(parameter.Key, parameter.Value);
            legacy.Message(parameter.Key, parameter.Value);
        }
        return (layer, legacy);
    }

    private static MessageSchema Common(IEnumerable<TypeSchema> owners) =>
        MessageSchema.Common([.. owners.GroupBy(owner => owner.Dialect).Select(ofDialect => ofDialect.First().Parameter!)]);

    private LayerSchema Make(Dialect? dialect, IReadOnlyList<KeyValuePair<string, MessageSchema>> parameters)
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
        return new LayerSchema(dialect, layer, v1Layer);
    }
}
