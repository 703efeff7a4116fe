using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Csg.Inspect;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Dynamic;

namespace CaffeSharpGen.Csg.New;

/// <summary>What a program can do with a network.</summary>
/// <param name="TakesPicture">Whether its only input takes a picture.</param>
/// <param name="GivesClasses">Whether its last output has a number for each class.</param>
/// <param name="AreProbabilities">Whether these are probabilities.</param>
/// <param name="GradCamLayer">Index of the layer that Grad-CAM looks at; null if there is none.</param>
/// <param name="Transform">What the prototxt says of its pixels; null if it says nothing.</param>
internal sealed record NetworkUse(
    bool TakesPicture, bool GivesClasses, bool AreProbabilities, int? GradCamLayer, DataTransform? Transform)
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
            && output.Shape.Axes.Skip(2).All(axis => axis.Length == 1);
        int? layer = takesPicture && givesClasses
            ? Inspect.GradCamLayer.Of(network, Inspect.GradCamLayer.Explained(network))
            : null;
        bool areProbabilities = givesClasses
            && network.Steps[^1].Operation is { NormalizesLogits: true } or { IsEachAProbability: true };
        return new NetworkUse(takesPicture, givesClasses, areProbabilities, layer, compiled.DataTransforms.FirstOrDefault());
    }
}
