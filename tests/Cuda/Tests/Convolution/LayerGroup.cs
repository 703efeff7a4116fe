using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cuda.Tests.Convolution;

/// <summary>
/// Layers, each of which reads what the one before it computes; a sum adds a second input. They run one by one on the scalar oracle, and
/// as one operation on a GPU.
/// </summary>
internal sealed class LayerGroup
{
    private readonly Random random = new(20160607);
    private readonly Operation[] operations;
    private readonly Tensor[][] weights;
    private readonly Shape[] shapes;

    // They live as long as the group: weights on the device are found by where they lie on the host.
    private readonly MemoryWeights?[] sources;

    public LayerGroup(Shape input, params Operation[] operations) : this(input, more: (0, 0), operations)
    {
    }

    /// <summary>Layers of which convolutions have more zeros behind their images than in front of them; fewer, if below 0.</summary>
    public LayerGroup(Shape input, (int H, int W) more, params Operation[] operations)
    {
        this.operations = operations;
        weights = new Tensor[operations.Length][];
        sources = new MemoryWeights?[operations.Length];
        shapes = new Shape[operations.Length + 1];
        shapes[0] = input;
        for (int i = 0; i < operations.Length; i++)
        {
            shapes[i + 1] = OutputOf(operations[i], shapes[i], more);
            weights[i] = [.. WeightsOf(operations[i], shapes[i]).Select(shape => new Tensor(shape, Random(shape.Count)))];
            if (operations[i] is BatchNorm)
            {
                for (int c = 0; c < shapes[i].Channels; c++)
                    weights[i][1].Span[c] = 0.5f + Math.Abs(weights[i][1].Span[c]);
                weights[i][2].Span[0] = 1.25f;
            }
        }
        Sum = Array.FindIndex(operations, operation => operation is Eltwise);
        Input = Random(input.Count);
        if (Sum >= 0)
            Residual = Random(shapes[Sum + 1].Count);
        Gradient = Random(shapes[^1].Count);
        Before = [Random(input.Count), Random(Residual?.Length ?? 0)];
    }

    public float[] Input { get; set; }

    /// <summary>The sum's second input; null if there is none.</summary>
    public float[]? Residual { get; }

    /// <summary>The gradient of the output.</summary>
    public float[] Gradient { get; }

    /// <summary>What is in the gradients of the inputs before, where they are added to.</summary>
    public float[][] Before { get; }

    private int Sum { get; }

    /// <summary>What the oracle computes: the output, and the gradients of the inputs.</summary>
    public float[][] Expected(ReluRule rule, bool isResidualInput = false)
    {
        using var device = Device.Scalar();
        using var packed = new PackedWeightCache();
        using DeviceSession session = device.CreateSession(packed);
        DeviceBuffer[] values = [.. shapes.Select(shape => session.Allocate(shape))], gradients = [.. shapes.Select(shape => session.Allocate(shape))];
        values[0].Write(Input);
        DeviceBuffer? residual = Residual is null ? null : session.Allocate(shapes[Sum]), residualGradient = Residual is null ? null : session.Allocate(shapes[Sum]);
        residual?.Write(isResidualInput ? Input : Residual);
        PreparedOperation[] prepared = new PreparedOperation[operations.Length];
        for (int i = 0; i < operations.Length; i++)
        {
            DeviceBuffer[] inputs = i == Sum ? [values[i], residual!] : [values[i]];
            prepared[i] = session.Prepare(operations[i], inputs, [values[i + 1]], Blobs(i))!;
            prepared[i].Forward();
        }
        gradients[^1].Write(Gradient);
        for (int i = operations.Length - 1; i >= 0; i--)
        {
            InputGradient[] to = i == Sum ? [new(gradients[i]), new(residualGradient)] : [new(gradients[i])];
            prepared[i].Backward(new OperationGradients(rule, [new OutputGradient(gradients[i + 1])], to));
        }
        List<float[]> results = [Read(values[^1]), Read(gradients[0])];
        if (residualGradient is not null)
            results.Add(Read(residualGradient));
        foreach (IDisposable it in values.Concat(gradients).Concat<IDisposable>(prepared))
            it.Dispose();
        residual?.Dispose();
        residualGradient?.Dispose();
        return [.. results];
    }

