using CaffeSharpGen.Language;
using CaffeSharpGen.Torch7;

namespace CaffeSharpGen.Vqa.Tests;

/// <summary>The models that are compiled into the program take checkpoints of the sizes that are listed for them.</summary>
public sealed class CompiledModelsTests
{
    private static readonly QuestionVocabulary TwoWords = new(new Vocabulary(["what", "UNK"]), new Vocabulary([]));

    public static TheoryData<int> Models => [.. Enumerable.Range(0, CompiledModels.Catalog.Models.Count)];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_checkpoint_of_the_listed_sizes_loads_and_runs(int index)
    {
        QuestionModel compiled = CompiledModels.Catalog.Models[index];
        QuestionModelSizes sizes = compiled.Sizes;
        QuestionVocabulary vocabulary = TwoWords with { Answers = new Vocabulary(Enumerable.Repeat("?", sizes.NumOutput)) };
        string path = Path.GetTempFileName();
        try
        {
            Torch7Writer.Write(path, new Torch7Table
            {
                ["embedding_w_q"] = Constant(3L * sizes.InputEncodingSize),
                ["encoder_w_q"] = Constant(
                    4L * sizes.RnnSize * (sizes.InputEncodingSize + 1 + (2 * sizes.RnnLayers - 1) * (sizes.RnnSize + 1))
                    + sizes.RnnSize + 1),
                ["multimodal_w"] = Constant(
                    (long)sizes.CommonEmbeddingSize * (sizes.StateSize + 1 + sizes.ImageLength + 1)
                    + sizes.NumOutput * (sizes.CommonEmbeddingSize + 1L)),
            });
            using var checkpoint = QuestionCheckpoint.Open(path);
            Assert.Equal(sizes, checkpoint.FindSizes(vocabulary, sizes.ImageLength, sizes));
            using Device device = Device.Cpu(1);
            using UnrolledNetwork encoder = compiled.LoadEncoder(checkpoint.ReadEncoder(sizes), device);
            using Network fusion = compiled.LoadFusion(checkpoint.ReadFusion(sizes), device);
            InputHook input = fusion.Inputs["image"];
            // Its own input stands in for the network that looks at the picture, as it runs by itself.
            input.Set(Enumerable.Repeat(1f, sizes.ImageLength).ToArray());
            using QuestionAnswering model = new(
                encoder, checkpoint.ReadWords(sizes), compiled.LoadFusion(checkpoint.ReadFusion(sizes), device), input);
            fusion.Forward();
            model.Ask(Question.Read("what zebra", vocabulary.Words));
            Assert.Equal(2, encoder.Count);
            // All weights are equal, so all answers are.
            float expected = 1f / sizes.NumOutput;
            Assert.All(model.Probabilities.Activation.Span.ToArray(), probability => Assert.Equal(expected, probability, 1e-6f));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Torch7Tensor Constant(long count)
    {
        float[] weights = new float[count];
        Array.Fill(weights, 0.01f);
        return Torch7Tensor.Copy<float>(weights, count);
    }
}
