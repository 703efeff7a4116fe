using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Conformance;

/// <summary>An operation on a device with buffers of its own.</summary>
internal sealed class BoundOperation : BoundLayer
{
    private readonly DeviceBuffer[] inputs;
    private readonly DeviceBuffer[] outputs;
    private readonly DeviceBuffer[] inputGradients;
    private readonly DeviceBuffer[] outputGradients;
    private readonly MemoryWeights weights;
    private readonly PackedWeightCache packed = new();
    private readonly DeviceSession session;
    private readonly HostSession host;
    private readonly PreparedOperation prepared;

    public BoundOperation(Device device, Operation operation, Shape[] inputs, Shape[] outputs, Tensor[] weights)
    {
        session = device.CreateSession(packed);
        host = new HostSession(packed);
        this.inputs = Array.ConvertAll(inputs, Allocate);
        this.outputs = Array.ConvertAll(outputs, Allocate);
        inputGradients = Array.ConvertAll(inputs, Allocate);
        outputGradients = Array.ConvertAll(outputs, Allocate);
        this.weights = new MemoryWeights([new LayerTensors("it", "", weights)]);
        WeightBlob[] blobs = [.. this.weights.Layers[0].Blobs];
        prepared = session.Prepare(operation, this.inputs, this.outputs, blobs) ?? host.Prepare(operation, this.inputs, this.outputs, blobs);
    }

    /// <summary>The device's kernel: the class that computes the operation on it.</summary>
    public override Type Kernel => prepared.GetType();

    public override bool CanAdd => prepared.CanAdd;

    /// <summary>How it runs.</summary>
    public override string Algorithm => prepared.Algorithm;

    public override float[][] Forward(float[][] values)
    {
        Write(inputs, values);
        Array.ForEach(outputs, Spoil);
        prepared.Forward();
        return Read(outputs);
    }

    /// <summary>Gradients of all inputs, over the values of the last <see cref="Forward"/>.</summary>
    /// <param name="rule">What rectifiers do.</param>
    /// <param name="gradients">One for each output; null where nothing depends on it.</param>
    /// <param name="before">What each is added to; null to overwrite.</param>
    public override float[][] Backward(ReluRule rule, float[]?[] gradients, float[][]? before = null)
    {
        Write(outputGradients, Array.ConvertAll(gradients, gradient => gradient ?? []));
        if (before is null)
            Array.ForEach(inputGradients, Spoil);
        else
            Write(inputGradients, before);
        prepared.Backward(new OperationGradients(
            rule,
            outputGradients.Select((buffer, i) => new OutputGradient(gradients[i] is null ? null : buffer)).ToArray(),
            inputGradients.Select(buffer => new InputGradient(buffer, Add: before is not null)).ToArray()));
        return Read(inputGradients);
    }

    public override void Dispose()
    {
        prepared.Dispose();
        weights.Dispose();
        foreach (DeviceBuffer buffer in inputs.Concat(outputs).Concat(inputGradients).Concat(outputGradients))
            buffer.Dispose();
        host.Dispose();
        session.Dispose();
        packed.Dispose();
    }

    private DeviceBuffer Allocate(Shape shape) => session.Allocate(shape);

    private static void Write(DeviceBuffer[] buffers, float[][] values)
    {
        for (int i = 0; i < buffers.Length; i++)
        {
            values[i].CopyTo(buffers[i].Map(discard: true).Span);
            buffers[i].Commit();
        }
    }

    private static float[][] Read(DeviceBuffer[] buffers) => Array.ConvertAll(buffers, buffer => buffer.Map().Span.ToArray());

    // What an operation forgets to write must not look right by chance.
    private static void Spoil(DeviceBuffer buffer)
    {
        buffer.Map().Span.Fill(float.NaN);
        buffer.Commit();
    }
}
