using CaffeSharpGen.Compiler.Passes;
using CaffeSharpGen.Csg.Inspect;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Samples.Networks;

namespace CaffeSharpGen.Csg.New;

/// <summary>What the last value of a network is.</summary>
internal enum OutputKind
{
    /// <summary>Something else.</summary>
    Other,

    /// <summary>A number for each class.</summary>
    Classes,

    /// <summary>A plane of numbers for each class.</summary>
    Planes,

    /// <summary>Rows of boxes; the last value with such rows.</summary>
    Boxes,
}

/// <summary>What a program can do with a network.</summary>
/// <param name="Picture">Index of the input that takes a picture; null if none does, or others beside <c>im_info</c> take something else.</param>
/// <param name="Size">Index of the input <c>im_info</c>; null if there is none.</param>
/// <param name="Kind">What its output is.</param>
/// <param name="Output">Index of that output.</param>
/// <param name="AreProbabilities">Whether the numbers for classes are probabilities.</param>
/// <param name="GradCamLayer">Index of the layer that Grad-CAM looks at; null if there is none, and of boxes.</param>
/// <param name="Transform">What the prototxt says of its pixels; null if it says nothing.</param>
/// <param name="Known">What is known of a published network; null if it is none.</param>
internal sealed record NetworkUse(
    int? Picture, int? Size, OutputKind Kind, int Output, bool AreProbabilities, int? GradCamLayer, DataTransform? Transform,
    ManifestEntry? Known)
{
    /// <summary>Whether the program reads a picture.</summary>
    public bool TakesPicture => Picture is not null;

    /// <summary>Whether it reads a mean image, too.</summary>
    public bool ReadsMean => Picture is not null && Transform is { MeanFile.Length: > 0 };

    /// <summary>That of a network.</summary>
    public static NetworkUse Of(CompiledPrototxt compiled)
    {
        NetworkDefinition network = compiled.Definition;
        int[] inputs = [.. network.Inputs];
        int? size = inputs.Length > 1 ? inputs.Cast<int?>().FirstOrDefault(index => PictureInput.IsSize(network.Values[index!.Value])) : null;
        int? picture = inputs.Where(index => index != size).ToArray() is [var only] && IsPicture(network.Values[only]) ? only : null;
        var detector = DetectorHead.Of(network);
        OutputKind kind = picture is not null && detector is not null ? OutputKind.Boxes : KindOf(network);
        ManifestEntry? known = picture is not null ? KnownNetwork.Of(network) : null;
        return new NetworkUse(
            picture, size, kind, kind == OutputKind.Boxes ? detector!.Rows : network.Values.Length - 1,
            kind == OutputKind.Classes && network.Steps[^1].Operation is { NormalizesLogits: true } or { IsEachAProbability: true },
            picture is null ? null : LayerOf(network, kind, known), compiled.DataTransforms.FirstOrDefault(), known);
    }

    private static bool IsPicture(ValueDefinition input) =>
        input is { Shape: { Rank: 4 } shape } && shape[1].Length is 1 or 3 && shape[0].Length == 1;

    private static OutputKind KindOf(NetworkDefinition network)
    {
        ValueDefinition output = network.Values[^1];
        // Indices are no scores, and no target.
        if (network.Steps.Length == 0 || output.Shape.Rank < 2 || output.Shape[0].Length != 1 || !GradientPaths.Of(network)[^1])
            return OutputKind.Other;
        if (output.Shape.Axes.Skip(2).All(axis => axis.Length == 1))
            return OutputKind.Classes;
        return output.Shape.Rank == 4 && output.Shape[1].Length > 1 ? OutputKind.Planes : OutputKind.Other;
    }

    private static int? LayerOf(NetworkDefinition network, OutputKind kind, ManifestEntry? known) => kind switch
    {
        OutputKind.Classes when known is { GradCamLayer.Length: > 0 } =>
            network.Values.TakeWhile(value => value.Name != known.GradCamLayer).Count(),
        OutputKind.Classes or OutputKind.Planes => Inspect.GradCamLayer.Of(network, Inspect.GradCamLayer.Explained(network)),
        _ => null,
    };
}
