using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Bottoms combined element by element.</summary>
public sealed class Eltwise : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "The product, the sum with coefficients, or the maximum of its bottoms, element by element.";

    /// <inheritdoc/>
    public override string ParameterField => "eltwise_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("EltwiseParameter")
        .Enum("operation", "PROD", "SUM", "MAX").Floats("coeff").Bool("stable_prod_grad");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 4, 5], [2, 3, 4, 5]),
        new("eltwise_param { operation: SUM coeff: 1 coeff: -0.5 coeff: 2 }", [1, 3, 2, 5], [1, 3, 2, 5], [1, 3, 2, 5]),
        new("eltwise_param { operation: PROD }", [1, 3, 2, 5], [1, 3, 2, 5], [1, 3, 2, 5]),
        new("eltwise_param { operation: MAX }", [1, 3, 2, 5], [1, 3, 2, 5], [1, 3, 2, 5]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 2, mostBottoms: int.MaxValue);
        for (int i = 1; i < layer.Bottoms.Count; i++)
        {
            if (layer.Bottoms[i] != layer.Bottom)
                throw layer.Error($"its bottoms {layer.BottomsWith(i)} must have one shape");
        }
        string operation = layer.Parameter.Enum("operation", "SUM");
        RequireOwnTop(layer, operation);
        IReadOnlyList<float> coefficients = layer.Parameter.Floats("coeff");
        if (coefficients.Count > 0 && (operation != "SUM" || coefficients.Count != layer.Bottoms.Count))
        {
            throw layer.Error(
                $"it gives {coefficients.Count} coeff for {layer.Bottoms.Count} bottoms; SUM takes one for each, other operations none",
                "coeff");
        }
        Op.EltwiseOperation method = operation switch
        {
            "PROD" => Op.EltwiseOperation.Product,
            "MAX" => Op.EltwiseOperation.Max,
            _ => Op.EltwiseOperation.Sum,
        };
        bool arePlain = coefficients.All(coefficient => coefficient == 1);
        return new CompiledLayer(new Op.Eltwise(method, arePlain ? [] : [.. coefficients]), layer.Bottom);
    }

    // Caffe fills the top before it reads bottoms (eltwise_layer.cpp): SUM with 0, MAX with the lowest number, PROD with the product of
    // the first two. What is then left of a bottom that is the top is hardly meant, and GPUs compute another thing.
    private static void RequireOwnTop(LayerContext layer, string operation)
    {
        for (int bottom = operation == "PROD" ? 2 : 0; bottom < layer.Bottoms.Count; bottom++)
        {
            if (!layer.Overwrites(bottom))
                continue;
            string first = operation switch { "SUM" => "zeros", "MAX" => "the lowest number", _ => "the product of its first two bottoms" };
            throw layer.Error(
                $"its top is the blob of its bottom {bottom + 1}, too; "
                + $"Caffe's {operation} puts {first} into its top first, and so loses that bottom; "
                + "give its top a name of its own, and have the layers below read that");
        }
    }
}
