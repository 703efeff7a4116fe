using System.Text.Json;

namespace CaffeSharpGen.Language.Tests;

/// <summary>
/// Words of questions: those recorded with the original, and what NLTK 3.8's <c>TreebankWordTokenizer</c> makes of questions of ours
/// (treebank.jsonl: a text and its words in each line).
/// </summary>
public sealed class TreebankTokenizerTests
{
    [Fact]
    public void Questions_of_the_original()
    {
        using var questions = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("golden", "vqa", "question_tokens.json")));
        var vocabulary = QuestionVocabulary.Read(SharedFolder.Require("golden", "vqa", "data_prepro.json"));
        Assert.Equal(12, questions.RootElement.GetArrayLength());
        foreach (JsonElement entry in questions.RootElement.EnumerateArray())
        {
            string text = entry.GetProperty("question").GetString()!;
            Assert.Equal(Texts(entry.GetProperty("treebank_tokens")), TreebankTokenizer.Tokenize(text.ToLowerInvariant()));
            var question = Question.Read(text, vocabulary.Words);
            Assert.Equal(Texts(entry.GetProperty("final")), question.Words);
            int length = entry.GetProperty("ques_length").GetInt32();
            Assert.Equal(entry.GetProperty("ques").EnumerateArray().Take(length).Select(number => number.GetInt32()), question.WordIds);
        }
    }

    [Fact]
    public void Other_questions()
    {
        string[] lines = File.ReadAllLines(SharedFolder.InRepository("tests", "Language.Tests", "Words", "treebank.jsonl"));
        Assert.True(lines.Length > 100);
        foreach (string line in lines)
        {
            using var entry = JsonDocument.Parse(line);
            Assert.Equal(Texts(entry.RootElement[1]), TreebankTokenizer.Tokenize(entry.RootElement[0].GetString()!));
        }
    }

    [Fact]
    public void Nothing_has_no_words() => Assert.Empty(TreebankTokenizer.Tokenize(" \t\n"));

    private static string[] Texts(JsonElement array) => [.. array.EnumerateArray().Select(text => text.GetString()!)];
}
