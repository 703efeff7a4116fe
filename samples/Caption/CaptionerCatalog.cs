using CaffeSharpGen.Language;
using CaffeSharpGen.Samples;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Captioning;

/// <summary>Captioners that a program knows.</summary>
/// <param name="Captioners">Those that are compiled into it; those of other sizes are compiled when it runs.</param>
/// <param name="Defaults">
/// What is used if the command line names no checkpoint: of those whose checkpoint is here the first, of none the last.
/// </param>
internal sealed record CaptionerCatalog(IReadOnlyList<Captioner> Captioners, IReadOnlyList<CaptionerDefaults> Defaults)
{
    /// <summary>The captioner of the sizes that a checkpoint has: compiled into the program, or now.</summary>
    public Captioner Find(CaptionCheckpoint checkpoint) =>
        Captioners.FirstOrDefault(captioner => captioner.Sizes == checkpoint.Sizes) ?? RunTimeCaptioner.Of(checkpoint);
}

/// <summary>A captioner of certain sizes.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Sizes">Sizes of its language model.</param>
/// <param name="Picture">The network that looks at the picture; it ends in the picture's code.</param>
/// <param name="LoadStep">Loads one step of the language model.</param>
/// <param name="WantsRgb">Whether it was trained for red, green, blue, although the original feeds it blue, green, red.</param>
internal sealed record Captioner(
    string Name, CaptionModelSizes Sizes, PictureNetwork Picture, Func<WeightSource, Device, Network> LoadStep, bool WantsRgb)
{
    /// <summary>The network that looks at the picture, fed as the command line says.</summary>
    public PictureNetwork PictureFor(bool rgb)
    {
        if (!rgb)
            return Picture;
        if (!WantsRgb)
            throw new UserError($"--rgb is for networks that want red, green, blue; {Name} was trained for blue, green, red");
        NetworkInput input = Picture.Entry.Input;
        return Picture with { Entry = Picture.Entry with { Input = input with { Channels = "rgb", Mean = [.. input.Mean.Reverse()] } } };
    }
}

/// <summary>What is used unless the command line says otherwise.</summary>
/// <param name="Checkpoint">File of the weights and words.</param>
/// <param name="Image">The photograph, if one comes with the program.</param>
/// <param name="Source">Where the checkpoint comes from.</param>
internal sealed record CaptionerDefaults(string Checkpoint, string? Image, string Source);
