using System.Text.Json;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language;

/// <summary>The words and answers of a question answering model: its <c>data_prepro.json</c>.</summary>
/// <param name="Words">Words of questions (<c>ix_to_word</c>).</param>
/// <param name="Answers">Answers (<c>ix_to_ans</c>).</param>
public sealed record QuestionVocabulary(Vocabulary Words, Vocabulary Answers)
{
    private const string WordsField = "ix_to_word", AnswersField = "ix_to_ans";

    // The original's, with the paths of all pictures, has some 10 MB.
    private const int MostBytes = 64 << 20;

    private const int MostShown = 200;

    /// <summary>Reads a file. Only its first JSON value counts; the original reads the first line.</summary>
    /// <exception cref="VocabularyException">
    /// It is not such a file, or cannot be read; the message names the position and what was expected.
    /// </exception>
    public static QuestionVocabulary Read(string path)
    {
        byte[] json;
        try
        {
            json = WholeFile.Read(path, "a vocabulary such as data_prepro.json", MostBytes);
        }
        catch (WeightException failure)
        {
            throw new VocabularyException(failure.Message, failure);
        }
        return Read(path, json);
    }

    /// <summary>Reads a file in memory.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="json">UTF-8.</param>
    /// <exception cref="VocabularyException">It is not such a file.</exception>
    public static QuestionVocabulary Read(string name, ReadOnlySpan<byte> json)
    {
        Vocabulary? words = null, answers = null;
        try
        {
            var reader = new Utf8JsonReader(WithoutMark(json));
            reader.Read();
            if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
                throw new JsonException($"at byte {reader.TokenStartIndex} there is no object.");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals(WordsField))
                    words = ReadNumbered(ref reader, name, WordsField, words);
                else if (reader.ValueTextEquals(AnswersField))
                    answers = ReadNumbered(ref reader, name, AnswersField, answers);
                else
                    reader.Skip();
            }
        }
        // What is no UTF-8 is no JSON either, and found when a text is read.
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            const string Expected = "JSON such as {\"ix_to_word\": {\"1\": \"what\"}, \"ix_to_ans\": {\"1\": \"yes\"}}";
            throw new VocabularyException($"{name}: {Short(problem)} Expected {Expected}", problem);
        }
        return new QuestionVocabulary(words ?? throw Missing(name, WordsField), answers ?? throw Missing(name, AnswersField));
    }

    // Entries are counted before they are read: their ids are not larger than that.
    private static Vocabulary? ReadNumbered(ref Utf8JsonReader reader, string name, string field, Vocabulary? earlier)
    {
        long at = reader.TokenStartIndex;
        if (earlier is not null)
            throw new VocabularyException($"{name}: at byte {at} there is another {field}; expected one");
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new VocabularyException(
                $"{name}: {field} at byte {at} is no object; expected numbers and words such as {{\"1\": \"what\"}}");
        }
        int count = 0;
        for (Utf8JsonReader ahead = reader; ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName; ahead.Skip())
            count++;
        if (count == 0)
        {
            reader.Read();
            return null;
        }
        var words = new NumberedWords($"{name}, {field}", count);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string number = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw words.NoText(number, reader.TokenStartIndex);
            words.Add(number, reader.GetString()!);
        }
        return words.ToVocabulary();
    }

    private static VocabularyException Missing(string name, string field) =>
        new($"{name}: there is no {field}, or it is empty; expected numbers and words such as {{\"1\": \"what\"}}");

    // It may quote all of the file that follows.
    private static string Short(Exception problem)
    {
        if (problem.Message.Length <= MostShown)
            return problem.Message;
        string where = problem is JsonException { LineNumber: { } line, BytePositionInLine: { } at }
            ? $" (line {line + 1}, byte {at})"
            : "";
        return $"{problem.Message[..MostShown]}…{where}.";
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> json) => json.StartsWith("\uFEFF"u8) ? json[3..] : json;
}
