using CaffeSharpGen.Compiler.Passes;
using CaffeSharpGen.Csg.Inspect;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Samples.Networks;

namespace CaffeSharpGen.Csg.New;

/// <summary>What a program can do with a network.</summary>
/// <param name="TakesPicture">Whether its only input takes a picture.</param>
/// <param name="GivesClasses">Whether its last output has a number for each class.</param>
/// <param name="AreProbabilities">Whether these are probabilities.</param>
/// <param name="GradCamLayer">Index of the layer that Grad-CAM looks at; null if there is none.</param>
/// <param name="Transform">What the prototxt says of its pixels; null if it says nothing.</param>
/// <param name="Known">What is known of a published network; null if it is none.</param>
internal sealed record NetworkUse(
    bool TakesPicture, bool GivesClasses, bool AreProbabilities, int? GradCamLayer, DataTransform? Transform, ManifestEntry? Known)
{
    /// <summary>That of a network.</summary>
    public static NetworkUse Of(CompiledPrototxt compiled)
    {
        NetworkDefinition network = compiled.Definition;
        ValueDefinition[] inputs = [.. network.Inputs.Select(index => network.Values[index])];
        bool takesPicture = inputs is [{ Shape: { Rank: 4 } shape }] && shape[1].Length is 1 or 3
            && shape[0].Length == 1;
        ValueDefinition output = network.Values[^1];
        bool givesClasses = network.Steps.Length > 0 && output.Shape.Rank >= 2 && output.Shape[0].Length == 1
            && output.Shape.Axes.Skip(2).All(axis => axis.Length == 1)
            && GradientPaths.Of(network)[^1]; // Indices are no scores, and no target.
        ManifestEntry? known = takesPicture ? KnownNetwork.Of(network) : null;
        int? layer = !takesPicture || !givesClasses ? null
            : known is not null ? network.Values.TakeWhile(value => value.Name != known.GradCamLayer).Count()
            : Inspect.GradCamLayer.Of(network, Inspect.GradCamLayer.Explained(network));
        bool areProbabilities = givesClasses
            && network.Steps[^1].Operation is { NormalizesLogits: true } or { IsEachAProbability: true };
        return new NetworkUse(takesPicture, givesClasses, areProbabilities, layer, compiled.DataTransforms.FirstOrDefault(), known);
    }
}
