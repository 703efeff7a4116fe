using CaffeSharpGen.Language;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Vqa;

/// <summary>What a program knows: networks that look at pictures, and models that answer questions about what those see.</summary>
/// <param name="Networks">Networks that look at pictures.</param>
/// <param name="Models">Models that answer questions, compiled into the program; those of other sizes are compiled when it runs.</param>
/// <param name="Defaults">
/// What is used if the command line does not say; of those whose checkpoint is here the first, of none the last.
/// </param>
internal sealed record ModelCatalog(NetworkCatalog Networks, IReadOnlyList<QuestionModel> Models, IReadOnlyList<ModelDefaults> Defaults)
{
    /// <summary>The network that the command line names, or the usual one.</summary>
    public PictureNetwork FindNetwork(Request request)
    {
        // Who names a checkpoint has the published one, as in the original.
        ModelDefaults? here = request.ModelPath is null
            ? Defaults.FirstOrDefault(defaults => CompiledModels.Models.Find(defaults.Checkpoint) is not null)
            : null;
        return NetworkChoice.Find(request, Networks, (here ?? Defaults[^1]).Network);
    }

    /// <summary>What is used with a network unless the command line says otherwise.</summary>
    public ModelDefaults DefaultsFor(PictureNetwork network) =>
        Defaults.FirstOrDefault(defaults => defaults.Network == network.Entry.Name) ?? Defaults[^1];

    /// <summary>The model of the sizes that a checkpoint has: compiled into the program, or now.</summary>
    public QuestionModel FindModel(QuestionModelSizes sizes) =>
        Models.FirstOrDefault(model => model.Sizes == sizes) ?? RunTimeModel.Of(sizes);
}

/// <summary>A model that answers questions.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Sizes">Its sizes.</param>
/// <param name="LoadEncoder">Loads what reads the question.</param>
/// <param name="LoadFusion">Loads what brings question and picture together.</param>
internal sealed record QuestionModel(
    string Name, QuestionModelSizes Sizes,
    Func<WeightSource, Device, UnrolledNetwork> LoadEncoder, Func<WeightSource, Device, Network> LoadFusion);

/// <summary>What is used unless the command line says otherwise.</summary>
/// <param name="Network">The network that looks at the picture.</param>
/// <param name="Checkpoint">File of the model's weights.</param>
/// <param name="Vocabulary">File of its words and answers.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Image">The photograph, if one comes with the program.</param>
/// <param name="Source">Where the files come from.</param>
internal sealed record ModelDefaults(string Network, string Checkpoint, string Vocabulary, string Question, string? Image, string Source);
