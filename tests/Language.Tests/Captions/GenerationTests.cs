using CaffeSharpGen.Torch7;

namespace CaffeSharpGen.Language.Tests;

/// <summary>Captions of a small model with random weights, beside what all its captions are.</summary>
public sealed class GenerationTests : IDisposable
{
    private const int End = SmallCaptioner.Words + 1;

    private readonly string path = Path.GetTempFileName();
    private readonly CaptionCheckpoint checkpoint;
    private readonly CaptionSmallCnn cnn;
    private readonly CaptionModel model;

    public GenerationTests()
    {
        Torch7Writer.Write(path, SmallCaptioner.Checkpoint());
        checkpoint = CaptionCheckpoint.Open(path);
        cnn = CaptionSmallCnn.Load(checkpoint.ReadPictureNetwork());
        var step = CaptionSmallStep.Load(checkpoint.ReadStep());
        model = new CaptionModel(step, checkpoint.ReadWords(), cnn.Relu2, checkpoint.MostWords);
        cnn.Data.Set([.. Enumerable.Range(0, 192).Select(i => i % 5 - 2f)]);
        cnn.Forward();
    }

    public void Dispose()
    {
        model.Dispose();
        cnn.Dispose();
        checkpoint.Dispose();
        File.Delete(path);
    }

    [Fact]
    public void After_another_picture_the_caption_has_to_be_read_again()
    {
        Assert.Contains(
            "call Read first", Assert.Throws<InvalidOperationException>(() => model.Explain()).Message, StringComparison.Ordinal);
        Caption caption = Caption.Read("w1 w2", checkpoint.Vocabulary, checkpoint.MostWords);
        model.Read(caption);
        float[] first = Gradient();
        cnn.Data.Set([.. Enumerable.Range(0, 192).Select(i => i % 7 - 3f)]);
        Assert.Equal(first, Gradient()); // It was set, but not seen.
        cnn.Forward();
        Assert.Contains(
            "call Read again", Assert.Throws<InvalidOperationException>(() => model.Explain()).Message, StringComparison.Ordinal);
        Assert.Contains(
            "call Read again", Assert.Throws<InvalidOperationException>(() => model.ExplainEach()).Message, StringComparison.Ordinal);
        model.Greedy();
        Assert.Throws<InvalidOperationException>(() => model.Explain(0));
        model.Read(caption);
        Assert.NotEqual(first, Gradient());

        float[] Gradient()
        {
            model.Explain();
            return model.Reader[0]["input"].Gradient.Span.ToArray();
        }
    }

