using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>
/// Weights that have a name (<c>param { name: "…" }</c>). As in Caffe, the first weight of a name has memory of its own, and each later
/// one shares it, weight by weight, whatever layers they belong to.
/// </summary>
internal sealed class SharedWeights
{
    private readonly Dictionary<string, (WeightOwner Weight, Shape Shape)> owners = new(StringComparer.Ordinal);

    /// <summary>For each weight of a layer, the earlier one that it shares; null where it has its own.</summary>
    /// <param name="name">Name of the layer, under which its weights are stored.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="weights">Shapes of its weights.</param>
    /// <exception cref="LayerException">It shares a weight of another shape.</exception>
    public WeightOwner?[] OwnersOf(string name, LayerNode layer, IReadOnlyList<Shape> weights)
    {
        var found = new WeightOwner?[weights.Count];
        FieldNode[] parameters = [.. layer.Fields.Where(field => field.Name == "param" && field.Value is MessageNode)];
        for (int blob = 0; blob < Math.Min(weights.Count, parameters.Length); blob++)
        {
            var parameter = new FieldReader((MessageNode)parameters[blob].Value, NetSchema.ParamSpec);
            string shared = parameter.String("name", "");
            if (shared.Length == 0)
                continue;
            if (!owners.TryGetValue(shared, out (WeightOwner Weight, Shape Shape) owner))
            {
                owners.Add(shared, (new WeightOwner(name, blob), weights[blob]));
                continue;
            }
            bool isPermissive = parameter.Enum("share_mode", "STRICT") == "PERMISSIVE";
            if (isPermissive ? weights[blob].Count != owner.Shape.Count : weights[blob] != owner.Shape)
            {
                string message = $"layer '{layer.Name}' ({layer.FullType}): its weight {blob} has shape {weights[blob]} "
                    + $"and shares '{shared}' with weight {owner.Weight.Blob} of layer '{owner.Weight.Layer}', "
                    + $"which has shape {owner.Shape}; "
                    + Expected(isPermissive, weights[blob], owner.Shape);
                throw new LayerException(new Problem(ProblemCodes.Layer, Severity.Error, parameters[blob].Id, message));
            }
            found[blob] = owner.Weight;
        }
        return found;
    }

    private static string Expected(bool isPermissive, Shape shape, Shape owner) =>
        isPermissive ? "they need as many elements, also with share_mode: PERMISSIVE"
        : shape.Count == owner.Count ? "both need one shape, or share_mode: PERMISSIVE in this param where as many elements are enough"
        : "both need one shape, or names of their own";
}
