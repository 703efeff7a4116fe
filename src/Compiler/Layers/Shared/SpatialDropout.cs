using System.Globalization;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// The dropout of ENet in Python (TimoSaemann/caffe-enet: spatial_dropout.py), which drops whole channels in training. In use it multiplies
/// by 1 / (1 − p), as its authors wrote it, though training does so too.
/// </summary>
public sealed class SpatialDropout : LayerDefinition
{
    private static readonly string[] Known = ["phase", "p"];

    /// <inheritdoc/>
    public override string Type => "spatial_dropout.SpatialDropoutLayer";

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "x / (1 − p).";

    /// <inheritdoc/>
    public override string ParameterField => "python_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter => OtherParameters.Python;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new(Python("0.01"), [2, 18, 3, 5]),
        new(Python("0.5"), [1, 2, 1, 2]) { InputValues = [[1, -2, 3, 4]], Expected = [[2, -4, 6, 8]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        PythonArguments arguments = PythonArguments.Read(layer);
        arguments.RequireKnown(Known);
        if (arguments.Text("phase") is var phase and not "TEST")
            throw layer.Error($"its phase is '{phase}', in which it drops channels at random; 'TEST' is expected", "param_str");
        // A text, which the fork makes a number.
        bool isNumber = float.TryParse(arguments.Text("p"), NumberStyles.Float, CultureInfo.InvariantCulture, out float part);
        return isNumber && part > 0 && part < 1
            ? new CompiledLayer(new Op.Power(Scale: 1 / (1 - part)), layer.Bottom)
            : throw layer.Error("its p must be one number between 0 and 1", "param_str");
    }

    private static string Python(string part) => "python_param { module: 'spatial_dropout' layer: 'SpatialDropoutLayer' "
        + $"param_str: \"{{'phase': 'TEST', 'p': '{part}'}}\" }}";
}
