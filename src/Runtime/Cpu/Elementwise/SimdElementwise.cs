using System.Numerics;
using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.Elementwise;

/// <summary>Loops for operations that compute each element from the one at the same position.</summary>
internal sealed unsafe class SimdElementwise<TFunction> : CpuOperation
    where TFunction : struct, IElementwise
{
    private readonly TFunction function;
    private readonly Action<int, int> forward;
    private readonly Action<int, int> backward;
    private ReluRule rule;
    private CpuBuffer? outputGradient;
    private CpuBuffer? inputGradient;

    public SimdElementwise(CpuBinding binding, TFunction function) : base(binding)
    {
        this.function = function;
        forward = ForwardChunk;
        backward = BackwardChunk;
    }

    protected override void RunForward() => Binding.Workers.For(Chunk.Number(Binding.Output.Shape.Count), forward);

    protected override void RunBackward(in OperationGradients gradients)
    {
        rule = TFunction.IsRectifier ? gradients.Rule : ReluRule.Standard;
        (outputGradient, inputGradient) = (gradients.Output(0), gradients.Input(0));
        if (inputGradient is not null && outputGradient is not null)
            Binding.Workers.For(Chunk.Number(inputGradient.Shape.Count), backward);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ForwardChunk(int chunk, int worker)
    {
        (int start, int length) = Chunk.Range(chunk, Binding.Output.Shape.Count);
        float* x = Binding.Input.Pointer + start, y = Binding.Output.Pointer + start;
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
            Vector.Store(function.Value(Vector.Load(x + i)), y + i);
        if (i < length)
            Tail.Store(function.Value(Tail.Load(x + i, length - i)), y + i, length - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void BackwardChunk(int chunk, int worker)
    {
        (int start, int length) = Chunk.Range(chunk, inputGradient!.Shape.Count);
        float* x = Binding.Input.Pointer + start, y = Binding.Output.Pointer + start, dy = outputGradient!.Pointer + start;
        float* dx = inputGradient.Pointer + start;
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
            Vector.Store(rule.Through(Vector.Load(dy + i), function.Derivative(Vector.Load(x + i), Vector.Load(y + i))), dx + i);
        if (i < length)
        {
            int left = length - i;
            Vector<float> derivative = function.Derivative(Tail.Load(x + i, left), Tail.Load(y + i, left));
            Tail.Store(rule.Through(Tail.Load(dy + i, left), derivative), dx + i, left);
        }
    }
}
