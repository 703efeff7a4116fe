using System.Text;

namespace CaffeSharpGen.Language.Tests;

/// <summary>Vocabularies and the file they come in.</summary>
public sealed class VocabularyTests
{
    private const string Good =
        """{"ix_to_word": {"2": "b", "1": "a", "3": "UNK"}, "other": [1, {"x": null}], "ix_to_ans": {"1": "yes"}}""";

    [Fact]
    public void A_file_in_any_order()
    {
        string lines = Good.Replace(",", ",\n", StringComparison.Ordinal);
        string[] texts = [Good, "\uFEFF" + Good, Good + "\nwhat follows does not count", lines];
        foreach (string text in texts)
        {
            QuestionVocabulary read = Read(text);
            Assert.Equal(["a", "b", "UNK"], read.Words.Words);
            Assert.Equal(["yes"], read.Answers.Words);
        }
    }

    [Theory]
    [InlineData("", "v.json: ", "Expected JSON")]
    [InlineData("{", "v.json: ", "Expected JSON")]
    [InlineData("""{"ix_to_word": {"1": "a"}""", "v.json: ", "Expected JSON")]
    [InlineData("[]", "v.json: ", "Expected JSON")]
    [InlineData("null", "no ix_to_word")]
    [InlineData("""{"ix_to_word": {"1": "a"}}""", "no ix_to_ans")]
    [InlineData("""{"ix_to_word": {}, "ix_to_ans": {"1": "yes"}}""", "no ix_to_word")]
    [InlineData("""{"ix_to_word": {"1": 5}, "ix_to_ans": {"1": "yes"}}""", "v.json, ix_to_word: the word of number '1', at byte 21, is no text")]
    [InlineData("""{"ix_to_word": {"1": null}, "ix_to_ans": {"1": "yes"}}""", "v.json, ix_to_word: the word of number '1'", "is no text")]
    [InlineData("""{"ix_to_word": {"0": "a"}, "ix_to_ans": {"1": "yes"}}""", "v.json, ix_to_word: 'a'", "'0'", "1 … 1")]
    [InlineData("""{"ix_to_word": {"2": "a"}, "ix_to_ans": {"1": "yes"}}""", "'2'", "1 … 1")]
    [InlineData("""{"ix_to_word": {"99999999999": "a"}, "ix_to_ans": {"1": "yes"}}""", "'99999999999'")]
    [InlineData("""{"ix_to_word": {"one": "a"}, "ix_to_ans": {"1": "yes"}}""", "'one'")]
    [InlineData("""{"ix_to_word": {"1": "a", "01": "b"}, "ix_to_ans": {"1": "yes"}}""", "'a' and 'b' both have the number 1")]
    [InlineData("""{"ix_to_word": {"1": "a", "1": "b"}, "ix_to_ans": {"1": "yes"}}""", "'a' and 'b' both have the number 1")]
    [InlineData("""{"ix_to_word": {"1": "a"}, "ix_to_word": {"1": "b"}}""", "v.json: at byte 27 there is another ix_to_word")]
    [InlineData("""{"ix_to_word": ["a"], "ix_to_ans": {"1": "yes"}}""", "v.json: ix_to_word at byte 1 is no object")]
    [InlineData("""{"ix_to_word": null, "ix_to_ans": {"1": "yes"}}""", "no ix_to_word")]
    public void Wrong_files(string text, params string[] expected)
    {
        VocabularyException problem = Assert.Throws<VocabularyException>(() => Read(text));
        Assert.All(expected, part => Assert.Contains(part, problem.Message));
    }

    [Fact]
    public void Files_that_are_none()
    {
        Assert.Contains("no such file", Assert.Throws<VocabularyException>(() => QuestionVocabulary.Read("none.json")).Message);
        Assert.Contains("a folder", Assert.Throws<VocabularyException>(() => QuestionVocabulary.Read(".")).Message);
    }

    [Fact]
    public void Words_that_are_not_known()
    {
        Vocabulary with = new(["a", "UNK"]), without = new(["a"]);
        Assert.Equal((2, "UNK"), (with.Find("zebra", out string known), known));
        Assert.Equal((1, "a"), (without.Find("a", out known), known));
        Assert.Contains("'zebra'", Assert.Throws<VocabularyException>(() => without.Find("zebra", out _)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => with[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => with[3]);
    }

    [Fact]
    public void A_question_without_words_is_an_error() =>
        Assert.Contains("no words", Assert.Throws<VocabularyException>(() => Question.Read("  ", new Vocabulary(["UNK"]))).Message);

    private static QuestionVocabulary Read(string text) => QuestionVocabulary.Read("v.json", Encoding.UTF8.GetBytes(text));
}
