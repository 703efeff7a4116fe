using CaffeSharpGen.Language;

namespace CaffeSharpGen.Vqa;

/// <summary>Which answer to explain.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Predicted">The one that the model gives.</param>
/// <param name="Notes">What is to be said about the choice.</param>
internal sealed record AnswerChoice(int Index, string Answer, string Predicted, IReadOnlyList<string> Notes)
{
    /// <summary>
    /// The answer that was asked for; as in the original, the predicted one where none was, or one that the model does not know.
    /// </summary>
    public static AnswerChoice Of(string asked, Vocabulary answers, QuestionAnswering model)
    {
        int best = model.Scores.Top(1)[0].Index;
        string predicted = answers[best + 1];
        if (asked.Length == 0)
            return new AnswerChoice(best, predicted, predicted, []);
        if (answers.TryFind(asked, out int number))
            return new AnswerChoice(number - 1, asked, predicted, []);
        string near = string.Join(", ", NearestNames.Sorted(asked, answers.Words).Take(5));
        return new AnswerChoice(
            best, predicted, predicted,
            [
                $"the model does not know the answer '{asked}'; "
                + $"nearest of the {answers.Count} it knows: {near}. As in the original, the predicted answer is explained instead",
            ]);
    }
}
