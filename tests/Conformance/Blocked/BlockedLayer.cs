using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Conformance.Blocked;

/// <summary>A layer without weights over blocked values, which has run forward.</summary>
internal sealed class BlockedLayer : IDisposable
{
    private const float Untouched = 12345.5f;

    // Channels of a whole before the part.
    private const int Before = 16;

    private readonly CpuDevice device;
    private readonly PackedWeightCache packed = new();
    private readonly DeviceSession session;
    private readonly PreparedOperation prepared;
    private readonly Random random = new(20160607);
    private readonly List<(CpuBuffer Part, CpuBuffer Whole)> inside = [];
    private readonly CpuBuffer outputGradient;
    private readonly float[] seed;

    public BlockedLayer((Operation Operation, Shape Input, Shape Output) layer, int width, int threads = 1, bool isInside = false, float? value = null)
    {
        device = new CpuDevice(CpuKernels.Simd, threads) { TileWidth = width };
        session = device.CreateSession(packed);
        Input = Allocate(layer.Input, isInside);
        Output = Allocate(layer.Output, isInside);
        InputGradient = Allocate(layer.Input, isInside);
        outputGradient = Allocate(layer.Output, isInside);
        prepared = ((CpuSession)session).Prepare(layer.Operation, [Input], [Output], []);
        Write(Input, [.. Random(layer.Input.Count).Select(any => value ?? any)]);
        seed = Random(layer.Output.Count);
        prepared.Forward();
    }

    public CpuBuffer Input { get; }

    public CpuBuffer Output { get; }

    public CpuBuffer InputGradient { get; }

    public float[] Random(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];

    /// <summary>The gradient of the input, over the forward pass, from always the same gradient of the output.</summary>
    /// <param name="rule">For the rectifier below.</param>
    /// <param name="before">What it is added to; null to overwrite.</param>
    /// <param name="rectify">Whether it goes through the rectifier below.</param>
    public float[] Backward(ReluRule rule, float[]? before = null, bool rectify = false)
    {
        Assert.True(prepared.CanAdd && (!rectify || prepared.CanRectify));
        Write(outputGradient, seed);
        Write(InputGradient, before ?? [.. Enumerable.Repeat(float.NaN, InputGradient.Shape.Count)]);
        prepared.Backward(new OperationGradients(
            rule, [new OutputGradient(outputGradient)], [new InputGradient(InputGradient, Add: before is not null, Rectify: rectify)]));
        return InputGradient.Map().Span.ToArray();
    }

    /// <summary>Lets a rectifier have computed the input.</summary>
    /// <returns>For each element whether its input was positive.</returns>
    public unsafe bool[] RandomSigns(float slope, ReadOnlySpan<float> slopes)
    {
        Shape shape = Input.Shape;
        Input.Signs?.Dispose();
        Input.Signs = new RectifierSigns(shape, CpuLayout.Blocked, slope, slopes);
        bool[] signs = new bool[shape.Count];
        int plane = shape.CountFrom(2), blocks = BlockedView.BlocksOf(shape.Channels);
        for (int i = 0; i < signs.Length; i++)
        {
            int place = i % plane, channel = i / plane % shape.Channels, image = i / plane / shape.Channels;
            signs[i] = random.Next(2) == 1;
            if (signs[i])
                Input.Signs.Bits[((nint)image * blocks + channel / 16) * plane + place] |= (ushort)(1 << channel % 16);
        }
        return signs;
    }

    /// <summary>Fails if another part of a whole was written.</summary>
    public void RequireUntouchedNeighbours()
    {
        Assert.Equal(4, inside.Count);
        foreach ((CpuBuffer part, CpuBuffer whole) in inside)
        {
            Assert.True(part.IsPartOf(whole, Before));
            whole.Announce(CpuLayout.Blocked);
            Tensor values = whole.Map();
            int plane = part.Shape.CountFrom(2), end = Before + BlockedView.BlocksOf(part.Shape.Channels) * 16;
            for (int i = 0; i < values.Shape.Count; i++)
            {
                int channel = i / plane % whole.Shape.Channels;
                if (channel < Before || channel >= end)
                    Assert.Equal(Untouched, values[i]);
            }
        }
    }

    /// <summary>Fails if a lane that is no channel is not zero, in the output or in the gradient of the input.</summary>
    public unsafe void RequireZerosBeyondChannels()
    {
        foreach (BlockedView view in new[] { Output.Blocked, InputGradient.Blocked })
        {
            for (int image = 0; image < view.Number; image++)
            {
                for (int channel = view.Channels; channel < view.Blocks * 16; channel++)
                {
                    for (int place = 0; place < view.Places; place++)
                        Assert.Equal(0, view.Block(image, channel / 16)[place * 16 + channel % 16]);
                }
            }
        }
    }

    public void Dispose()
    {
        prepared.Dispose();
        foreach (CpuBuffer buffer in new[] { Input, Output, InputGradient, outputGradient }.Concat(inside.Select(pair => pair.Whole)))
            buffer.Dispose();
        session.Dispose();
        packed.Dispose();
        device.Dispose();
    }

    private static void Write(CpuBuffer buffer, ReadOnlySpan<float> values)
    {
        values.CopyTo(buffer.Map().Span);
        buffer.Commit();
    }

    private CpuBuffer Allocate(Shape shape, bool isInside)
    {
        var part = (CpuBuffer)session.Allocate(shape);
        if (!isInside)
            return part;
        int channels = Before + BlockedView.BlocksOf(shape.Channels) * 16 + 16;
        var whole = (CpuBuffer)session.Allocate([shape.BatchSize, channels, shape.Height, shape.Width]);
        whole.Map().Span.Fill(Untouched);
        whole.Commit();
        whole.Require(CpuLayout.Blocked);
        Assert.True(part.PlaceInside(whole, Before));
        inside.Add((part, whole));
        return part;
    }
}
