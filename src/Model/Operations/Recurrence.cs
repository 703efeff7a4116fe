namespace CaffeSharpGen.Operations;

/// <summary>What a <see cref="Recurrence"/> computes in a step.</summary>
public enum RecurrentCell
{
    /// <summary>h = tanh(a), where a is the sum of the step's input and of the weights times the last h.</summary>
    Plain,

    /// <summary>
    /// a has four parts i, f, o and g of the output's length: c = σ(f)·(last c) + σ(i)·tanh(g), h = σ(o)·tanh(c).
    /// </summary>
    LongShortTerm,
}

/// <summary>
/// The steps in time of Caffe's <c>LSTM</c> and <c>RNN</c>, and of the <c>Lstm</c> of forks. With T = <paramref name="Steps"/>, N sequences
/// side by side, H numbers in a state, and G = 4H (a plain cell: H), inputs are, of the ones that it has, T×N×G: what each step adds to the
/// weights' product; T×N: for each step whether, or how much, the last state counts; N×G: what every step adds; and the states h and c (c
/// of long short-term cells only), N×H, before the first step, else zeros. Weights: G×H, then G if <paramref name="Bias"/>. Outputs: h of
/// all steps, T×N×H; and, if there are more, the states after the last step. A state that counts k is multiplied by k; without <paramref
/// name="HasContinuation"/> each state but the first counts 1.
/// </summary>
/// <param name="Cell">What a step computes.</param>
/// <param name="Steps">Count of steps.</param>
/// <param name="HasContinuation">Whether an input says how much states count.</param>
/// <param name="IsBinary">Whether whatever is not 0 there counts 1.</param>
/// <param name="HasStatic">Whether an input is added in every step.</param>
/// <param name="HasState">Whether the states before the first step are inputs.</param>
/// <param name="Bias">Whether the last weight is added in every step.</param>
public sealed record Recurrence(
    RecurrentCell Cell, int Steps, bool HasContinuation = true, bool IsBinary = false, bool HasStatic = false, bool HasState = false,
    bool Bias = false) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Recurrence);

    /// <inheritdoc/>
    public override bool MixesImages => true;

    /// <summary>Numbers of a step's sum for each number of a state.</summary>
    public int Gates => Cell == RecurrentCell.LongShortTerm ? 4 : 1;

    /// <summary>Index of the input that is added in every step, if there is one.</summary>
    public int StaticInput => HasContinuation ? 2 : 1;

    /// <summary>Index of the first input that is a state, if they are.</summary>
    public int StateInput => StaticInput + (HasStatic ? 1 : 0);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) =>
        $"{Words.Number(Steps)} {(Cell == RecurrentCell.LongShortTerm ? "LSTM" : "RNN")} steps";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Flag("plain", Cell == RecurrentCell.Plain);
        fields.Int("steps", Steps);
        fields.Flag("nocontinuation", !HasContinuation);
        fields.Flag("binary", IsBinary);
        fields.Flag("static", HasStatic);
        fields.Flag("state", HasState);
        fields.Flag("bias", Bias);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Recurrence Read(Fields fields) => new(
        fields.Flag("plain"u8) ? RecurrentCell.Plain : RecurrentCell.LongShortTerm, fields.Int("steps"u8), !fields.Flag("nocontinuation"u8),
        fields.Flag("binary"u8), fields.Flag("static"u8), fields.Flag("state"u8), fields.Flag("bias"u8));
}
