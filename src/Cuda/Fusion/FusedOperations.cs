using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;
using Sizes = CaffeSharpGen.Cuda.Convolution.Correlation;

namespace CaffeSharpGen.Cuda.Fusion;

/// <summary>Layers that run as one operation on a GPU.</summary>
internal static class FusedOperations
{
    /// <summary>Prepares layers as one operation; null if there is none.</summary>
    public static PreparedOperation? TryPrepare(IReadOnlyList<FusedLayer> layers, SessionMemory session)
    {
        var output = (CudaBuffer)layers[^1].Output;
        Operation head = layers[0].Operation;
        (ChannelScaleShift? scaleShift, CudaBuffer? residual, Operation? last) = (null, null, null);
        for (int i = head is Operations.Convolution or InnerProduct ? 1 : 0; i < layers.Count; i++)
        {
            FusedLayer layer = layers[i];
            if (layer.Operation is ReLU or PReLU)
                last = layer.Operation;
            else if (layer.Operation is Eltwise)
                residual = (CudaBuffer)layer.Inputs.First(input => i == 0 ? input == layer.Inputs[1] : input != layers[i - 1].Output);
            else
                (scaleShift ??= new ChannelScaleShift(output.Shape.Channels)).Append(layer.Operation, layer.Weights);
        }
        if (head is InnerProduct product && (scaleShift is not null || residual is not null || !FusedInnerProduct.Joins(product, last!)))
            return null;
        Rectifier? rectifier = last is null ? null : Rectifier.Of(session, last, layers[^1].Weights, output);
        CudaBuffer[] inputs = [(CudaBuffer)layers[0].Inputs[0], .. residual is null ? Array.Empty<CudaBuffer>() : [residual]];
        var binding = new CudaBinding(session, inputs, [output], [.. layers[0].Weights]);
        return head switch
        {
            InnerProduct it => new FusedInnerProduct(it, rectifier, binding),
            Operations.Convolution it => Convolve(it, scaleShift, rectifier, binding),
            _ => Pointwise(scaleShift, rectifier, binding),
        };
    }

    /// <summary>Prepares a convolution with what follows it.</summary>
    /// <param name="convolution">The convolution.</param>
    /// <param name="scaleShift">A scale and a shift for each channel, or null.</param>
    /// <param name="rectifier">What rectifies, or null.</param>
    /// <param name="binding">Its input, and the residual if there is one; its output is that of the last layer.</param>
    public static CudaOperation Convolve(
        Operations.Convolution convolution, ChannelScaleShift? scaleShift, Rectifier? rectifier, CudaBinding binding)
    {
        SessionMemory session = binding.Session;
        WeightBlob filters = binding.Weights[0];
        WeightBlob? bias = convolution.Bias ? binding.Weights[1] : null;
        DeviceWeights weights = scaleShift?.Scaled(session, filters) ?? DeviceWeights.Of(session, filters);
        DeviceWeights? shifts = bias is null
            ? scaleShift?.Shifts(session)
            : scaleShift?.ShiftsAfter(session, bias) ?? DeviceWeights.Of(session, bias);
        return new FusedConvolution(
            Sizes.Of(convolution, binding.Input.Shape, binding.Output.Shape), isTransposed: false, weights,
            EpilogueOf(shifts, rectifier, binding), binding);
    }

    /// <summary>Prepares a deconvolution.</summary>
    public static CudaOperation Deconvolve(Operations.Deconvolution deconvolution, CudaBinding binding)
    {
        SessionMemory session = binding.Session;
        DeviceWeights? bias = deconvolution.Bias ? DeviceWeights.Of(session, binding.Weights[1]) : null;
        return new FusedConvolution(
            Sizes.Of(deconvolution, binding.Output.Shape, binding.Input.Shape), isTransposed: true,
            DeviceWeights.Of(session, binding.Weights[0]), EpilogueOf(bias, null, binding), binding);
    }

    /// <summary>Prepares a learned scale and shift for each channel by itself.</summary>
    public static CudaOperation ScaleShift(Operation operation, CudaBinding binding)
    {
        var scaleShift = new ChannelScaleShift(binding.Output.Shape.Channels);
        scaleShift.Append(operation, binding.Weights);
        return Pointwise(scaleShift, null, binding);
    }

    /// <summary>Prepares a rectifier by itself.</summary>
    public static CudaOperation Rectify(Operation rectifier, CudaBinding binding) =>
        Pointwise(null, Rectifier.Of(binding.Session, rectifier, binding.Weights, binding.Output), binding);

    private static FusedPointwise Pointwise(ChannelScaleShift? scaleShift, Rectifier? rectifier, CudaBinding binding) => new(
        new Epilogue
        {
            Scales = scaleShift?.Scales(binding.Session),
            Shifts = scaleShift?.Shifts(binding.Session),
            Rectifier = rectifier,
            Channels = Epilogue.ChannelsOf(binding.Output.Shape),
            Sizes = Epilogue.SizesOf(binding.Output),
        },
        binding);

    private static Epilogue EpilogueOf(DeviceWeights? shifts, Rectifier? rectifier, CudaBinding binding) => new()
    {
        Shifts = shifts,
        Rectifier = rectifier,
        Channels = Epilogue.ChannelsOf(binding.Output.Shape),
        Sizes = Epilogue.SizesOf(binding.Output),
    };
}
