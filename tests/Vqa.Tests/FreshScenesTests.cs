using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Language;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.SceneRenderer;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Vqa.Tests;

/// <summary>
/// Answers that can be checked and explanations that can be measured: on fresh scenes the shipped model must answer rightly, and the
/// maximum of Grad-CAM for the right answer must lie in the box of an object that the answer is about (the pointing game; Zhang et al.
/// 2016).
/// </summary>
public sealed class FreshScenesTests(ITestOutputHelper output)
{
    // Training took scenes from 5000000000 on, its own measurement those from 7000000000 on.
    private const ulong FirstSeed = 9_000_000_000;

    [Fact]
    public void Answers_and_maps_of_300_fresh_scenes() => Measure(300, least: 0.95);

    /// <summary>By hand: <c>dotnet run --project tests/Vqa.Tests -- -explicit only</c>.</summary>
    [Fact(Explicit = true)]
    public void Answers_and_maps_of_5000_fresh_scenes() => Measure(5000, least: 0.96);

    private void Measure(int count, double least)
    {
        PictureNetwork compiled = CompiledModels.Catalog.Networks.Find("scenes_vqa");
        using Device device = Device.Cpu(1);
        using Network network = compiled.Load(CaffeModel.Open(InModels("scenes_vqa.caffemodel")), device);
        using QuestionCheckpoint checkpoint = QuestionCheckpoint.Open(InModels("scenes_vqa.t7"));
        QuestionVocabulary vocabulary = QuestionVocabulary.Read(InModels("scenes_vqa.json"));
        Hook layer = network[compiled.Entry.GradCamLayer], feature = compiled.FindFeature(network);
        QuestionModelSizes sizes = checkpoint.FindSizes(vocabulary, feature.Shape.Count);
        QuestionModel model = CompiledModels.Catalog.FindModel(sizes);
        using QuestionAnswering answering = new(
            model.LoadEncoder(checkpoint.ReadEncoder(sizes), device), checkpoint.ReadWords(sizes),
            model.LoadFusion(checkpoint.ReadFusion(sizes), device), feature);

        var results = new List<(SceneQuestionKind Kind, bool Right, bool? Hit)>();
        for (ulong seed = FirstSeed; seed < FirstSeed + (ulong)count; seed++)
        {
            (Scene scene, SceneQuestion question) = SceneQuestions.Draw(seed);
            using Picture picture = Picture.FromRgb(scene.Pixels, Scenes.Size, Scenes.Size);
            compiled.Fill(network, picture);
            network.Forward();
            answering.Ask(Question.Read(question.Text, vocabulary.Words));
            int answered = answering.Scores.Top(1)[0].Index;
            Assert.True(vocabulary.Answers.TryFind(question.Answer, out int right), question.Answer);
            results.Add((question.Kind, answered == right - 1, question.Objects.Count == 0 ? null : Hits(right - 1)));

            bool Hits(int answer)
            {
                Explanation map = Explain.GradCam(network, layer, answering.Explain(answer));
                (int x, int y) = map.Peak(picture.Width, picture.Height);
                return map.Map.Span.ContainsAnyExcept(0f) && question.Objects.Any(i => scene.Objects[i].Box.Contains(x, y));
            }
        }
        foreach (var kind in results.GroupBy(result => result.Kind).OrderBy(group => group.Key))
        {
            output.WriteLine(
                $"{kind.Key}: {kind.Count(result => result.Right)} of {kind.Count()} right; "
                + $"{kind.Count(result => result.Hit == true)} of {kind.Count(result => result.Hit is not null)} pointed at");
        }
        int rights = results.Count(result => result.Right), hits = results.Count(result => result.Hit == true);
        int pointed = results.Count(result => result.Hit is not null);
        output.WriteLine($"all: {rights} of {count} right; {hits} of {pointed} pointed at");
        Assert.True(rights >= least * count, $"{rights} of {count} answers are right; expected {least:p0}");
        Assert.True(
            hits >= least * pointed,
            $"{hits} of {pointed} maps have their maximum in the box of an object asked about; expected {least:p0}");
    }

    private static string InModels(string file) => SharedFolder.InRepository("models", file);
}
