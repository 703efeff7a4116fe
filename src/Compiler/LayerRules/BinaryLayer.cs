using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Nets;

namespace CaffeSharpGen.Compiler.LayerRules;

/// <summary>
/// A type that combines two bottoms element by element, with the shorter one repeated (foss-for-synopsys-dwc-arc-processors/synopsys-caffe,
/// add_layer.cpp and its like, which follow TensorFlow).
/// </summary>
public abstract class BinaryLayer : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 18, 3, 5], [2, 18, 3, 5]) { PositiveInputs = NeedsPositive },
        new("", [2, 18, 3, 5], [2, 18, 1, 1]) { PositiveInputs = NeedsPositive },
        new("", [2, 3, 4, 17], [2, 1, 1, 17]) { PositiveInputs = NeedsPositive },
        new("", [3, 5], [2, 3, 5]) { PositiveInputs = NeedsPositive },
        new("", [2, 3, 4], [1]) { PositiveInputs = NeedsPositive },
        KnownExample,
    ];

    private protected virtual bool NeedsPositive => false;

    /// <summary>What 2 and 8, in rows, give with 1, 4 and 5, in columns.</summary>
    private protected abstract EquatableArray<float> Known { get; }

    /// <summary>An example in which both bottoms are repeated.</summary>
    private protected LayerExample KnownExample => new("", [1, 2, 1], [1, 1, 3]) { InputValues = [[2, 8], [1, 4, 5]], Expected = [Known] };

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 2);
        var lowering = new Lowering(layer);
        return lowering.Layer(Combine(layer, lowering, lowering.Bottom(), lowering.Bottom(1)));
    }

    private protected abstract Term Combine(LayerContext layer, Lowering lowering, Term a, Term b);
}
