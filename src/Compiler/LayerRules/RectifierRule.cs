using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.LayerRules;

/// <summary>The fields of a rectifier: those of a ReLU, also where they stand in a layer that runs one behind itself.</summary>
internal static class RectifierRule
{
    /// <summary>The message.</summary>
    public static MessageSchema Parameter { get; } = new MessageSchema("ReLUParameter")
        .Float("negative_slope").Enum("engine", "DEFAULT", "CAFFE", "CUDNN")
        .Bool("relu6").Float("maximum").Float("minimum");

    /// <summary>
    /// Reads the fields. <c>relu6</c>, <c>maximum</c> and <c>minimum</c> are of Synopsys' fork
    /// (relu_layer.cpp), <c>relu6</c> of some others too.
    /// </summary>
    /// <exception cref="LayerException">A field has a value that is not supported.</exception>
    public static Op.ReLU Read(LayerContext layer, FieldReader fields)
    {
        float maximum = fields.Bool("relu6", false) ? 6 : float.PositiveInfinity, given = fields.Float("maximum", 0);
        if (given > 0)
            maximum = Math.Min(maximum, given);
        // What comes out is not negative without a slope, so a negative minimum changes nothing.
        float slope = fields.Float("negative_slope", 0), minimum = fields.Float("minimum", 0);
        return minimum > 0 || (minimum < 0 && slope != 0)
            ? throw layer.Error($"minimum is {minimum}; a ReLU with a smallest value other than 0 is not supported", "minimum")
            : new Op.ReLU(slope, maximum);
    }
}
