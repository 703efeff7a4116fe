using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Tests.Convolution;

/// <summary>A group on a GPU with buffers of its own, or in parts of larger ones. What it forgets to write is NaN.</summary>
internal sealed class BoundGroup : IDisposable
{
    // Channels before and behind a part.
    private const int Before = 2, Behind = 1;

    private readonly LayerGroup group;
    private readonly GroupRun run;
    private readonly CudaSession session;
    private readonly List<IDisposable> owned = [];
    private readonly List<(CudaBuffer Part, CudaBuffer Whole)> parts = [];
    private readonly CudaBuffer[] inputs, inputGradients;
    private readonly CudaBuffer output, outputGradient;

    public BoundGroup(
        CudaSession session, GroupRun run, LayerGroup group, Shape[] inputs, Shape output,
        Func<CudaSession, DeviceBuffer[], DeviceBuffer, List<IDisposable>, PreparedOperation> prepare)
    {
        (this.session, this.group, this.run) = (session, group, run);
        this.inputs = Array.ConvertAll(inputs, Allocate);
        inputGradients = Array.ConvertAll(inputs, Allocate);
        (this.output, outputGradient) = (Allocate(output), Allocate(output));
        Operation = prepare(session, this.inputs, this.output, owned);
    }

    public PreparedOperation Operation { get; }

    /// <summary>What the layers compute.</summary>
    public float[] Forward()
    {
        inputs[0].Write(group.Input);
        if (inputs.Length > 1)
            inputs[1].Write(group.Residual);
        Spoil(output);
        Operation.Forward();
        CheckSurroundings();
        return Read(output);
    }

    /// <summary>The gradients of the inputs, over the values of the last <see cref="Forward"/>.</summary>
    public float[][] Backward()
    {
        outputGradient.Write(group.Gradient);
        for (int i = 0; i < inputGradients.Length; i++)
        {
            if (run.Add)
                inputGradients[i].Write(group.Before[i]);
            else
                Spoil(inputGradients[i]);
        }
        List<InputGradient> to = [.. inputGradients.Select(buffer => new InputGradient(buffer, run.Add))];
        // A value that is read twice has one gradient: the second is added.
        if (run.IsResidualInput)
            to.Add(new InputGradient(inputGradients[0], Add: true));
        Operation.Backward(new OperationGradients(run.Rule, [new OutputGradient(outputGradient, run.MayChange)], to.ToArray()));
        CheckSurroundings();
        if (!run.MayChange)
            Assert.Equal(group.Gradient, Read(outputGradient));
        return Array.ConvertAll(inputGradients, Read);
    }

    /// <summary>Runs both ways and compares with the oracle.</summary>
    public void Check(string what, double tolerance = 2e-6)
    {
        float[][] expected = group.Expected(run.Rule, run.IsResidualInput);
        Close.Relative(expected[0], Forward(), tolerance, $"{what}, {run}: output ({Operation.Algorithm})");
        float[][] gradients = Backward();
        if (run.IsResidualInput)
            expected = [expected[0], [.. expected[1].Zip(expected[2], (one, other) => one + other)]];
        Assert.Equal(expected.Length - 1, gradients.Length);
        for (int i = 0; i < gradients.Length; i++)
        {
            float[] sum = run.Add ? [.. expected[i + 1].Zip(group.Before[i], (one, other) => one + other)] : expected[i + 1];
            Close.Relative(sum, gradients[i], tolerance, $"{what}, {run}: gradient of input {i} ({Operation.Algorithm})");
        }
    }

    /// <summary>Moves parts into memory of their own, or back.</summary>
    public void Detach(bool areDetached)
    {
        foreach ((CudaBuffer part, _) in parts)
            part.IsDetached = areDetached;
    }

    public void Dispose()
    {
        Operation.Dispose();
        foreach (IDisposable it in owned)
            it.Dispose();
    }

    private CudaBuffer Allocate(Shape shape)
    {
        var buffer = (CudaBuffer)session.Allocate(shape);
        owned.Add(buffer);
        if (!run.AreParts || shape.Rank != 4)
            return buffer;
        var whole = (CudaBuffer)session.Allocate([shape[0], Before + shape[1] + Behind, shape[2], shape[3]]);
        owned.Add(whole);
        Spoil(whole);
        Assert.True(buffer.PlaceInside(whole, Before));
        parts.Add((buffer, whole));
        return buffer;
    }

    // Nothing writes beside a part.
    private void CheckSurroundings()
    {
        foreach ((CudaBuffer part, CudaBuffer whole) in parts)
        {
            float[] all = Read(whole);
            int plane = part.Shape.CountFrom(2), image = whole.Shape.CountFrom(1);
            for (int i = 0; i < all.Length; i++)
            {
                int channel = i % image / plane;
                if (channel < Before || channel >= whole.Shape[1] - Behind)
                    Assert.True(float.IsNaN(all[i]), $"element {i} of {whole.Shape} was written");
            }
        }
    }

    private static void Spoil(CudaBuffer buffer) => buffer.Write([.. Enumerable.Repeat(float.NaN, buffer.Shape.Count)]);

    private static float[] Read(CudaBuffer buffer)
    {
        float[] values = new float[buffer.Shape.Count];
        buffer.Read(values);
        return values;
    }
}