    [Fact]
    public void The_widest_beam_finds_the_most_probable_caption()
    {
        // All captions of at most three words, ended or cut.
        var all = new List<(int[] WordIds, double Sum)>();
        Extend([], 0);
        (int[] numbers, double sum) = all.MaxBy(caption => caption.Sum);
        GeneratedCaption found = model.Beam(End, 3);
        Assert.Equal(numbers, found.WordIds);
        Assert.Equal(sum, found.LogProbability, 1e-4);
        Assert.True(model.Beam(2, 3).LogProbability <= found.LogProbability + 1e-5);
        Assert.Equal(model.Greedy().WordIds, model.Beam(1).WordIds);

        void Extend(int[] numbers, double sum)
        {
            if (numbers.Length == 3 || numbers is [.., End])
            {
                all.Add((numbers, sum));
                return;
            }
            float[] next = LogProbabilities(numbers);
            for (int number = 1; number <= End; number++)
                Extend([.. numbers, number], sum + next[number - 1]);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void What_a_beam_found_is_read_and_explained_as_by_a_model_that_runs_its_words(int size)
    {
        GeneratedCaption found = model.Beam(size);
        Caption caption = Caption.Read(found.Text(checkpoint.Vocabulary), checkpoint.Vocabulary, checkpoint.MostWords);
        using var fresh = new CaptionModel(
            CaptionSmallStep.Load(checkpoint.ReadStep()), checkpoint.ReadWords(), cnn.Relu2, checkpoint.MostWords);
        float[] expected = fresh.Read(caption);
        // Its own steps are those of the beam until a word is read that no beam read.
        Assert.Equal(caption.WordIds.Count + (found.WordIds[^1] == End ? 2 : 1), model.Reader.Count);
        Close.Relative(expected, [.. found.LogProbabilities.Take(expected.Length)], 1e-6, "by the beam");
        Close.Relative(expected, model.Read(caption), 1e-6, "read");
        CaptionTargets each = model.ExplainEach(), each2 = fresh.ExplainEach();
        model.Explain();
        fresh.Explain();
        Close.Relative(fresh.Reader[0]["input"].Gradient.Span.ToArray(), model.Reader[0]["input"].Gradient.Span, 1e-5, "gradient");
        Assert.Equal(each2.Words.Count, each.Words.Count);
    }

    [Fact]
    public void Greedy_takes_the_most_probable_word_and_stops()
    {
        GeneratedCaption greedy = model.Greedy(goOn: true);
        Assert.Equal(SmallCaptioner.MostWords, greedy.WordIds.Count);
        for (int i = 0; i < greedy.WordIds.Count && !greedy.WordIds.Take(i).Contains(End); i++)
        {
            float[] next = LogProbabilities([.. greedy.WordIds.Take(i)]);
            Assert.Equal(Array.IndexOf(next, next.Max()) + 1, greedy.WordIds[i]);
            Assert.Equal(next.Max(), greedy.LogProbabilities[i], 1e-5f);
        }
        Assert.Equal(greedy.WordIds.Take(2), model.Greedy(2).WordIds);
        Assert.Equal(
            string.Join(' ', greedy.WordIds.TakeWhile(number => number != End).Select(number => checkpoint.Vocabulary[number])),
            model.Greedy().Text(checkpoint.Vocabulary));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0.5)]
    public void Drawn_words_are_as_frequent_as_they_are_probable(double temperature)
    {
        const int Draws = 4000;
        var random = new Random(3);
        int[] counts = new int[End];
        for (int i = 0; i < Draws; i++)
            counts[model.Sample(temperature, random, 1).WordIds[0] - 1]++;
        double[] weights = [.. LogProbabilities([]).Select(value => Math.Exp(value / temperature))];
        for (int i = 0; i < End; i++)
        {
            double expected = weights[i] / weights.Sum(), deviation = Math.Sqrt(expected * (1 - expected) / Draws);
            Assert.InRange((double)counts[i] / Draws, expected - 5 * deviation, expected + 5 * deviation);
        }
    }

    [Fact]
    public void Seeds_and_temperatures()
    {
        Assert.Equal(model.Sample(1, new Random(4)).WordIds, model.Sample(1, new Random(4)).WordIds);
        Assert.True(
            Enumerable.Range(0, 20).Select(seed => string.Join(' ', model.Sample(1, new Random(seed)).WordIds)).Distinct().Count() > 5);
        Assert.Equal(model.Greedy().WordIds, model.Sample(1e-6, new Random(4)).WordIds);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Sample(0, new Random(4)));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Sample(double.NaN, new Random(4)));
    }

    [Fact]
    public void What_cannot_be_asked_for()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Greedy(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Greedy(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Beam(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Beam(End + 1));
        Assert.Throws<InvalidOperationException>(() => model.Explain());
        Assert.Contains(
            "has 5 words; expected at most 4",
            Assert.Throws<VocabularyException>(() => Caption.Read("w1 w1 w1 w1 w1", checkpoint.Vocabulary, 4)).Message);
        Assert.Contains(
            "has no words", Assert.Throws<VocabularyException>(() => Caption.Read("ä – ?", checkpoint.Vocabulary, 4)).Message);
        Assert.Throws<ArgumentException>(() => model.Read(new Caption("", [], [])));
        var step = CaptionSmallStep.Load(checkpoint.ReadStep());
        using CaptionModel ok = new(step, checkpoint.ReadWords(), cnn.Relu2, 4);
        Assert.Throws<ArgumentException>(() => new CaptionModel(step, checkpoint.ReadWords(), cnn.Relu1, 4));
    }

    [Fact]
    public void Gradients_of_words_are_slopes()
    {
        Caption caption = Caption.Read("w2 w5 W6!", checkpoint.Vocabulary, 4);
        Assert.Equal([2, 5, 7], caption.WordIds);
        // The picture's code is changed by hand, and what it was made of is left aside.
        float[] code = [0.3f, 0.7f, 0.2f, 0.9f, 0.5f];
        using IDisposable watch = cnn.Relu2.OnForward(value => code.CopyTo(value.Span));
        foreach (int? word in new int?[] { null, 0, 2 })
        {
            cnn.Forward();
            model.Read(caption);
            model.Explain(word);
            float[] gradient = model.Reader[0]["input"].Gradient.Span.ToArray();
            float[] slopes = [.. Enumerable.Range(0, code.Length).Select(i => (float)((Score(i, 0.01f) - Score(i, -0.01f)) / 0.02))];
            Close.Relative(slopes, gradient, 2e-3, $"word {word}");

            double Score(int i, float step)
            {
                code[i] += step;
                cnn.Forward();
                float[] values = model.Read(caption);
                code[i] -= step;
                return word is { } one ? values[one] : values.Sum(value => (double)value);
            }
        }
    }

    // After a caption that was read up to here.
    private float[] LogProbabilities(int[] numbers)
    {
        model.Read(new Caption("", ["w1"], [.. numbers.Length == 0 ? [1] : numbers]));
        return model.Reader[numbers.Length + 1]["log_prob"].Activation.Span.ToArray();
    }
}
