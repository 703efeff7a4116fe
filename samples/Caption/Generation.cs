using System.Globalization;
using CaffeSharpGen.Language;
using CaffeSharpGen.Samples;

namespace CaffeSharpGen.Captioning;

/// <summary>Has a model make a caption, as the command line asks for it.</summary>
internal static class Generation
{
    /// <summary>The caption.</summary>
    public static GeneratedCaption Run(Request request, CaptionModel model, CaptionCheckpoint checkpoint)
    {
        if (request.MaxLength is { } length && length > model.MostWords)
            throw new UserError($"--max-length is {length}; {checkpoint.Name} makes captions of at most {model.MostWords} words");
        if (request.BeamSize > checkpoint.Sizes.Words + 1)
        {
            throw new UserError(
                $"--beam-size is {request.BeamSize}; {checkpoint.Name} has {checkpoint.Sizes.Words} words, "
                + $"so at most {checkpoint.Sizes.Words + 1} captions go on at each step");
        }
        return !request.SampleMax ? model.Sample(request.Temperature, new Random(request.Seed), request.MaxLength)
            : request.BeamSize > 1 ? model.Beam(request.BeamSize, request.MaxLength)
            : model.Greedy(request.MaxLength);
    }

    /// <summary>How it was made, in words.</summary>
    public static string Describe(Request request, GeneratedCaption caption, Vocabulary vocabulary)
    {
        string way = !request.SampleMax
            ? $"words drawn with temperature {request.Temperature.ToString(CultureInfo.InvariantCulture)}, seed {request.Seed}"
            : request.BeamSize > 1 ? $"beam search, {request.BeamSize} captions at a time"
            : "the most probable word at each step";
        // Of an explained caption END does not count, so its log-probability is another one.
        string end = caption.WordIds.Any(id => id > vocabulary.Count) ? "with END" : "cut before END";
        return string.Create(CultureInfo.InvariantCulture, $"{way}; log-probability {caption.LogProbability:f3}, {end}");
    }
}
