using CaffeSharpGen.Samples;
using CaffeSharpGen.Samples.Files;

namespace CaffeSharpGen.Captioning;

/// <summary>The files of a run.</summary>
internal sealed record CaptionFiles(InputFile Image, InputFile Checkpoint)
{
    /// <summary>Finds those that the command line does not name.</summary>
    public static CaptionFiles Find(Request request, CaptionerCatalog catalog)
    {
        ModelsFolder models = CompiledCaptioners.Models;
        CaptionerDefaults? here = request.ModelPath is null
            ? catalog.Defaults.FirstOrDefault(defaults => models.FindHereOrThere(defaults.Checkpoint) is not null)
            : null;
        InputFile checkpoint = request.ModelPath is { } path ? InputFile.OnDisk(path)
            : (here is not null ? models.FindHereOrThere(here.Checkpoint) : null)
            ?? throw new UserError(
                "there is no checkpoint: give --model-path, "
                + $"or put {catalog.Defaults[^1].Checkpoint} here (see {catalog.Defaults[^1].Source})");
        return new CaptionFiles(models.FindPicture(request.Image, here?.Image), checkpoint);
    }
}
