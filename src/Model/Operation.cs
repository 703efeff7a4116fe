namespace CaffeSharpGen;

/// <summary>
/// What a step of a network computes: its constant arguments, and what is known of it on every device. Data without a device: shapes come
/// from the values it is bound to, weights from the file, and each device has a kernel of the operation's name.
/// </summary>
public abstract record Operation
{
    /// <summary>Name of the record.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether gradients can flow back through it.</summary>
    public virtual bool IsDifferentiable => true;

    /// <summary>Whether what it computes for one image of a batch depends on the others.</summary>
    public virtual bool MixesImages => false;

    /// <summary>
    /// Whether its outputs are a linear function (with a constant term) of its only input. Then its gradient depends on none of its values,
    /// and passes it even where it did not run.
    /// </summary>
    public virtual bool IsLinear => false;

    /// <summary>How its outputs repeat its inputs.</summary>
    public virtual Copying Copying => Copying.Nothing;

    /// <summary>Whether each output is the maximum or the mean of a window of its input.</summary>
    public virtual bool IsPooling => false;

    /// <summary>Whether its output holds scores whose logits are its input: a gradient that explains a score starts from those.</summary>
    public virtual bool NormalizesLogits => false;

    /// <summary>Whether each of its outputs is a probability by itself, so that several may be near 1 at once.</summary>
    public virtual bool IsEachAProbability => false;

    /// <summary>Index of the weight that divides the others, and switches them off where it is 0; −1 if there is none.</summary>
    public virtual int DivisorWeight => -1;

    /// <summary>What its backward pass reads of the forward pass.</summary>
    /// <param name="use">How it is used.</param>
    public virtual BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Nothing;

    /// <summary>What it can be in a group of operations that runs as one.</summary>
    /// <param name="use">How it is used.</param>
    public virtual FusionRole RoleIn(OperationUse use) => FusionRole.None;

    /// <summary>What it computes in a few words without shapes and names, such as <c>3×3 convolution (stride 2)</c>.</summary>
    /// <param name="use">How it is used.</param>
    public virtual string Summary(OperationUse use) => Kind;

    /// <summary>Writes those arguments that differ from their defaults; the record's <c>Read</c> reads them back.</summary>
    /// <param name="fields">Takes them.</param>
    public abstract void Write(FieldWriter fields);
}

/// <summary>How an operation is used in a network.</summary>
/// <param name="Inputs">Count of values that it reads.</param>
/// <param name="Rank">Count of axes of the first one.</param>
/// <param name="Weights">Shapes of its weights.</param>
public readonly record struct OperationUse(int Inputs, int Rank, EquatableArray<Shape> Weights);

/// <summary>How outputs repeat inputs.</summary>
public enum Copying
{
    /// <summary>They do not.</summary>
    Nothing,

    /// <summary>Each output is the input, element by element.</summary>
    Whole,

    /// <summary>The output holds the inputs one behind the other along the channels (axis 1).</summary>
    Channels,
}

/// <summary>What a backward pass reads of the forward pass.</summary>
[Flags]
public enum BackwardReads
{
    /// <summary>Nothing.</summary>
    Nothing = 0,

    /// <summary>Its inputs.</summary>
    Inputs = 1,

    /// <summary>Its outputs.</summary>
    Outputs = 2,

    /// <summary>The signs of its inputs: a device keeps a bit an element in the forward pass.</summary>
    ReluMask = 4,

    /// <summary>Where each maximum was: the operation keeps that itself.</summary>
    MaxIndices = 8,
}

/// <summary>What an operation can be in a group that runs as one.</summary>
public enum FusionRole
{
    /// <summary>It runs by itself.</summary>
    None,

    /// <summary>A convolution: the head of a group.</summary>
    Convolution,

    /// <summary>A matrix product: the head of a group that goes on with a rectifier.</summary>
    Product,

    /// <summary>A learned scale or shift of each channel (axis 1).</summary>
    ScaleShift,

    /// <summary>The plain sum of two values.</summary>
    Sum,

    /// <summary>A rectifier whose derivative follows from a bit an element.</summary>
    Rectifier,
}

/// <summary>
/// Makes an operation of its kind and its arguments. A compiled network names those that it has, so that ahead-of-time compilation leaves
/// out all others with their kernels.
/// </summary>
/// <param name="kind">Name of the operation's record.</param>
/// <param name="fields">Its arguments.</param>
public delegate Operation ReadOperation(string kind, Fields fields);
