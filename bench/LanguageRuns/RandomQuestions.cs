using System.Text.Json;
using CaffeSharpGen.Torch7;

namespace CaffeSharpGen.LanguageRuns;

/// <summary>A checkpoint of VQA_LSTM_CNN and its words, of the published sizes.</summary>
internal static class RandomQuestions
{
    private const int Words = 12770, Answers = 1000, WordLength = 200, Size = 512, Layers = 2, Common = 1024, Picture = 4096;

    public static void Write(string path, string vocabulary)
    {
        if (File.Exists(path) && File.Exists(vocabulary))
            return;
        var random = new Random(2015);
        const long Encoder = 4L * Size * (WordLength + 1 + (2 * Layers - 1) * (Size + 1)) + Size + 1;
        const long Fusion = Common * (2L * Layers * Size + 1 + Picture + 1) + Answers * (Common + 1L);
        Torch7Writer.Write(path, new Torch7Table
        {
            ["embedding_w_q"] = RandomNumbers.Tensor(random, WordLength * (Words + 1L)),
            ["encoder_w_q"] = RandomNumbers.Tensor(random, Encoder),
            ["multimodal_w"] = RandomNumbers.Tensor(random, Fusion),
        });
        File.WriteAllText(vocabulary, JsonSerializer.Serialize(new Dictionary<string, Dictionary<string, string>>
        {
            ["ix_to_word"] = Enumerable.Range(1, Words).ToDictionary(number => $"{number}", number => number == Words ? "UNK" : $"w{number}"),
            ["ix_to_ans"] = Enumerable.Range(1, Answers).ToDictionary(number => $"{number}", number => $"a{number}"),
        }));
    }
}
