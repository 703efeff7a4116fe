using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Upgrade.Inputs;

/// <summary>An input of the network: a top of an Input layer or data layer, or an <c>input</c> field of the net.</summary>
/// <param name="Id">Id of the node that problems are about.</param>
/// <param name="Name">Name of the blob.</param>
/// <param name="Shape">Lengths of its axes; null if the prototxt does not say them.</param>
internal sealed record InputTop(int Id, string Name, EquatableArray<int>? Shape)
{
    /// <summary>Name of the layer, or of the blob where there is no layer.</summary>
    public string Layer { get; init; } = Name;

    /// <summary>Whether it is a top of a data layer.</summary>
    public bool IsFromDataLayer { get; init; }

    /// <summary>What to report where there is no shape.</summary>
    public string Missing { get; init; } = "";

    /// <summary>What to say where the shape is a guess in part; empty if it is not.</summary>
    public string Guess { get; init; } = "";

    /// <summary>Why Caffe refuses its data layer; empty if it does not.</summary>
    public string Refused { get; init; } = "";

    /// <summary>What its data layer does to pixels; null where there is none, or its values are no pixels.</summary>
    public DataTransform? Transform { get; init; }

    /// <summary>Of a dummy: the number that all its elements are; null where they are not constant.</summary>
    public float? Constant { get; init; }

    /// <summary>An Input layer that is to be compiled as it is, because its fields are wrong in themselves.</summary>
    public LayerNode? Unchanged { get; init; }

    /// <summary>The tops of an Input layer, each with its shape: one for all, or the i-th for the i-th.</summary>
    public static IEnumerable<InputTop> Of(LayerNode layer)
    {
        IReadOnlyList<FieldReader> given = layer.Parameter("input_param", InputParameter).Messages("shape");
        EquatableArray<int>[] shapes = [.. given.Select(shape => (EquatableArray<int>)[.. shape.Ints("dim")])];
        bool fits = shapes.Length <= 1 || shapes.Length == layer.Tops.Length;
        if (layer.IsWrong || layer.Bottoms.Length > 0 || layer.Tops.Length == 0 || !fits)
            return [new InputTop(layer.Id, layer.Tops.FirstOrDefault() ?? "", null) { Unchanged = layer }];
        if (shapes.Length == 0)
            return layer.Tops.Select(top => new InputTop(layer.Id, top, null) { Unchanged = layer with { Tops = [top] } });
        return layer.Tops.Select((top, i) => new InputTop(layer.Id, top, shapes[shapes.Length == 1 ? 0 : i]) { Layer = layer.Name });
    }

    private static MessageSchema InputParameter { get; } = new MessageSchema("InputParameter").Messages("shape", NetSchema.BlobShape);
}
