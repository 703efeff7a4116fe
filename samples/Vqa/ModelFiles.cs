using CaffeSharpGen.Samples;
using CaffeSharpGen.Samples.Networks;

namespace CaffeSharpGen.Vqa;

/// <summary>The files of a run.</summary>
internal sealed record ModelFiles(string Image, string Weights, string Checkpoint, string Vocabulary)
{
    /// <summary>Finds those that the command line does not name.</summary>
    public static ModelFiles Find(Request request, ModelDefaults defaults, PictureNetwork network)
    {
        string image = request.Image ?? (defaults.Image is { } example ? ModelsFolder.Find(example) : null)
            ?? throw new UserError("there is no picture: give --image");
        string checkpoint = request.ModelPath ?? ModelsFolder.FindHereOrThere(defaults.Checkpoint)
            ?? throw new UserError($"there is no checkpoint: give --model-path, or put {defaults.Checkpoint} here (see {defaults.Source})");
        string vocabulary = request.Vocabulary
            ?? (request.ModelPath is not null
                ? Path.Combine(Path.GetDirectoryName(checkpoint) ?? "", Path.GetFileName(defaults.Vocabulary))
                : ModelsFolder.FindHereOrThere(defaults.Vocabulary))
            ?? throw new UserError($"there is no vocabulary: give --vocabulary, or put {defaults.Vocabulary} here (see {defaults.Source})");
        return new ModelFiles(image, network.FindWeights(request.Weights), checkpoint, vocabulary);
    }
}
