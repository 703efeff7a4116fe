using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Passes;

/// <summary>
/// Which values have a gradient to anything: a way back, through layers that have one, to an input of the network or to rows that a layer
/// looks up in its weights (Embed). What heads compute (detections, proposals, indices) has none.
/// </summary>
public static class GradientPaths
{
    /// <summary>For each value, whether it has.</summary>
    public static bool[] Of(NetworkDefinition network)
    {
        bool[] has = new bool[network.Values.Length];
        foreach (int input in network.Inputs)
            has[input] = true;
        foreach (StepDefinition step in network.Steps)
        {
            if (step.Weights.Length == 0 && !(step.Operation.IsDifferentiable && step.Inputs.Any(input => has[input])))
                continue;
            foreach (int output in step.Outputs)
                has[output] = true;
        }
        return has;
    }
}
