namespace CaffeSharpGen.SceneRenderer;

/// <summary>What a question is about.</summary>
public enum SceneQuestionKind
{
    /// <summary><c>what color is the star?</c></summary>
    Colour,

    /// <summary><c>what shape is the red object?</c></summary>
    Shape,

    /// <summary><c>is there a ring?</c></summary>
    Existence,

    /// <summary><c>how many circles are there?</c></summary>
    Count,

    /// <summary><c>what is left of the red square?</c></summary>
    Relation,
}

/// <summary>A question with its only right answer.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">The question.</param>
/// <param name="Answer">One of <see cref="SceneQuestions.Answers"/>.</param>
/// <param name="Objects">
/// The objects that the answer speaks of, as indices of <see cref="Scene.Objects"/>: the star, the red object, all rings, all circles, what
/// is left of the square. None if the answer is that there are none.
/// </param>
public sealed record SceneQuestion(SceneQuestionKind Kind, string Text, string Answer, IReadOnlyList<int> Objects);
