namespace CaffeSharpGen.Language;

/// <summary>Several captions of one picture that grow together, each in a row of the batch. The state passes from step to step.</summary>
internal sealed class CaptionLoop : IDisposable
{
    private readonly UnrolledNetwork steps;
    private readonly LookupTable words;

    /// <summary>Takes an instance of the step; its batch size is the number of captions.</summary>
    public CaptionLoop(Network step, LookupTable words)
    {
        steps = new UnrolledNetwork(step, kept: "log_prob");
        this.words = words;
        Count = step.BatchSize;
    }

    /// <summary>Number of captions.</summary>
    public int Count { get; }

    /// <summary>The instance that ran a step: the picture, START, then the words.</summary>
    public Network this[int step] => steps[step];

    /// <summary>Starts again: all captions read the picture, then START.</summary>
    /// <param name="code">The picture's code, E numbers.</param>
    public void Start(float[] code)
    {
        steps.Restart();
        Run(_ => code, []);
        Run(_ => words[words.Count], []);
    }

    /// <summary>Runs the next step.</summary>
    /// <param name="ids">For each caption, the id of its next word.</param>
    /// <param name="from">For each caption, the row of the caption that it continues.</param>
    public void Advance(int[] ids, int[] from) => Run(row => words[ids[row]], from);

    /// <summary>The log-probability of each word, then of END, to be the next: V + 1 numbers, valid until the next step.</summary>
    public ReadOnlySpan<float> LogProbabilities(int row) => steps[steps.Count - 1]["log_prob"].Activation.Image(row);

    public void Dispose() => steps.Dispose();

    private void Run(Func<int, ReadOnlySpan<float>> vector, int[] from)
    {
        Tensor states = steps.State;
        steps.Advance(step =>
        {
            InputHook input = step.Inputs["input"], state = step.Inputs["state"];
            for (int row = 0; row < Count; row++)
                input.SetImage(row, vector(row));
            for (int row = 0; row < from.Length; row++)
                state.SetImage(row, states.Image(from[row]));
        });
    }
}
