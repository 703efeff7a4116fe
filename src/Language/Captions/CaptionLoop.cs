namespace CaffeSharpGen.Language;

/// <summary>Several captions of one picture that grow at the same time, a row of the batch each. The model's state goes from step to step.</summary>
internal sealed class CaptionLoop : IDisposable
{
    private readonly UnrolledNetwork steps;
    private readonly LookupTable words;

    /// <summary>Takes an instance of the step, whose batch says how many captions there are.</summary>
    public CaptionLoop(Network step, LookupTable words)
    {
        steps = new UnrolledNetwork(step, kept: "log_prob");
        this.words = words;
        Count = step.BatchSize;
    }

    /// <summary>Number of captions.</summary>
    public int Count { get; }

    /// <summary>The instance that ran a step: the picture, START, then a step for each word.</summary>
    public Network this[int step] => steps[step];

    /// <summary>Begins anew, all alike: the picture, then START.</summary>
    /// <param name="code">The picture's code, E numbers.</param>
    public void Start(float[] code)
    {
        steps.Restart();
        Run(_ => code, []);
        Run(_ => words[words.Count], []);
    }

    /// <summary>The next step.</summary>
    /// <param name="numbers">For each caption, the number of the word that it goes on with.</param>
    /// <param name="from">For each caption, which one it goes on.</param>
    public void Advance(int[] numbers, int[] from) => Run(row => words[numbers[row]], from);

    /// <summary>For each word, and END behind them, the logarithm of how probable it is next; V + 1 numbers, valid until the next step.</summary>
    public ReadOnlySpan<float> LogProbabilities(int row) => steps[steps.Count - 1].RequireHook("log_prob").Activation.Image(row);

    public void Dispose() => steps.Dispose();

    private void Run(Func<int, ReadOnlySpan<float>> vector, int[] from)
    {
        Tensor states = steps.State;
        steps.Advance(step =>
        {
            InputHook input = step.RequireInput("input"), state = step.RequireInput("state");
            for (int row = 0; row < Count; row++)
                input.SetImage(row, vector(row));
            for (int row = 0; row < from.Length; row++)
                state.SetImage(row, states.Image(from[row]));
        });
    }
}
