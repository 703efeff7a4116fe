using CaffeSharpGen.Compiler.Graph;

namespace CaffeSharpGen.SideBySide.Peers;

/// <summary>A layer as the peers compute it.</summary>
/// <param name="Step">The layer of the Caffe network.</param>
/// <param name="Inputs">The values it reads.</param>
/// <param name="Output">The value it computes.</param>
/// <param name="Normalizations">BatchNorm and Scale layers behind it that its weights take up.</param>
internal sealed record PeerLayer(StepModel Step, IReadOnlyList<ValueModel> Inputs, ValueModel Output, IReadOnlyList<StepModel> Normalizations)
{
    public string Name => Step.Name;

    public string Operation => Step.Operation.Operation;

    public ValueModel Input => Inputs[0];

    /// <summary>Shapes of its weights with what it takes up: that adds a bias.</summary>
    public IReadOnlyList<Compiler.Graph.Shape> Weights => Normalizations.Count == 0
        ? [.. Step.Weights]
        : [Step.Weights[0], Compiler.Graph.Shape.Of(Step.Weights[0][0])];

    public int Int(string argument, int otherwise = 1) => (int)Value(argument, otherwise);

    public float Float(string argument, float otherwise) => (float)Value(argument, otherwise);

    public string Enum(string argument, string otherwise) => Value(argument, otherwise) is EnumValue value ? value.Member : otherwise;

    public bool Bool(string argument, bool otherwise) => (bool)Value(argument, otherwise);

    public Window Window => new(
        Int("KernelH"), Int("KernelW"), Int("StrideH"), Int("StrideW"), Int("PadH", 0), Int("PadW", 0), Int("DilationH"), Int("DilationW"));

    /// <summary>What a peer says that has nothing like it.</summary>
    public NotSupportedException Unsupported(string peer) => new($"{peer}: layer '{Name}' ({Step.Type}, {Step.Operation}) has no counterpart here");

    private object Value(string argument, object otherwise) =>
        Step.Operation.Arguments.FirstOrDefault(given => given.Name == argument)?.Value ?? otherwise;
}

/// <summary>Kernel, stride, padding and dilation of a convolution or a pooling layer.</summary>
internal sealed record Window(int KernelH, int KernelW, int StrideH, int StrideW, int PadH, int PadW, int DilationH, int DilationW)
{
    /// <summary>How far the last windows of an output reach beyond the padded input, which they do where Caffe rounds up.</summary>
    public (int H, int W) Overhang(Compiler.Graph.Shape input, Compiler.Graph.Shape output) => (
        Math.Max(0, (output[2] - 1) * StrideH + KernelH - input[2] - 2 * PadH),
        Math.Max(0, (output[3] - 1) * StrideW + KernelW - input[3] - 2 * PadW));
}
