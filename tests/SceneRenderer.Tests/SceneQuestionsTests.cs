using System.Security.Cryptography;
using System.Text;
using CaffeSharpGen.SceneRenderer;

namespace CaffeSharpGen.Tests;

/// <summary>Answers are found again here from the text of the question and the objects alone.</summary>
public sealed class SceneQuestionsTests
{
    private static readonly (Scene Scene, SceneQuestion Question)[] Many = [.. Enumerable.Range(0, 1000).Select(i => SceneQuestions.Draw((ulong)i))];

    /// <summary>The shipped model was measured on exactly these.</summary>
    [Fact]
    public void TheQuestionsOfSeedsNeverChange()
    {
        var all = new StringBuilder();
        foreach ((Scene scene, SceneQuestion question) in Many.Take(50))
            all.Append($"{Convert.ToHexStringLower(SHA256.HashData(scene.Pixels))} {question.Text} {question.Answer} {string.Join(',', question.Objects)}\n");
        Assert.Equal("87485d0b3c60af8284d49c5c7b779dd30508fc88deef657f724a8d81e80df8a2", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString()))));
    }

    [Fact]
    public void AnswersAreRight()
    {
        foreach ((Scene scene, SceneQuestion question) in Many)
            AssertRight(scene, question);
    }

    [Fact]
    public void AllQuestionsAboutASceneAreRightAndDiffer()
    {
        foreach ((Scene scene, SceneQuestion drawn) in Many.Take(200))
        {
            SceneQuestion[] all = [.. SceneQuestions.About(scene)];
            Assert.Equal(all.Length, all.Select(q => q.Text).Distinct().Count());
            Assert.Contains(all, q => q.Text == drawn.Text);
            foreach (SceneQuestion question in all)
                AssertRight(scene, question);
        }
    }

    [Fact]
    public void ScenesHaveOneToFourObjectsThatDiffer()
    {
        Assert.All(Many, drawn => Assert.InRange(drawn.Scene.Objects.Count, 1, 4));
        Assert.All(Many, drawn => Assert.Equal(drawn.Scene.Objects.Count, drawn.Scene.Objects.Select(o => o.Label).Distinct().Count()));
        Assert.Equal([1, 2, 3, 4], Many.Select(drawn => drawn.Scene.Objects.Count).Distinct().Order());
    }

    [Fact]
    public void KindsAndAnswersAreBalanced()
    {
        // About 200 of each kind, five standard deviations either way; then the same for the answers of a kind.
        foreach (var kind in Many.GroupBy(drawn => drawn.Question.Kind))
        {
            Assert.InRange(kind.Count(), 136, 264);
            Dictionary<string, int> answers = kind.GroupBy(drawn => drawn.Question.Answer).ToDictionary(group => group.Key, group => group.Count());
            (string[] Expected, int Low, int High) balance = kind.Key switch
            {
                SceneQuestionKind.Colour => (["red", "green", "blue", "yellow"], 20, 81),
                SceneQuestionKind.Shape => (["circle", "square", "triangle", "star", "ring", "cross"], 8, 60),
                SceneQuestionKind.Existence => (["yes", "no"], 65, 135),
                SceneQuestionKind.Count => (["0", "1", "2", "3", "4"], 12, 68),
                _ => (["nothing"], 7, 60),
            };
            Assert.All(balance.Expected, answer => Assert.InRange(answers.GetValueOrDefault(answer), balance.Low, balance.High));
            Assert.True(kind.Key == SceneQuestionKind.Relation || answers.Count == balance.Expected.Length, string.Join(' ', answers.Keys));
        }
    }

    private static void AssertRight(Scene scene, SceneQuestion question)
    {
        string[] words = question.Text.TrimEnd('?').Split(' ');
        (string answer, IEnumerable<SceneObject> about) = words switch
        {
            ["what", "color", "is", "the", var shape] => Only(Called(scene, shape), o => o.Name.Split(' ')[0]),
            ["what", "shape", "is", "the", var colour, "object"] => Only(Called(scene, colour), o => o.Name.Split(' ')[1]),
            ["is", "there", "a", .. var names] => Called(scene, names) is { Length: > 0 } found ? ("yes", found) : ("no", []),
            ["how", "many", .. var names, "are", "there"] => (Called(scene, Singular(names)).Length.ToString(), Called(scene, Singular(names))),
            ["what", "is", .. var relation, "the", var colour, var shape] => Beside(scene, string.Join(' ', relation), Called(scene, colour, shape).Single()),
            _ => throw new InvalidDataException(question.Text),
        };
        Assert.Equal(answer, question.Answer);
        Assert.Equal(about.Select(o => o.Name), question.Objects.Select(i => scene.Objects[i].Name));
        Assert.Contains(answer, SceneQuestions.Answers);
    }

    private static (string, IEnumerable<SceneObject>) Only(SceneObject[] found, Func<SceneObject, string> part)
    {
        SceneObject only = Assert.Single(found);
        return (part(only), [only]);
    }

    private static (string, IEnumerable<SceneObject>) Beside(Scene scene, string relation, SceneObject reference)
    {
        double Along(SceneObject o) => relation is "left of" or "right of" ? o.Box.Left + (o.Box.Width / 2.0) : o.Box.Top + (o.Box.Height / 2.0);
        double sign = relation is "left of" or "above" ? -1 : 1;
        SceneObject[] others = [.. scene.Objects.Where(o => o.Name != reference.Name)];
        Assert.All(others, o => Assert.True(Math.Abs(Along(o) - Along(reference)) >= SceneQuestions.ClearDistance));
        SceneObject[] found = [.. others.Where(o => sign * (Along(o) - Along(reference)) > 0)];
        return found.Length == 0 ? ("nothing", found) : (Assert.Single(found).Name, found);
    }

    private static string[] Singular(string[] names) => [.. names.Select(name => name == "crosses" ? "cross" : name.TrimEnd('s'))];

    private static SceneObject[] Called(Scene scene, params string[] names) =>
        [.. scene.Objects.Where(o => names.All(name => name == "object" || o.Name.Split(' ').Contains(name)))];
}