    /// <summary>The layers on a GPU, as one operation.</summary>
    /// <param name="session">Where.</param>
    /// <param name="run">How.</param>
    public BoundGroup On(CudaSession session, GroupRun run)
    {
        Shape[] inputs = Residual is null || run.IsResidualInput ? [shapes[0]] : [shapes[0], shapes[Sum]];
        return new BoundGroup(session, run, this, inputs, shapes[^1], Prepare);
    }

    // Values between layers are named, but nothing is stored in them.
    private PreparedOperation Prepare(CudaSession session, DeviceBuffer[] inputs, DeviceBuffer output, List<IDisposable> owned)
    {
        var layers = new FusedLayer[operations.Length];
        DeviceBuffer previous = inputs[0];
        for (int i = 0; i < layers.Length; i++)
        {
            DeviceBuffer next = output;
            if (i < layers.Length - 1)
                owned.Add(next = session.Allocate(shapes[i + 1]));
            layers[i] = new FusedLayer(operations[i], i == Sum ? [previous, inputs[^1]] : [previous], next, Blobs(i));
            previous = next;
        }
        PreparedOperation? prepared = layers.Length > 1
            ? session.PrepareFused(layers)
            : session.Prepare(operations[0], layers[0].Inputs, [output], layers[0].Weights);
        Assert.NotNull(prepared);
        return prepared;
    }

    private WeightBlob[] Blobs(int layer) => weights[layer].Length == 0
        ? []
        : [.. (sources[layer] ??= new MemoryWeights([new LayerTensors("it", "", weights[layer])])).Layers[0].Blobs];

    private float[] Random(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2 - 1))];

    private static float[] Read(DeviceBuffer buffer) => buffer.Map().Span.ToArray();

    private static Shape OutputOf(Operation operation, Shape input, (int H, int W) more) => operation switch
    {
        Operations.Convolution c => [
            input[0], c.NumOutput, (input[2] + 2 * c.PadH + more.H - (c.DilationH * (c.KernelH - 1) + 1)) / c.StrideH + 1,
            (input[3] + 2 * c.PadW + more.W - (c.DilationW * (c.KernelW - 1) + 1)) / c.StrideW + 1],
        Operations.Deconvolution d => [
            input[0], d.NumOutput, d.StrideH * (input[2] - 1) + d.DilationH * (d.KernelH - 1) + 1 - 2 * d.PadH - more.H,
            d.StrideW * (input[3] - 1) + d.DilationW * (d.KernelW - 1) + 1 - 2 * d.PadW - more.W],
        InnerProduct p => Shape.Of([.. input.Dimensions[..p.Axis], p.NumOutput]),
        _ => input,
    };

    private static Shape[] WeightsOf(Operation operation, Shape input) => operation switch
    {
        Operations.Convolution c => [[c.NumOutput, input[1] / c.Group, c.KernelH, c.KernelW], .. c.Bias ? new Shape[] { [c.NumOutput] } : []],
        Operations.Deconvolution d => [[input[1], d.NumOutput / d.Group, d.KernelH, d.KernelW], .. d.Bias ? new Shape[] { [d.NumOutput] } : []],
        InnerProduct p => [
            p.Transpose ? [input.CountFrom(p.Axis), p.NumOutput] : [p.NumOutput, input.CountFrom(p.Axis)],
            .. p.Bias ? new Shape[] { [p.NumOutput] } : []],
        BatchNorm => [[input.Channels], [input.Channels], [1]],
        Scale s => [[input.Channels], .. s.Bias ? new Shape[] { [input.Channels] } : []],
        Bias => [[input.Channels]],
        PReLU p => [p.ChannelShared ? [1] : [input.Channels]],
        _ => [],
    };
}

/// <summary>How a group runs.</summary>
internal readonly record struct GroupRun()
{
    /// <summary>Whether values are parts of larger ones.</summary>
    public bool AreParts { get; init; }

    /// <summary>Whether gradients are added to what is there.</summary>
    public bool Add { get; init; }

    /// <summary>Whether the gradient that arrives may be worked in.</summary>
    public bool MayChange { get; init; }

    /// <summary>Whether the second input of the sum is the input.</summary>
    public bool IsResidualInput { get; init; }

    /// <summary>What rectifiers do.</summary>
    public ReluRule Rule { get; init; }
}
