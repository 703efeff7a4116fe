using CaffeSharpGen.DeviceCheck.Networks;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.DeviceCheck.Devices;

/// <summary>An operation by itself on a device, over random values.</summary>
internal sealed class OperationOnDevice : IDisposable
{
    private readonly PackedWeightCache packed = new();
    private readonly DeviceSession session;
    private readonly DeviceBuffer[] inputs, outputs, inputGradients, outputGradients;
    private readonly MemoryWeights weights;
    private readonly PreparedOperation prepared;

    /// <summary>Prepares it.</summary>
    /// <exception cref="InvalidOperationException">The device has no kernel for it.</exception>
    public OperationOnDevice(Device device, Operation operation, Shape[] inputs, Shape[] outputs, Shape[] weights)
    {
        session = device.CreateSession(packed);
        (this.inputs, this.outputs) = (Array.ConvertAll(inputs, Allocate), Array.ConvertAll(outputs, Allocate));
        (inputGradients, outputGradients) = (Array.ConvertAll(inputs, Allocate), Array.ConvertAll(outputs, Allocate));
        this.weights = new MemoryWeights([new LayerTensors("it", "", Array.ConvertAll(weights, shape => new Tensor(shape, Values(shape))))]);
        foreach (DeviceBuffer buffer in this.inputs.Concat(outputGradients))
            buffer.Write(Values(buffer.Shape));
        prepared = session.Prepare(operation, this.inputs, this.outputs, [.. this.weights.Layers[0].Blobs])
            ?? throw new InvalidOperationException($"the device has no kernel for {operation}");
    }

    /// <summary>Computes the outputs.</summary>
    public void Forward() => prepared.Forward();

    /// <summary>Computes the gradients of all inputs.</summary>
    public void Backward() => prepared.Backward(new OperationGradients(
        ReluRule.Standard, Array.ConvertAll(outputGradients, gradient => new OutputGradient(gradient)),
        Array.ConvertAll(inputGradients, gradient => new InputGradient(gradient))));

    /// <summary>Adds the first input to the first output.</summary>
    public void Add() => session.Add(inputs[0], outputs[0]);

    /// <inheritdoc/>
    public void Dispose()
    {
        prepared.Dispose();
        weights.Dispose();
        foreach (DeviceBuffer buffer in inputs.Concat(outputs).Concat(inputGradients).Concat(outputGradients))
            buffer.Dispose();
        session.Dispose();
        packed.Dispose();
    }

    private DeviceBuffer Allocate(Shape shape) => session.Allocate(shape);

    private static float[] Values(Shape shape)
    {
        float[] values = new float[shape.Count];
        RandomWeights.Fill(values, 1);
        return values;
    }
}
