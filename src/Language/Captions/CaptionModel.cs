namespace CaffeSharpGen.Language;

/// <summary>
/// Makes captions of pictures, and explains them: an LSTM reads the code that another network, outside, makes of the picture, then START, then word after word,
/// and says after each how probable the next one is. The language model of neuraltalk2, after Vinyals et al., Show and Tell: A Neural Image Caption Generator, 2015.
/// </summary>
public sealed class CaptionModel : IDisposable
{
    private readonly Network step;
    private readonly UnrolledNetwork reader;
    private readonly LookupTable words;
    private readonly Hook picture;

    // What the reader's steps read: a picture's code, then words, START first.
    private readonly List<int> numbers = [];
    private float[] code = [];
    private (Caption Caption, float[] Code)? read;

    /// <summary>Puts a model together.</summary>
    /// <param name="step">
    /// One step: inputs <c>input</c>, 1×E, and <c>state</c>, 1×S; values <c>next</c>, 1×S, and <c>log_prob</c>, 1×(V + 1), the last for END. Belongs to this object
    /// from now on.
    /// </param>
    /// <param name="words">The vectors of words; behind them that of START.</param>
    /// <param name="picture">The picture's code, E elements: a value of a network that runs before.</param>
    /// <param name="mostWords">How many words a caption has at most.</param>
    /// <exception cref="ArgumentException">The parts do not fit together.</exception>
    public CaptionModel(Network step, LookupTable words, Hook picture, int mostWords)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostWords, 1);
        (this.step, this.words, this.picture, MostWords) = (step, words, picture, mostWords);
        reader = new UnrolledNetwork(step, kept: "log_prob");
        Hook input = step.RequireInput("input"), logProbabilities = step.RequireHook("log_prob");
        if (input.Shape.Count != words.Length || input.Shape.Count != picture.Shape.Count)
            throw new ArgumentException($"{step.Name} takes inputs of {input.Shape}; vectors of words are of {words.Length}, and '{picture.Name}' of {picture.Network.Name} is {picture.Shape}");
        if (logProbabilities.Shape.Count != words.Count)
            throw new ArgumentException($"{step.Name} gives {logProbabilities.Shape} words and END a probability; there are {words.Count} words and START");
        picture.Keep();
    }

    /// <summary>How many words a caption has at most.</summary>
    public int MostWords { get; }

    /// <summary>
    /// The steps of what was read or generated last: the picture, START, then a step for each word. Steps that read the same as last time do not run again, whatever
    /// looks at them meanwhile, unless it is restarted.
    /// </summary>
    public UnrolledNetwork Reader => reader;

    // START and END are one.
    private int End => words.Count;

    /// <summary>The most probable word at each step, of the picture that the picture's network saw last.</summary>
    /// <param name="mostWords">Where the caption is cut; <see cref="MostWords"/> unless told.</param>
    /// <param name="goOn">Whether to go on behind END, as in the original, which reads only up to there.</param>
    public GeneratedCaption Greedy(int? mostWords = null, bool goOn = false) => Grow(WordChoice.MostProbable, mostWords, goOn);

    /// <summary>A word drawn at each step.</summary>
    /// <param name="temperature">1 draws by the model's probabilities; lower, towards 0, prefers the most probable words, higher makes all more alike.</param>
    /// <param name="random">Draws. The original's numbers, which are Torch's, are others.</param>
    /// <param name="mostWords">Where the caption is cut; <see cref="MostWords"/> unless told.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not above 0.</exception>
    public GeneratedCaption Sample(double temperature, Random random, int? mostWords = null)
    {
        if (!(temperature > 0 && double.IsFinite(temperature)))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "expected a number above 0");
        return Grow(logProbabilities => WordChoice.Draw(logProbabilities, temperature, random), mostWords, goOn: false);
    }

    /// <summary>The most probable caption that beam search finds; its last word is END unless it was cut.</summary>
    /// <param name="size">How many captions go on at each step; 1 is <see cref="Greedy"/>.</param>
    /// <param name="mostWords">Where captions are cut; <see cref="MostWords"/> unless told.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many different words.</exception>
    public GeneratedCaption Beam(int size, int? mostWords = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, words.Count);
        Network several = step.SupportsBatch(size) ? step.Share(size) : throw new InvalidOperationException($"{step.Name} runs {step.BatchSize} captions at once and no other number, so not {size}");
        using var loop = new CaptionLoop(several, words);
        float[] seen = picture.CopyActivation().Span.ToArray();
        (GeneratedCaption found, IReadOnlyList<int> rows) = BeamSearch.Run(loop, seen, Cut(mostWords), End);
        Follow(loop, seen, [words.Count, .. found.Numbers.SkipLast(1)], [0, .. rows]);
        return found;
    }

    /// <summary>Reads a caption of the picture that the picture's network saw last.</summary>
    /// <returns>For each word, the logarithm of how probable it was after those before it.</returns>
    /// <exception cref="ArgumentException">The caption has no words, or more than the model takes.</exception>
    public float[] Read(Caption caption)
    {
        if (caption.Numbers.Count == 0 || caption.Numbers.Count > MostWords)
            throw new ArgumentException($"the caption has {caption.Numbers.Count} words; expected 1 … {MostWords}", nameof(caption));
        read = null;
        float[] seen = picture.CopyActivation().Span.ToArray();
        ReadWords(seen, [words.Count, .. caption.Numbers]);
        read = (caption, seen);
        return [.. caption.Numbers.Select((number, word) => LogProbabilities(word).Activation[number - 1])];
    }

    /// <summary>
    /// What to explain in the picture's network: its code, weighted by the gradient of the sum of the words' log-probabilities, or of one word's.
    /// </summary>
    /// <param name="word">Which word of the caption that was read last, from 0; all unless told.</param>
    /// <exception cref="InvalidOperationException">No caption was read, or the picture's network has seen another picture since.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The caption has no such word.</exception>
    public Target Explain(int? word = null)
    {
        Caption caption = ReadAgain();
        if (word is { } asked && (asked < 0 || asked >= caption.Numbers.Count))
            throw new ArgumentOutOfRangeException(nameof(word), asked, $"the caption has the words 0 … {caption.Numbers.Count - 1}");
        // Step t + 1 says how probable word t is.
        reader.Backward(
            step => step - 1 is var t && t >= 0 && t < caption.Numbers.Count && (word ?? t) == t ? [new Target(LogProbabilities(t), caption.Numbers[t] - 1)] : [],
            "input");
        return new Target(picture, new Tensor(picture.Shape, reader[0].RequireInput("input").Gradient.Span.ToArray()));
    }

    /// <summary>As <see cref="Explain"/>, for each word of the caption that was read last and for all of it: back through time for all words at once.</summary>
    /// <exception cref="InvalidOperationException">No caption was read, or the picture's network has seen another picture since.</exception>
    public CaptionTargets ExplainEach()
    {
        Caption caption = ReadAgain();
        Tensor gradients = reader.BackwardEach("log_prob", [.. caption.Numbers.Select((number, word) => (word + 1, number - 1))], "input");
        var sum = new Tensor(picture.Shape);
        var words = new Target[caption.Numbers.Count];
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
        // The target is one in the picture's network as it is now: what was read has to be of what that saw.
        if (!picture.CopyActivation().Span.SequenceEqual(seen))
            throw new InvalidOperationException($"{picture.Network.Name} has seen another picture since the caption was read: call Read again");
        ReadWords(seen, [words.Count, .. caption.Numbers]);
        return caption;
    }

    // Steps that read the same last time are there already: whoever explains what was generated reads nothing again.
    private void ReadWords(ReadOnlySpan<float> seen, IReadOnlyList<int> wanted)
    {
        int same = reader.Count == numbers.Count + 1 && seen.SequenceEqual(code) ? 1 + numbers.Zip(wanted).TakeWhile(pair => pair.First == pair.Second).Count() : 0;
        numbers.Clear();
        reader.Restart(same);
        if (same == 0)
        {
            code = seen.ToArray();
            Advance(code);
        }
        for (int i = reader.Count - 1; i < wanted.Count; i++)
            Advance(words[wanted[i]]);
        numbers.AddRange(wanted);
    }

    // The reader's steps are those of rows of a loop then: whoever explains what it found reads nothing again.
    private void Follow(CaptionLoop loop, float[] seen, IReadOnlyList<int> read, IReadOnlyList<int> rows)
    {
        numbers.Clear();
        reader.Restart();
        code = seen;
        for (int i = 0; i < rows.Count; i++)
            reader.Repeat(loop[i], rows[i]).RequireHook("log_prob").Keep();
        numbers.AddRange(read);
    }

    private Hook LogProbabilities(int word) => reader[word + 1].RequireHook("log_prob");

    private void Advance(ReadOnlySpan<float> vector)
    {
        float[] input = vector.ToArray();
        reader.Advance(step => step.RequireInput("input").Set(input));
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
            ReadOnlySpan<float> next = reader[chosen.Count + 1].RequireHook("log_prob").Activation.Span;
            chosen.Add(choose(next));
            logProbabilities.Add(next[chosen[^1] - 1]);
            if (chosen.Count == most || (chosen[^1] == End && !goOn))
                return new GeneratedCaption(chosen, logProbabilities);
        }
    }

    private int Cut(int? mostWords) => mostWords is not { } asked ? MostWords
        : asked >= 1 && asked <= MostWords ? asked
        : throw new ArgumentOutOfRangeException(nameof(mostWords), asked, $"expected 1 … {MostWords} words");

    /// <summary>Frees the networks that belong to it.</summary>
    public void Dispose() => reader.Dispose();
}
