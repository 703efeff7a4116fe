using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>
/// An operation over buffers of a device that runs in a session of the CPU: its inputs are copied there, and its outputs back. It keeps the
/// values of its last forward pass, so that a backward pass copies gradients only.
/// </summary>
internal sealed class HostFallback : PreparedOperation
{
    private readonly DeviceSession host;
    private readonly PreparedOperation operation;
    private readonly Twin[] inputs;
    private readonly Twin[] outputs;
    private readonly DeviceBuffer?[] inputBuffers;
    private readonly DeviceBuffer?[] outputBuffers;
    private readonly InputGradient[] inputGradients;
    private readonly OutputGradient[] outputGradients;

    // What was in a gradient before another is added to it.
    private float[] before = [];

    /// <summary>Binds an operation.</summary>
    /// <param name="host">A session of the CPU; it outlives this.</param>
    /// <param name="operation">What it computes.</param>
    /// <param name="inputs">What it reads, buffers of the device.</param>
    /// <param name="outputs">What it writes.</param>
    /// <param name="weights">Its weights.</param>
    public HostFallback(
        DeviceSession host, Operation operation, IReadOnlyList<DeviceBuffer> inputs, IReadOnlyList<DeviceBuffer> outputs,
        IReadOnlyList<WeightBlob> weights)
    {
        this.host = host;
        // A value that is read twice is one buffer there too.
        var twins = new Dictionary<DeviceBuffer, Twin>(ReferenceEqualityComparer.Instance);
        this.inputs = [.. inputs.Select(TwinOf)];
        this.outputs = [.. outputs.Select(TwinOf)];
        (inputBuffers, outputBuffers) = (new DeviceBuffer?[inputs.Count], new DeviceBuffer?[outputs.Count]);
        (inputGradients, outputGradients) = (new InputGradient[inputs.Count], new OutputGradient[outputs.Count]);
        DeviceBuffer[] hostInputs = [.. this.inputs.Select(twin => twin.OnHost)];
        DeviceBuffer[] hostOutputs = [.. this.outputs.Select(twin => twin.OnHost)];
        this.operation = host.Prepare(operation, hostInputs, hostOutputs, weights)
            ?? throw new NotSupportedException($"{host.GetType().Name} has no kernel for {operation}");

        Twin TwinOf(DeviceBuffer buffer) =>
            twins.TryGetValue(buffer, out Twin twin) ? twin : twins[buffer] = new Twin(buffer, host.Allocate(buffer.Shape));
    }

    /// <inheritdoc/>
    public override bool CanAdd => true;

    /// <inheritdoc/>
    public override string Algorithm => operation.Algorithm.Length == 0 ? "on the CPU" : $"on the CPU: {operation.Algorithm}";

    /// <inheritdoc/>
    public override void Forward()
    {
        foreach (Twin input in inputs)
            ToHost(input.OnDevice, input.OnHost);
        operation.Forward();
        foreach (Twin output in outputs)
            ToDevice(output.OnHost, output.OnDevice);
    }

    /// <inheritdoc/>
    public override void Backward(in OperationGradients gradients)
    {
        for (int i = 0; i < outputGradients.Length; i++)
        {
            outputGradients[i] = default;
            if (gradients.Outputs[i].Buffer is not { } gradient)
                continue;
            DeviceBuffer copy = outputBuffers[i] ??= host.Allocate(gradient.Shape);
            ToHost(gradient, copy);
            outputGradients[i] = new OutputGradient(copy, MayChange: true, gradients.Outputs[i].IsRectified);
        }
        for (int i = 0; i < inputGradients.Length; i++)
        {
            inputGradients[i] = gradients.Inputs[i].Buffer is { } gradient
                ? new InputGradient(inputBuffers[i] ??= host.Allocate(gradient.Shape))
                : default;
        }
        operation.Backward(new OperationGradients(gradients.Rule, outputGradients, inputGradients));
        for (int i = 0; i < inputGradients.Length; i++)
        {
            if (gradients.Inputs[i].Buffer is not { } gradient)
                continue;
            if (gradients.Inputs[i].Add)
                Add(gradient, inputBuffers[i]!);
            ToDevice(inputBuffers[i]!, gradient);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        operation.Dispose();
        foreach (DeviceBuffer? buffer in inputs.Concat(outputs).Select(twin => twin.OnHost).Concat(inputBuffers).Concat(outputBuffers))
            buffer?.Dispose();
    }

    private static void ToHost(DeviceBuffer device, DeviceBuffer host)
    {
        device.Read(host.Map(discard: true).Span);
        host.Commit();
    }

    private static void ToDevice(DeviceBuffer host, DeviceBuffer device) => device.Write(host.Map().Span);

    private void Add(DeviceBuffer earlier, DeviceBuffer sum)
    {
        if (before.Length < sum.Shape.Count)
            before = new float[sum.Shape.Count];
        Span<float> terms = before.AsSpan(0, sum.Shape.Count), elements = sum.Map().Span;
        earlier.Read(terms);
        for (int i = 0; i < elements.Length; i++)
            elements[i] = terms[i] + elements[i];
        sum.Commit();
    }

    // A value on both sides.
    private readonly record struct Twin(DeviceBuffer OnDevice, DeviceBuffer OnHost);
}
