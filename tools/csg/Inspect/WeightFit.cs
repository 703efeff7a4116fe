using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Csg.Inspect;

/// <summary>How a file of weights fits a network.</summary>
/// <param name="File">The file.</param>
/// <param name="Fits">Whether the network loads it.</param>
/// <param name="Missing">Layers of the network that read weights and have none in the file.</param>
/// <param name="Problems">Why it is not loaded, all of it that is known.</param>
/// <param name="Notes">What is noticed when it is loaded, such as weights of layers that the network does not have.</param>
internal sealed record WeightFit(
    string File, bool Fits, IReadOnlyList<string> Missing, IReadOnlyList<string> Problems, IReadOnlyList<string> Notes)
{
    /// <summary>Compares a file with a network, and loads it as programs do.</summary>
    public static WeightFit Of(NetworkDefinition network, string file)
    {
        using CaffeModel model = CaffeModel.Open(file);
        string[] missing =
        [
            .. network.Steps.Where(step => step.OwnWeights.Any() && !model.TryFind(step.Layer, out _))
                .Select(step => step.Layer).Distinct(),
        ];
        var problems = new List<string>();
        foreach (StepDefinition step in network.Steps.Where(step => !missing.Contains(step.Layer)))
        {
            for (int blob = 0; blob < step.Weights.Length; blob++)
            {
                if (step.OwnerOf(blob) is null && Misfit(model, step, blob) is { } problem)
                    problems.Add(problem);
            }
        }
        IReadOnlyList<string> notes = [];
        string? refusal = null;
        try
        {
            using var loaded = new Network(network, model, leaveOpen: true);
            notes = loaded.Notes;
        }
        catch (WeightException failure)
        {
            refusal = failure.Message;
        }
        // Of a file that lacks weights, its own message names the first.
        if (refusal is not null && missing.Length == 0 && problems.Count == 0)
            problems.Add(refusal);
        return new WeightFit(file, refusal is null, missing, problems, notes);
    }

    private static string? Misfit(CaffeModel model, StepDefinition step, int blob)
    {
        try
        {
            model.Require(step.Layer, step.BlobOf(blob), step.Weights[blob]);
            return null;
        }
        catch (WeightException failure)
        {
            return failure.Message;
        }
    }
}
