using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Normalization;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cpu.Fusion;

/// <summary>Layers that run as one operation on the CPU.</summary>
internal static class FusedOperations
{
    /// <summary>Prepares layers as one operation; null if there is none.</summary>
    public static PreparedOperation? TryPrepare(IReadOnlyList<FusedLayer> layers, CpuContext session)
    {
        CpuBuffer output = (CpuBuffer)layers[^1].Output;
        Operation head = layers[0].Operation;
        (ChannelScaleShift? scaleShift, CpuBuffer? residual, Operation? rectifier) = (null, null, null);
        for (int i = head is Operations.Convolution or InnerProduct ? 1 : 0; i < layers.Count; i++)
        {
            FusedLayer layer = layers[i];
            if (layer.Operation is ReLU or PReLU)
                rectifier = layer.Operation;
            else if (layer.Operation is Eltwise)
                residual = (CpuBuffer)layer.Inputs.First(input => i == 0 ? input == layer.Inputs[1] : input != layers[i - 1].Output);
            else
                (scaleShift ??= new ChannelScaleShift(output.Shape.Channels)).Append(layer.Operation, layer.Weights);
        }
        ReluMask? mask = rectifier is null ? null : MaskOf(rectifier, layers[^1].Weights, output);
        CpuBuffer[] inputs = [(CpuBuffer)layers[0].Inputs[0], .. residual is null ? Array.Empty<CpuBuffer>() : [residual]];
        var binding = new CpuBinding(session, inputs, [output], [.. layers[0].Weights]);
        return head switch
        {
            // A product is in plain order, and so is the mask of its rectifier. A rectifier by itself may keep its mask in blocks; the
            // two do not go together.
            InnerProduct product when scaleShift is null && residual is null && (mask is null || output.Shape.Rank != 4) =>
                new FusedInnerProduct(product, mask, binding),
            Operations.Convolution convolution => new FusedConvolution(convolution, scaleShift, residual is not null, mask, binding),
            InnerProduct => null,
            _ when output.Shape.Rank == 4 => FusedPointwise.Create(scaleShift, mask, binding),
            _ => null,
        };
    }

    /// <summary>Prepares a learned factor and term for each channel of an N×C×H×W value by itself.</summary>
    public static CpuOperation ScaleShift(Operation operation, CpuBinding binding)
    {
        var scaleShift = new ChannelScaleShift(binding.Output.Shape.Channels);
        scaleShift.Append(operation, binding.Weights);
        return FusedPointwise.Create(scaleShift, null, binding);
    }

    /// <summary>Prepares a rectifier by itself.</summary>
    public static CpuOperation Rectify(Operation rectifier, CpuBinding binding)
    {
        ReluMask mask = MaskOf(rectifier, binding.Weights, binding.Output);
        return binding.Output.Shape.Rank == 4 ? FusedPointwise.Create(null, mask, binding) : new PlainRectifierLayer(mask, binding);
    }

    private static ReluMask MaskOf(Operation rectifier, IReadOnlyList<Weights.WeightBlob> weights, CpuBuffer output)
    {
        // Fused and single layers keep the mask of a value in one buffer: the forward pass wrote it, the backward pass reads it, however
        // layers ran.
        return output.ReluMask ??= new ReluMask(
            output.Shape, output.Shape.Rank == 4 ? CpuLayout.Blocked : CpuLayout.Plain, (rectifier as ReLU)?.NegativeSlope ?? 0,
            rectifier is PReLU { ChannelShared: var shared } ? Slopes(weights[0].Span, shared ? output.Shape.Channels : 0) : default,
            (rectifier as ReLU)?.Maximum ?? float.PositiveInfinity);
    }

    private static ReadOnlySpan<float> Slopes(ReadOnlySpan<float> stored, int repeats)
    {
        if (repeats == 0)
            return stored;
        return Arrays.Filled(repeats, stored[0]);
    }
}
