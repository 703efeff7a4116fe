using CaffeSharpGen.Definitions;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Csg.Inspect;

/// <summary>Counts multiply-adds of convolutions, deconvolutions and fully connected layers; all else is little beside them.</summary>
internal static class MultiplyAdds
{
    /// <summary>Those of a step for one image; for the declared batch where that is not free.</summary>
    public static long Of(NetworkDefinition network, StepDefinition step)
    {
        // A Parameter has a weight and no input.
        if (step.Weights.Length == 0 || step.Inputs.Length == 0)
            return 0;
        long inputs = network.Values[step.Inputs[0]].Shape.CountOfOne(), outputs = network.Values[step.Outputs[0]].Shape.CountOfOne();
        Shape weight = step.Weights[0];
        return step.Operation switch
        {
            // Each output reads one filter, each input of a deconvolution writes with one.
            Convolution => outputs * weight.CountFrom(1),
            Deconvolution => inputs * weight.CountFrom(1),
            InnerProduct product => outputs * (weight.Count / product.NumOutput),
            _ => 0,
        };
    }
}
