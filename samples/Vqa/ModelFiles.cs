using CaffeSharpGen.Samples;
using CaffeSharpGen.Samples.Files;
using CaffeSharpGen.Samples.Networks;

namespace CaffeSharpGen.Vqa;

/// <summary>The files of a run.</summary>
internal sealed record ModelFiles(InputFile Image, InputFile Weights, InputFile Checkpoint, InputFile Vocabulary)
{
    /// <summary>Finds those that the command line does not name.</summary>
    public static ModelFiles Find(Request request, ModelDefaults defaults, PictureNetwork network)
    {
        ModelsFolder models = CompiledModels.Models;
        InputFile image = models.FindPicture(request.Image, defaults.Image);
        InputFile checkpoint = request.ModelPath is { } path ? InputFile.OnDisk(path)
            : models.FindHereOrThere(defaults.Checkpoint)
            ?? throw new UserError($"there is no checkpoint: give --model-path, or put {defaults.Checkpoint} here (see {defaults.Source})");
        InputFile vocabulary = request.Vocabulary is { } words ? InputFile.OnDisk(words)
            : request.ModelPath is { } given
                ? InputFile.OnDisk(Path.Combine(Path.GetDirectoryName(given) ?? "", Path.GetFileName(defaults.Vocabulary)))
            : models.FindHereOrThere(defaults.Vocabulary)
            ?? throw new UserError($"there is no vocabulary: give --vocabulary, or put {defaults.Vocabulary} here (see {defaults.Source})");
        return new ModelFiles(image, network.FindWeights(request.Weights, models), checkpoint, vocabulary);
    }
}
