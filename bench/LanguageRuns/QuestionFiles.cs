using System.Globalization;
using System.Text.Json;
using CaffeSharpGen.Torch7;

namespace CaffeSharpGen.LanguageRuns;

/// <summary>A model that answers questions, of VQA_LSTM_CNN's layout and published sizes, with random weights.</summary>
internal static class QuestionFiles
{
    private const int WordLength = 200, Units = 512, Layers = 2, Common = 1024, Feature = 4096, Answers = 1000, Words = 12_603;

    /// <summary>Writes <c>lstm.t7</c> and <c>data_prepro.json</c>, unless they are there.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="question">Words that the vocabulary has.</param>
    public static void Write(string folder, params string[] question)
    {
        string checkpoint = Path.Combine(folder, "lstm.t7");
        if (!File.Exists(checkpoint))
        {
            var random = new Random(20150505);
            Torch7Writer.Write(checkpoint, new Torch7Table
            {
                ["embedding_w_q"] = Vector(random, (WordLength, Words)),
                ["encoder_w_q"] = Vector(random, [.. Enumerable.Range(0, Layers).SelectMany(OfLstm), (1, Units)]),
                ["multimodal_w"] = Vector(random, (Common, 2 * Layers * Units), (Common, Feature), (Answers, Common)),
            });
        }
        string[] words = [.. question, .. Enumerable.Range(0, Words - question.Length - 1).Select(i => $"word{i}"), "UNK"];
        File.WriteAllText(Path.Combine(folder, "data_prepro.json"), $$"""{"ix_to_word": {{Numbered(words)}}, "ix_to_ans": {{Numbered(Enumerable.Range(0, Answers).Select(i => $"answer{i}"))}}}""");
    }

    private static IEnumerable<(int Outputs, int Inputs)> OfLstm(int layer) => [(4 * Units, layer == 0 ? WordLength : Units), (4 * Units, Units)];

    private static Torch7Tensor Vector(Random random, params (int Outputs, int Inputs)[] linear)
    {
        float[] numbers = new float[linear.Sum(layer => layer.Outputs * (layer.Inputs + 1))];
        int position = 0;
        foreach ((int outputs, int inputs) in linear)
        {
            foreach (ref float number in numbers.AsSpan(position, outputs * (inputs + 1)))
                number = (float)((random.NextDouble() * 2 - 1) / Math.Sqrt(inputs));
            position += outputs * (inputs + 1);
        }
        return Torch7Tensor.Copy<float>(numbers, numbers.Length);
    }

    private static string Numbered(IEnumerable<string> words) =>
        JsonSerializer.Serialize(words.Select((word, i) => (word, i)).ToDictionary(entry => (entry.i + 1).ToString(CultureInfo.InvariantCulture), entry => entry.word));
}
