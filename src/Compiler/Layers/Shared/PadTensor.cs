using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>A border of zeros (synopsys-caffe, python/pad.py; of NumPy's modes, constant).</summary>
public sealed class PadTensor : LayerDefinition
{
    /// <inheritdoc/>
    public override string Type => "pad.PadTensor";

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Its bottom with a border of zeros: pad_t, pad_b, pad_l and pad_r.";

    /// <inheritdoc/>
    public override string ParameterField => "python_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter => OtherParameters.Python;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new(
            "python_param { module: 'pad' layer: 'PadTensor' "
            + "param_str: \"{'pad_t': 1, 'pad_b': 2, 'pad_l': 0, 'pad_r': 3, 'pad_mode': 'constant'}\" }",
            [2, 18, 3, 5]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(4, 4);
        PythonArguments arguments = PythonArguments.Read(layer);
        string mode = arguments.Text("pad_mode");
        if (mode != "constant")
            throw layer.Error($"its pad_mode is {mode}; only constant is supported", "param_str");
        int[] paddings =
            [0, 0, 0, 0, arguments.Int("pad_t"), arguments.Int("pad_b"), arguments.Int("pad_l"), arguments.Int("pad_r")];
        var lowering = new Lowering(layer);
        return lowering.Layer(Padding.Add(layer, lowering, lowering.Bottom(), paddings, 0, "param_str"));
    }
}
