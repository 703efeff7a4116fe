namespace CaffeSharpGen.Language;

/// <summary>
/// Generates captions of pictures and explains them. An LSTM reads the picture's code, which another network computes, then START, then the
/// words; after each it gives the probabilities of the next word. The language model of neuraltalk2, after Vinyals et al., Show and Tell: A
/// Neural Image Caption Generator, 2015.
/// </summary>
public sealed class CaptionModel : IDisposable
{
    private readonly Network step;
    private readonly UnrolledNetwork reader;
    private readonly LookupTable words;
    private readonly Hook picture;

    // The inputs of the reader's steps: a picture's code, then words, START first.
    private readonly List<int> ids = [];
    private float[] code = [];
    private (Caption Caption, float[] Code)? read;

    /// <summary>Makes a model.</summary>
    /// <param name="step">
    /// One step: inputs <c>input</c>, 1×E, and <c>state</c>, 1×S; values <c>next</c>, 1×S, and <c>log_prob</c>, 1×(V + 1), the last for
    /// END. Owned by this object from now on.
    /// </param>
    /// <param name="words">The vectors of words, then that of START.</param>
    /// <param name="picture">The picture's code, E elements: a value of a network that runs before.</param>
    /// <param name="mostWords">The most words of a caption.</param>
    /// <exception cref="KeyNotFoundException">A network lacks one of these inputs or values.</exception>
    /// <exception cref="ArgumentException">The shapes of the parts do not match.</exception>
    public CaptionModel(Network step, LookupTable words, Hook picture, int mostWords)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostWords, 1);
        (this.step, this.words, this.picture, MostWords) = (step, words, picture, mostWords);
        reader = new UnrolledNetwork(step, kept: "log_prob");
        Hook input = step.Inputs["input"], logProbabilities = step["log_prob"];
        if (input.Shape.Count != words.Length || input.Shape.Count != picture.Shape.Count)
        {
            throw new ArgumentException(
                $"{step.Name} takes inputs of {input.Shape}; vectors of words are of {words.Length}, "
                + $"and '{picture.Name}' of {picture.Network.Name} is {picture.Shape}");
        }
        if (logProbabilities.Shape.Count != words.Count)
        {
            throw new ArgumentException(
                $"{step.Name} gives {logProbabilities.Shape} words and END a probability; there are {words.Count} words and START");
        }
        picture.Keep();
    }

    /// <summary>The most words of a caption.</summary>
    public int MostWords { get; }

    /// <summary>
    /// The steps of the caption that was read or generated last: the picture, START, then the words. Steps that read the same as last time
    /// do not run again, unless it is restarted.
    /// </summary>
    public UnrolledNetwork Reader => reader;

    // START and END have one id.
    private int End => words.Count;

    /// <summary>Generates a caption of the picture that the picture's network read last: the most probable word at each step.</summary>
    /// <param name="mostWords">The length at which the caption is cut; defaults to <see cref="MostWords"/>.</param>
    /// <param name="goOn">Whether to continue after END, as the original does, which then reads up to END.</param>
    public GeneratedCaption Greedy(int? mostWords = null, bool goOn = false) => Grow(WordChoice.MostProbable, mostWords, goOn);

    /// <summary>Generates a caption: a word is drawn at each step.</summary>
    /// <param name="temperature">
    /// 1 draws by the model's probabilities; a lower one prefers probable words, a higher one evens them out.
    /// </param>
    /// <param name="random">The source of random numbers. The original draws others, those of Torch.</param>
    /// <param name="mostWords">The length at which the caption is cut; defaults to <see cref="MostWords"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not above 0.</exception>
    public GeneratedCaption Sample(double temperature, Random random, int? mostWords = null)
    {
        if (!(temperature > 0 && double.IsFinite(temperature)))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "expected a number above 0");
        return Grow(logProbabilities => WordChoice.Draw(logProbabilities, temperature, random), mostWords, goOn: false);
    }

    /// <summary>Generates a caption: the most probable one that beam search finds. Its last word is END unless it was cut.</summary>
    /// <param name="size">The number of captions that each step keeps; 1 is <see cref="Greedy"/>.</param>
    /// <param name="mostWords">The length at which captions are cut; defaults to <see cref="MostWords"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer different words.</exception>
    public GeneratedCaption Beam(int size, int? mostWords = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, words.Count);
        Network several = step.SupportsBatch(size)
            ? step.Share(size)
            : throw new InvalidOperationException(
                $"{step.Name} runs {step.BatchSize} captions at once and no other number, so not {size}");
        using var loop = new CaptionLoop(several, words);
        float[] seen = picture.CopyActivation().Span.ToArray();
        (GeneratedCaption found, IReadOnlyList<int> rows) = BeamSearch.Run(loop, seen, Cut(mostWords), End);
        Follow(loop, seen, [words.Count, .. found.WordIds.SkipLast(1)], [0, .. rows]);
        return found;
    }

    /// <summary>Reads a caption of the picture that the picture's network read last.</summary>
    /// <returns>The log-probability of each word after those before it.</returns>
    /// <exception cref="ArgumentException">The caption has no words, or more than the model takes.</exception>
    public float[] Read(Caption caption)
    {
        if (caption.WordIds.Count == 0 || caption.WordIds.Count > MostWords)
            throw new ArgumentException($"the caption has {caption.WordIds.Count} words; expected 1 … {MostWords}", nameof(caption));
        read = null;
        float[] seen = picture.CopyActivation().Span.ToArray();
        ReadWords(seen, [words.Count, .. caption.WordIds]);
        read = (caption, seen);
        return [.. caption.WordIds.Select((id, word) => LogProbabilities(word).Activation[id - 1])];
    }

    /// <summary>
    /// The target of a caption in the picture's network: its code, weighted by the gradient of the sum of the words' log-probabilities, or
    /// of one word's.
    /// </summary>
    /// <param name="word">Index of a word of the caption that was read last; defaults to all words.</param>
    /// <exception cref="InvalidOperationException">
    /// No caption was read, or the picture's network has read another picture since.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The caption has no such word.</exception>
    public Target Explain(int? word = null)
    {
        Caption caption = ReadAgain();
        if (word is { } asked && (asked < 0 || asked >= caption.WordIds.Count))
            throw new ArgumentOutOfRangeException(nameof(word), asked, $"the caption has the words 0 … {caption.WordIds.Count - 1}");
        // Step t + 1 gives the log-probability of word t.
        reader.Backward(
            step => step - 1 is var t && t >= 0 && t < caption.WordIds.Count && (word ?? t) == t
                ? [new Target(LogProbabilities(t), caption.WordIds[t] - 1)]
                : [],
            "input");
        return new Target(picture, new Tensor(picture.Shape, reader[0].Inputs["input"].Gradient.Span.ToArray()));
    }

    /// <summary>
    /// As <see cref="Explain"/>, for the whole caption that was read last and for each of its words. The backward passes of all words run
    /// as one batch.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// No caption was read, or the picture's network has read another picture since.
    /// </exception>
    public CaptionTargets ExplainEach()
    {
        Caption caption = ReadAgain();
        Tensor gradients = reader.BackwardEach("log_prob", [.. caption.WordIds.Select((id, word) => (word + 1, id - 1))], "input");
        var sum = new Tensor(picture.Shape);
        var words = new Target[caption.WordIds.Count];
        for (int word = 0; word < words.Length; word++)
        {
            ReadOnlySpan<float> gradient = gradients.Image(word);
            for (int i = 0; i < gradient.Length; i++)
                sum[i] += gradient[i];
            words[word] = new Target(picture, new Tensor(picture.Shape, gradient.ToArray()));
        }
        return new CaptionTargets(new Target(picture, sum), words);
    }

    private Caption ReadAgain()
    {
        (Caption caption, float[] seen) = read ?? throw new InvalidOperationException("no caption was read: call Read first");
        // The target is in the picture's network as it is now: the caption must be of the same picture.
        if (!picture.CopyActivation().Span.SequenceEqual(seen))
        {
            throw new InvalidOperationException(
                $"{picture.Network.Name} has seen another picture since the caption was read: call Read again");
        }
        ReadWords(seen, [words.Count, .. caption.WordIds]);
        return caption;
    }

    // Steps that read the same last time do not run again: a generated caption is explained without reading it.
    private void ReadWords(ReadOnlySpan<float> seen, IReadOnlyList<int> wanted)
    {
        int same = reader.Count == ids.Count + 1 && seen.SequenceEqual(code)
            ? 1 + ids.Zip(wanted).TakeWhile(pair => pair.First == pair.Second).Count()
            : 0;
        ids.Clear();
        reader.Restart(same);
        if (same == 0)
        {
            code = seen.ToArray();
            Advance(code);
        }
        for (int i = reader.Count - 1; i < wanted.Count; i++)
            Advance(words[wanted[i]]);
        ids.AddRange(wanted);
    }

    // Makes the reader's steps from rows of a loop: the caption found is explained without reading it.
    private void Follow(CaptionLoop loop, float[] seen, IReadOnlyList<int> read, IReadOnlyList<int> rows)
    {
        ids.Clear();
        reader.Restart();
        code = seen;
        for (int i = 0; i < rows.Count; i++)
            reader.Repeat(loop[i], rows[i])["log_prob"].Keep();
        ids.AddRange(read);
    }

    private Hook LogProbabilities(int word) => reader[word + 1]["log_prob"];

    private void Advance(ReadOnlySpan<float> vector)
    {
        float[] input = vector.ToArray();
        reader.Advance(step => step.Inputs["input"].Set(input));
    }

    private GeneratedCaption Grow(Func<ReadOnlySpan<float>, int> choose, int? mostWords, bool goOn)
    {
        int most = Cut(mostWords);
        float[] seen = picture.CopyActivation().Span.ToArray();
        var chosen = new List<int>();
        var logProbabilities = new List<float>();
        while (true)
        {
            ReadWords(seen, [words.Count, .. chosen]);
            ReadOnlySpan<float> next = reader[chosen.Count + 1]["log_prob"].Activation.Span;
            chosen.Add(choose(next));
            logProbabilities.Add(next[chosen[^1] - 1]);
            if (chosen.Count == most || (chosen[^1] == End && !goOn))
                return new GeneratedCaption(chosen, logProbabilities);
        }
    }

    private int Cut(int? mostWords) => mostWords is not { } asked ? MostWords
        : asked >= 1 && asked <= MostWords ? asked
        : throw new ArgumentOutOfRangeException(nameof(mostWords), asked, $"expected 1 … {MostWords} words");

    /// <summary>Disposes of its networks.</summary>
    public void Dispose() => reader.Dispose();
}
