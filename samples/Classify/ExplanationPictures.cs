using CaffeSharpGen.GradCam;

namespace CaffeSharpGen.Classify;

/// <summary>The pictures of one class, under the original's names.</summary>
internal static class ExplanationPictures
{
    public static string[] Add(OutputFolder folder, Request request, Picture photo, string name, Explanation cam, Explanation guided)
    {
        Explanation both = Explain.GuidedGradCam(guided, cam);
        var files = new List<string>
        {
            request.SaveAsHeatMap ? folder.Add($"classify_gcam_hm_{name}.png", cam.ToHeatMap()) : folder.Add($"classify_gcam_{name}.png", cam.ToPicture()),
            folder.Add($"classify_gb_{name}.png", guided.ToPicture()),
            folder.Add($"classify_gb_gcam_{name}.png", both.ToPicture()),
        };
        if (request.Strip)
        {
            using Picture shown = photo.Resize(guided.InputWidth, guided.InputHeight);
            files.Add(folder.Add($"classify_strip_{name}.png", Strip.Join([shown, cam.Overlay(shown), guided.ToPicture(), both.ToPicture()])));
        }
        return [.. files];
    }
}
