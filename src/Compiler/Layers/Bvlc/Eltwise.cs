using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>
/// Bottoms combined element by element. Synopsys' fork (eltwise_layer.cpp) adds DIV and MIN, and repeats a second bottom with fewer axes:
/// its axes are those of the first from <c>axis</c> on.
/// </summary>
public sealed class Eltwise : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "The product, the sum with coefficients, the maximum, the minimum or the quotient of its bottoms, by element.";

    /// <inheritdoc/>
    public override string ParameterField => "eltwise_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("EltwiseParameter")
        .Enum("operation", "PROD", "SUM", "MAX", "DIV", "MIN").Floats("coeff").Bool("stable_prod_grad").Int("axis");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 4, 5], [2, 3, 4, 5]),
        new("eltwise_param { operation: SUM coeff: 1 coeff: -0.5 coeff: 2 }", [1, 3, 2, 5], [1, 3, 2, 5], [1, 3, 2, 5]),
        new("eltwise_param { operation: PROD }", [1, 3, 2, 5], [1, 3, 2, 5], [1, 3, 2, 5]),
        new("eltwise_param { operation: MAX }", [1, 3, 2, 5], [1, 3, 2, 5], [1, 3, 2, 5]),
        // Synopsys' fork.
        new("eltwise_param { operation: MIN }", [1, 2, 1, 2], [1, 2, 1, 2], [1, 2, 1, 2])
        {
            InputValues = [[1, 5, 3, -2], [2, 0, 4, -1], [6, 7, -3, 8]],
            Expected = [[1, 0, -3, -2]],
        },
        new("eltwise_param { operation: DIV }", [2, 18, 2, 5], [2, 18, 2, 5]) { PositiveInputs = true },
        new("eltwise_param { operation: DIV }", [2, 18, 2, 5], [2, 18]) { PositiveInputs = true },
        new("eltwise_param { operation: PROD }", [2, 18, 2, 5], [2, 18], [2, 18, 2, 5]),
        new("", [2, 18, 2, 5], [2, 18]),
        new("eltwise_param { coeff: 2 coeff: -1 axis: 1 }", [2, 3, 2, 5], [3, 2]),
        new("eltwise_param { operation: MAX axis: -2 }", [1, 2, 1, 2], [1, 2])
        {
            InputValues = [[1, 5, 3, -2], [2, 0]],
            Expected = [[2, 5, 3, 0]],
        },
        new("eltwise_param { operation: MIN }", [1, 2, 1, 2], [1, 2]) { InputValues = [[1, 5, 3, -2], [2, 0]], Expected = [[1, 2, 0, -2]] },
        new("eltwise_param { operation: DIV axis: 1 }", [1, 2, 1, 2], [2])
        {
            InputValues = [[1, 5, 3, -2], [2, 4]],
            Expected = [[0.5f, 2.5f, 0.75f, -0.5f]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 2, mostBottoms: int.MaxValue);
        string operation = layer.Parameter.Enum("operation", "SUM");
        int? axis = RepeatedFrom(layer);
        for (int i = axis is null ? 1 : 2; i < layer.Bottoms.Count; i++)
        {
            if (layer.Bottoms[i] != layer.Bottom)
                throw layer.Error($"its bottoms {layer.BottomsWith(i)} must have one shape");
        }
        if (operation == "DIV" && layer.Bottoms.Count > 2)
            throw layer.Error($"DIV divides its first bottom by its second; it has {layer.Bottoms.Count} bottoms", "operation");
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
            "PROD" or "DIV" => Op.EltwiseOperation.Product,
            "MAX" or "MIN" => Op.EltwiseOperation.Max,
            _ => Op.EltwiseOperation.Sum,
        };
        bool arePlain = coefficients.All(coefficient => coefficient == 1);
        var combined = new Op.Eltwise(method, arePlain ? [] : [.. coefficients]);
        return axis is null && operation is not ("DIV" or "MIN")
            ? new CompiledLayer(combined, layer.Bottom)
            : OfFork(layer, operation, combined, axis);
    }

    // The first axis of the first bottom that the second has, if it has fewer; null if they are alike.
    private static int? RepeatedFrom(LayerContext layer)
    {
        ValueShape whole = layer.Bottom, part = layer.Bottoms[1];
        if (whole == part || part.Rank >= whole.Rank)
            return null;
        int axis = layer.Axis("axis", 0);
        if (axis + part.Rank <= whole.Rank && whole.Between(axis, axis + part.Rank) == part)
            return axis;
        throw layer.Error(
            $"its bottoms {layer.BottomsWith(1)} must have one shape; or its second one the axes of its first from axis {axis} on");
    }

    private static CompiledLayer OfFork(LayerContext layer, string operation, Op.Eltwise combined, int? axis)
    {
        var lowering = new Lowering(layer);
        ValueShape top = layer.Bottom;
        Term[] terms = [.. Enumerable.Range(0, layer.Bottoms.Count).Select(bottom => lowering.Bottom(bottom))];
        if (operation == "DIV")
            terms[1] = lowering.Add(new Op.Power(-1), terms[1].Shape, terms[1]);
        Operation? overRun = axis is not { } from ? null
            : combined.Method == Op.EltwiseOperation.Product ? new Op.Scale(from)
            : operation == "SUM" && combined.Coefficients.Length == 0 ? new Op.Bias(from) : null;
        if (overRun is not null)
        {
            Term pair = lowering.Add(overRun, top, terms[0], terms[1]);
            return lowering.Layer(terms.Length == 2 ? pair : lowering.Add(combined, top, [pair, .. terms.Skip(2)]));
        }
        if (axis is { } first)
        {
            int behind = top.Rank - first - terms[1].Shape.Rank;
            ValueShape aligned = ValueShape.Of(Enumerable.Repeat<Dim>(1, first))
                .Then(terms[1].Shape.Axes).Then(Enumerable.Repeat<Dim>(1, behind));
            terms[1] = lowering.BroadcastTo(lowering.Reshape(terms[1], aligned), top);
        }
        if (operation != "MIN")
            return lowering.Layer(lowering.Add(combined, top, terms));
        Term[] negated = [.. terms.Select(term => Negated(lowering, term))];
        return lowering.Layer(Negated(lowering, lowering.Add(combined, top, negated)));
    }

    private static Term Negated(Lowering lowering, Term value) => lowering.Add(new Op.Power(Scale: -1), value.Shape, value);

    // Caffe fills the top before it reads bottoms (eltwise_layer.cpp): SUM with 0, MAX with the lowest number, PROD with the product of
    // the first two. What is then left of a bottom that is the top is hardly meant, and GPUs compute another thing.
    private static void RequireOwnTop(LayerContext layer, string operation)
    {
        for (int bottom = operation is "PROD" or "DIV" ? 2 : 0; bottom < layer.Bottoms.Count; bottom++)
        {
            if (!layer.Overwrites(bottom))
                continue;
            string first = operation switch
            {
                "SUM" => "zeros",
                "MAX" => "the lowest number",
                "MIN" => "the largest number",
                _ => "the product of its first two bottoms",
            };
            throw layer.Error(
                $"its top is the blob of its bottom {bottom + 1}, too; "
                + $"Caffe's {operation} puts {first} into its top first, and so loses that bottom; "
                + "give its top a name of its own, and have the layers below read that");
        }
    }
}
