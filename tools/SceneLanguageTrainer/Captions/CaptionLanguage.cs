using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Captions;

/// <summary>
/// The language model of neuraltalk2: an LSTM of one layer that sees the image code, then START, then the words, and says after each what
/// comes next. START and END are one id, that after the words.
/// </summary>
internal sealed class CaptionLanguage : Module
{
    /// <summary>Most words of a caption, as in the original.</summary>
    public const int MostWords = 16;

    private readonly Dropout drop = Dropout(DropProbability);

    public CaptionLanguage(int words, int size) : base("lm")
    {
        Words = words;
        Size = size;
        Cell = new LstmCell(size, size);
        Decoder = Linear(size, words + 1);
        Lookup = Embedding(words + 1, size);
        RegisterComponents();
    }

    /// <summary>Of the LSTM's output, in training.</summary>
    public const double DropProbability = 0.1;

    /// <summary>Number of words, UNK among them.</summary>
    public int Words { get; }

    /// <summary>Width of image code, words and state.</summary>
    public int Size { get; }

    /// <summary>The LSTM.</summary>
    public LstmCell Cell { get; }

    /// <summary>From its output to scores.</summary>
    public Linear Decoder { get; }

    /// <summary>A row for each word, and one for START.</summary>
    public Embedding Lookup { get; }

    /// <summary>Log-probabilities of what comes next, N×(words + 1), at START and after each word of given captions.</summary>
    /// <param name="code">The image code, N×size.</param>
    /// <param name="ids">N×T, ids from 1; what stands behind the end of a caption has no effect on what is before it.</param>
    public TorchTensor[] LogProbabilities(TorchTensor code, long[,] ids)
    {
        var steps = new TorchTensor[ids.GetLength(1) + 1];
        var state = Begin(code);
        for (int step = 0; step < steps.Length; step++)
        {
            long[] inputs =
            [
                .. Enumerable.Range(0, ids.GetLength(0)).Select(row => step == 0 ? Words : Math.Max(ids[row, step - 1], 1) - 1),
            ];
            (steps[step], state) = Next(tensor(inputs), state);
        }
        return steps;
    }

    /// <summary>The likeliest word at each step until END, as ids from 1.</summary>
    public List<long>[] Greedy(TorchTensor code)
    {
        List<long>[] captions = [.. Enumerable.Range(0, (int)code.shape[0]).Select(_ => new List<long>())];
        bool[] over = new bool[captions.Length];
        var state = Begin(code);
        TorchTensor input = full(captions.Length, Words, dtype: ScalarType.Int64);
        for (int step = 0; step < MostWords && over.Contains(false); step++)
        {
            TorchTensor scores;
            (scores, state) = Next(input, state);
            input = scores.argmax(1);
            long[] best = input.data<long>().ToArray();
            for (int row = 0; row < best.Length; row++)
            {
                over[row] |= best[row] == Words;
                if (!over[row])
                    captions[row].Add(best[row] + 1);
            }
        }
        return captions;
    }

    private (TorchTensor Cell, TorchTensor Output) Begin(TorchTensor code) => Cell.Step(code, zeros_like(code), zeros_like(code));

    private (TorchTensor LogProbabilities, (TorchTensor Cell, TorchTensor Output) State) Next(
        TorchTensor ids, (TorchTensor Cell, TorchTensor Output) state)
    {
        state = Cell.Step(Lookup.call(ids), state.Cell, state.Output);
        return (functional.log_softmax(Decoder.call(drop.call(state.Output)), 1), state);
    }
}
