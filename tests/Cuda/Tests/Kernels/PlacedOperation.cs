using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cuda.Tests.Kernels;

/// <summary>Where the values of an operation lie.</summary>
public enum Placement
{
    /// <summary>In memory of their own, at 16 bytes.</summary>
    Own,

    /// <summary>In an arena, not at 16 bytes.</summary>
    Unaligned,

    /// <summary>As channels of larger values, so that images lie apart, if they are N×C×H×W.</summary>
    Inside,
}

/// <summary>An operation on a device, over values that lie where a test wants them.</summary>
internal sealed class PlacedOperation : IDisposable
{
    private readonly Placement placement;
    private readonly DeviceSession session;
    private readonly PackedWeightCache packed = new();
    private readonly MemoryWeights weights;
    private readonly PreparedOperation? prepared;
    private readonly List<IDisposable> owned = [];
    private readonly DeviceBuffer[] inputs, outputs, inputGradients, outputGradients;

    public PlacedOperation(Device device, Operation operation, Shape[] inputs, Shape[] outputs, Tensor[] weights, Placement placement)
    {
        this.placement = placement;
        session = device.CreateSession(packed);
        this.inputs = Array.ConvertAll(inputs, Allocate);
        this.outputs = Array.ConvertAll(outputs, Allocate);
        inputGradients = Array.ConvertAll(inputs, Allocate);
        outputGradients = Array.ConvertAll(outputs, Allocate);
        this.weights = new MemoryWeights([new LayerTensors("it", "", weights)]);
        prepared = session.Prepare(operation, this.inputs, this.outputs, [.. this.weights.Layers[0].Blobs]);
    }

    /// <summary>Whether the device has a kernel.</summary>
    public bool IsPrepared => prepared is not null;

    /// <summary>Whether gradients can be added to others.</summary>
    public bool CanAdd => prepared!.CanAdd;

    /// <summary>Computes the outputs.</summary>
    public float[][] Forward(float[][] values)
    {
        Write(inputs, values);
        // What an operation forgets to write must not look right by chance.
        Write(outputs, Array.ConvertAll(outputs, buffer => Filled(buffer, float.NaN)));
        prepared!.Forward();
        return Array.ConvertAll(outputs, Read);
    }

    /// <summary>Computes the gradients of all inputs.</summary>
    /// <param name="rule">What rectifiers do.</param>
    /// <param name="gradients">One for each output; null where nothing depends on it.</param>
    /// <param name="before">What they are added to; null to overwrite.</param>
    public float[][] Backward(ReluRule rule, float[]?[] gradients, float[][]? before)
    {
        for (int i = 0; i < gradients.Length; i++)
            outputGradients[i].Write(gradients[i] ?? Filled(outputGradients[i], float.NaN));
        Write(inputGradients, before ?? Array.ConvertAll(inputGradients, buffer => Filled(buffer, float.NaN)));
        OutputGradient[] arriving = [.. outputGradients.Select((buffer, i) => new OutputGradient(gradients[i] is null ? null : buffer))];
        InputGradient[] requested = [.. inputGradients.Select(buffer => new InputGradient(buffer, Add: before is not null))];
        prepared!.Backward(new OperationGradients(rule, arriving, requested));
        return Array.ConvertAll(inputGradients, Read);
    }

    public void Dispose()
    {
        prepared?.Dispose();
        weights.Dispose();
        foreach (DeviceBuffer buffer in inputs.Concat(outputs).Concat(inputGradients).Concat(outputGradients))
            buffer.Dispose();
        owned.ForEach(it => it.Dispose());
        session.Dispose();
        packed.Dispose();
    }

    private static float[] Filled(DeviceBuffer buffer, float value)
    {
        float[] values = new float[buffer.Shape.Count];
        Array.Fill(values, value);
        return values;
    }

    private static void Write(DeviceBuffer[] buffers, float[][] values)
    {
        for (int i = 0; i < buffers.Length; i++)
            buffers[i].Write(values[i]);
    }

    private static float[] Read(DeviceBuffer buffer)
    {
        float[] values = new float[buffer.Shape.Count];
        buffer.Read(values);
        return values;
    }

    private DeviceBuffer Allocate(Shape shape)
    {
        DeviceBuffer buffer = session.Allocate(shape);
        if (placement == Placement.Own)
            return buffer;
        if (placement == Placement.Inside && shape.Rank == 4)
        {
            DeviceBuffer whole = session.Allocate([shape.BatchSize, shape.Channels + 2, shape.Height, shape.Width]);
            owned.Add(whole);
            Assert.True(buffer.PlaceInside(whole, 1));
            return buffer;
        }
        DeviceArena arena = session.CreateArena(shape.Count + 1)!;
        owned.Add(arena);
        buffer.PlaceIn(arena, 1);
        return buffer;
    }
}
