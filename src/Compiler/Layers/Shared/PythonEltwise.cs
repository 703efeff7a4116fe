using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>Two bottoms combined, the shorter one repeated (synopsys-caffe, python/eltwise.py).</summary>
public sealed class PythonEltwise : LayerDefinition
{
    /// <inheritdoc/>
    public override string Type => "eltwise.Eltwise";

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary =>
        "The product, weighted sum, maximum, quotient or minimum of two bottoms. Axes of length 1 are repeated.";

    /// <inheritdoc/>
    public override string ParameterField => "python_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter => OtherParameters.Python;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        Example(0, [2, 3, 5], [5]),
        Example(1, [2, 18, 3, 5], [2, 18, 1, 1]),
        Example(2, [2, 3, 5], [1, 5]),
        Example(3, [2, 3, 5], [2, 3, 5]) with { PositiveInputs = true },
        Example(4, [2, 3, 5], [2, 3, 5]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 2);
        PythonArguments arguments = PythonArguments.Read(layer);
        var lowering = new Lowering(layer);
        Term a = lowering.Bottom(), b = lowering.Bottom(1);
        return lowering.Layer(arguments.Int("operation") switch
        {
            0 => BroadcastPair.Product(layer, lowering, a, b),
            1 => arguments.Numbers("coeff") is [var ofA, var ofB]
                ? BroadcastPair.Sum(layer, lowering, a, b, ofA, ofB)
                : throw layer.Error("its coeff must be two numbers, one for each bottom", "param_str"),
            2 => BroadcastPair.Maximum(layer, lowering, a, b),
            3 => BroadcastPair.Quotient(layer, lowering, a, b),
            4 => BroadcastPair.Minimum(layer, lowering, a, b),
            var other => throw layer.Error($"its operation is {other}; 0 to 4 are known", "param_str"),
        });
    }

    private static LayerExample Example(int operation, EquatableArray<int> first, EquatableArray<int> second)
    {
        string arguments = "{'operation': " + operation + ", 'coeff': [0.5, -2]}";
        return new($"python_param {{ module: 'eltwise' layer: 'Eltwise' param_str: \"{arguments}\" }}", first, second);
    }
}
