using System.Text.Json;
using System.Text.Json.Serialization;

namespace CaffeSharpGen.Language;

/// <summary>The words and answers of a question answering model: its <c>data_prepro.json</c>.</summary>
/// <param name="Words">Words of questions (<c>ix_to_word</c>).</param>
/// <param name="Answers">Answers (<c>ix_to_ans</c>).</param>
public sealed record QuestionVocabulary(Vocabulary Words, Vocabulary Answers)
{
    /// <summary>Reads a file. Only its first JSON value counts; the original reads the first line.</summary>
    /// <exception cref="VocabularyException">It is not such a file; the message names the position and what was expected.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static QuestionVocabulary Read(string path)
    {
        if (!File.Exists(path))
        {
            string found = Directory.Exists(path) ? "this is a folder" : "there is no such file";
            throw new VocabularyException($"{path}: {found}; expected a vocabulary such as data_prepro.json");
        }
        return Read(path, File.ReadAllBytes(path));
    }

    /// <summary>Reads a file in memory.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="json">UTF-8.</param>
    /// <exception cref="VocabularyException">It is not such a file.</exception>
    public static QuestionVocabulary Read(string name, ReadOnlySpan<byte> json)
    {
        PreparedData? data;
        try
        {
            var reader = new Utf8JsonReader(WithoutMark(json), isFinalBlock: true, state: default);
            data = JsonSerializer.Deserialize(ref reader, VocabularyJson.Default.PreparedData);
        }
        catch (JsonException problem)
        {
            const string Expected = "JSON such as {\"ix_to_word\": {\"1\": \"what\"}, \"ix_to_ans\": {\"1\": \"yes\"}}";
            throw new VocabularyException($"{name}: {problem.Message} Expected {Expected}", problem);
        }
        return new QuestionVocabulary(Numbered("ix_to_word", data?.IxToWord), Numbered("ix_to_ans", data?.IxToAns));

        Vocabulary Numbered(string field, Dictionary<string, string>? entries)
        {
            if (entries is not { Count: > 0 })
            {
                throw new VocabularyException(
                    $"{name}: there is no {field}, or it is empty; expected numbers and words such as {{\"1\": \"what\"}}");
            }
            if (entries.FirstOrDefault(entry => entry.Value is null).Key is { } key)
                throw new VocabularyException($"{name}, {field}: the word of number '{key}' is null; expected a text");
            return Vocabulary.FromNumbered($"{name}, {field}", entries);
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> json) => json.StartsWith("\uFEFF"u8) ? json[3..] : json;
}

/// <summary>The fields of <c>data_prepro.json</c> that are read.</summary>
internal sealed record PreparedData(
    [property: JsonPropertyName("ix_to_word")] Dictionary<string, string>? IxToWord,
    [property: JsonPropertyName("ix_to_ans")] Dictionary<string, string>? IxToAns);

[JsonSourceGenerationOptions(AllowDuplicateProperties = false)]
[JsonSerializable(typeof(PreparedData))]
internal sealed partial class VocabularyJson : JsonSerializerContext;
