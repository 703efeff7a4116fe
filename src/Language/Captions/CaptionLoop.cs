namespace CaffeSharpGen.Language;

/// <summary>Several captions of one picture that grow at the same time, a row of the batch each. The model's state goes from step to step.</summary>
internal sealed class CaptionLoop : IDisposable
{
    private readonly Network step;
    private readonly LookupTable words;
    private readonly IInputHook input, state;
    private readonly Hook next, logProbabilities;
    private readonly float[] inputs, states;

    /// <summary>Takes an instance of the step, whose batch says how many captions there are.</summary>
    public CaptionLoop(Network step, LookupTable words)
    {
        (this.step, this.words) = (step, words);
        Hook inputHook = step.RequireInput("input"), stateHook = step.RequireInput("state");
        (input, state) = ((IInputHook)inputHook, (IInputHook)stateHook);
        (next, logProbabilities) = (step.RequireHook("next"), step.RequireHook("log_prob"));
        next.Keep();
        logProbabilities.Keep();
        (inputs, states) = (new float[inputHook.Shape.Count], new float[stateHook.Shape.Count]);
    }

    /// <summary>Number of captions.</summary>
    public int Count => step.Batch;

    /// <summary>Begins anew, all alike: the picture, then START.</summary>
    /// <param name="code">The picture's code, E numbers.</param>
    public void Start(ReadOnlySpan<float> code)
    {
        Array.Clear(states);
        for (int row = 0; row < Count; row++)
            code.CopyTo(Row(inputs, row));
        Run();
        Advance(Enumerable.Repeat(words.Count, Count).ToArray());
    }

    /// <summary>The next step.</summary>
    /// <param name="numbers">For each caption, the number of the word that it goes on with.</param>
    /// <param name="from">For each caption, which one it goes on; itself unless told.</param>
    public void Advance(ReadOnlySpan<int> numbers, ReadOnlySpan<int> from = default)
    {
        for (int row = 0; row < Count; row++)
        {
            words[numbers[row]].CopyTo(Row(inputs, row));
            next.Activation.Image(from.IsEmpty ? row : from[row]).CopyTo(Row(states, row));
        }
        Run();
    }

    /// <summary>For each word, and END behind them, the logarithm of how probable it is next; V + 1 numbers, valid until the next step.</summary>
    public ReadOnlySpan<float> LogProbabilities(int row) => logProbabilities.Activation.Image(row);

    public void Dispose() => step.Dispose();

    private void Run()
    {
        input.Set(inputs);
        state.Set(states);
        step.Forward();
    }

    private Span<float> Row(float[] rows, int row) => rows.AsSpan(row * (rows.Length / Count), rows.Length / Count);
}
