using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.OpenCv;

/// <summary>The Normalize of SSD under OpenCV's name (opencv, modules/dnn, normalize_bbox_layer.cpp, of 2017).</summary>
public sealed class NormalizeBBox : LayerDefinition
{
    private readonly Ssd.Normalize original = new();

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.OpenCv;

    /// <inheritdoc/>
    public override string Summary => "The Normalize of SSD under another name.";

    /// <inheritdoc/>
    public override string ParameterField => original.ParameterField;

    /// <inheritdoc/>
    public override MessageSchema Parameter => original.Parameter;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples => original.Examples;

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer) => original.Compile(layer);
}
