using CaffeSharpGen.Samples;
using CaffeSharpGen.Samples.Networks;

namespace CaffeSharpGen.Captioning;

/// <summary>The files of a run.</summary>
internal sealed record CaptionFiles(string Image, string Checkpoint)
{
    /// <summary>Finds those that the command line does not name.</summary>
    public static CaptionFiles Find(Request request, CaptionerCatalog catalog)
    {
        CaptionerDefaults? here = request.ModelPath is null
            ? catalog.Defaults.FirstOrDefault(defaults => ModelsFolder.FindHereOrThere(defaults.Checkpoint) is not null)
            : null;
        string checkpoint = request.ModelPath ?? (here is not null ? ModelsFolder.FindHereOrThere(here.Checkpoint) : null)
            ?? throw new UserError(
                "there is no checkpoint: give --model-path, "
                + $"or put {catalog.Defaults[^1].Checkpoint} here (see {catalog.Defaults[^1].Source})");
        string image = request.Image ?? (here?.Image is { } example ? ModelsFolder.Find(example) : null)
            ?? throw new UserError("there is no picture: give --image");
        return new CaptionFiles(image, checkpoint);
    }
}
