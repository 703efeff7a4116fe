using System.Numerics;
using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Elementwise;

/// <summary>
/// What an operation does to each element with the two parameters that serve it, on vectors of them. A struct, so that loops are
/// compiled for it.
/// </summary>
internal interface IBroadcast
{
    static abstract Vector<float> Value(Vector<float> x, Vector<float> p, Vector<float> q);

    static abstract Vector<float> Gradient(ReluRule rule, Vector<float> dy, Vector<float> x, Vector<float> p, Vector<float> q);
}

/// <summary>
/// Loops for operations whose parameters repeat over the input: <see cref="BroadcastLayout.Outer"/> times all
/// <see cref="BroadcastLayout.Count"/> of them, each for <see cref="BroadcastLayout.Inner"/> elements in a row.
/// </summary>
internal sealed unsafe class SimdBroadcast<TFunction> : CpuOperation
    where TFunction : struct, IBroadcast
{
    private readonly BroadcastLayout layout;
    private readonly bool hasInput;
    private readonly bool isSame;
    private float* p;
    private float* q;
    private readonly Action<int, int> forward;
    private readonly Action<int, int> backward;
    private readonly Action<CpuBuffer, CpuBuffer>? parameterGradient;
    private readonly int length;
    private readonly int segments;
    private readonly int segmentsAtOnce;
    private ReluRule rule;
    private CpuBuffer? outputGradient;
    private CpuBuffer? inputGradient;

    /// <summary>Binds parameters, whose memory must outlive this.</summary>
    /// <param name="binding">What the operation is bound to.</param>
    /// <param name="layout">How they repeat.</param>
    /// <param name="p">First parameters.</param>
    /// <param name="q">Second parameters; may be <paramref name="p"/> where the function has no use for them.</param>
    /// <param name="parameterGradient">Computes the gradient of parameters that are the second input.</param>
    public SimdBroadcast(
        CpuBinding binding, BroadcastLayout layout, float* p, float* q, Action<CpuBuffer, CpuBuffer>? parameterGradient = null)
        : base(binding)
    {
        hasInput = parameterGradient is not null;
        isSame = p == q;
        this.layout = layout;
        this.p = p;
        this.q = q;
        this.parameterGradient = parameterGradient;
        (forward, backward) = (ForwardSegments, BackwardSegments);
        // With one element for each parameter, a vector takes several parameters.
        length = layout.Inner > 1 ? layout.Inner : layout.Count;
        segments = layout.Inner > 1 ? layout.Outer * layout.Count : layout.Outer;
        segmentsAtOnce = Math.Max(1, (1 << 14) / Math.Max(length, 1));
    }

    protected override void RunForward()
    {
        FindParameters();
        Binding.Workers.For((segments + segmentsAtOnce - 1) / segmentsAtOnce, forward);
    }

    protected override void RunBackward(in OperationGradients gradients)
    {
        (rule, outputGradient, inputGradient) = (gradients.Rule, gradients.Output(0), gradients.Input(0));
        if (outputGradient is null)
            return;
        FindParameters();
        if (inputGradient is not null)
            Binding.Workers.For((segments + segmentsAtOnce - 1) / segmentsAtOnce, backward);
        if (parameterGradient is not null && gradients.Input(1) is { } parameters)
            parameterGradient(outputGradient, parameters);
    }

    // The memory of an input may change from pass to pass.
    private void FindParameters()
    {
        if (!hasInput)
            return;
        p = Binding.Inputs[1].Pointer;
        q = isSame ? p : q;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ForwardSegments(int chunk, int worker)
    {
        for (int s = chunk * segmentsAtOnce; s < Math.Min((chunk + 1) * segmentsAtOnce, segments); s++)
        {
            float* x = Binding.Input.Pointer + (nint)s * length, y = Binding.Output.Pointer + (nint)s * length;
            int i = 0;
            for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
                Vector.Store(TFunction.Value(Vector.Load(x + i), Parameters(p, s, i), Parameters(q, s, i)), y + i);
            if (i < length)
                Tail.Store(
                    TFunction.Value(Tail.Load(x + i, length - i), LastParameters(p, s, i), LastParameters(q, s, i)), y + i, length - i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void BackwardSegments(int chunk, int worker)
    {
        for (int s = chunk * segmentsAtOnce; s < Math.Min((chunk + 1) * segmentsAtOnce, segments); s++)
        {
            nint start = (nint)s * length;
            float* x = Binding.Input.Pointer + start, dy = outputGradient!.Pointer + start, dx = inputGradient!.Pointer + start;
            int i = 0;
            for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
                Vector.Store(
                    TFunction.Gradient(rule, Vector.Load(dy + i), Vector.Load(x + i), Parameters(p, s, i), Parameters(q, s, i)), dx + i);
            if (i < length)
            {
                int left = length - i;
                Vector<float> gradient = TFunction.Gradient(
                    rule, Tail.Load(dy + i, left), Tail.Load(x + i, left), LastParameters(p, s, i), LastParameters(q, s, i));
                Tail.Store(gradient, dx + i, left);
            }
        }
    }

    private Vector<float> Parameters(float* parameters, int segment, int i) =>
        layout.Inner > 1 ? new Vector<float>(parameters[segment % layout.Count]) : Vector.Load(parameters + i);

    private Vector<float> LastParameters(float* parameters, int segment, int i) =>
        layout.Inner > 1 ? new Vector<float>(parameters[segment % layout.Count]) : Tail.Load(parameters + i, length - i);
}

/// <summary>How parameters repeat over an array: Outer times all Count of them, each for Inner elements in a row.</summary>
internal readonly record struct BroadcastLayout(int Outer, int Count, int Inner)
{
    /// <summary>One parameter for each channel.</summary>
    public static BroadcastLayout PerChannel(Shape shape) => new(shape.BatchSize, shape.Channels, shape.CountFrom(2));
}
