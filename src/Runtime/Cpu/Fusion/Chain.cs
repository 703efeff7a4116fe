using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Normalization;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cpu.Fusion;

/// <summary>Chains of layers that run as one operation on the CPU.</summary>
internal static class Chain
{
    /// <summary>Prepares a chain; null if it is none that can run as one.</summary>
    public static PreparedOperation? TryPrepare(IReadOnlyList<ChainLink> links, CpuContext session)
    {
        CpuBuffer output = (CpuBuffer)links[^1].Output;
        Operation head = links[0].Operation;
        (ChannelAffine? affine, CpuBuffer? shortcut, Operation? rectifier) = (null, null, null);
        for (int i = head is Operations.Convolution or InnerProduct ? 1 : 0; i < links.Count; i++)
        {
            ChainLink link = links[i];
            if (link.Operation is ReLU or PReLU)
                rectifier = link.Operation;
            else if (link.Operation is Eltwise)
                shortcut = (CpuBuffer)link.Inputs.First(input => i == 0 ? input == link.Inputs[1] : input != links[i - 1].Output);
            else
                (affine ??= new ChannelAffine(output.Shape.Channels)).Append(link.Operation, link.Weights);
        }
        RectifierSigns? signs = rectifier is null ? null : Signs(rectifier, links[^1].Weights, output);
        CpuBuffer[] inputs = [(CpuBuffer)links[0].Inputs[0], .. shortcut is null ? Array.Empty<CpuBuffer>() : [shortcut]];
        var binding = new CpuBinding(session, inputs, [output], [.. links[0].Weights]);
        return head switch
        {
            // A product is in plain order, as are the signs of its rectifier then; where a rectifier by itself keeps them in blocks, the two do not go together.
            InnerProduct product when affine is null && shortcut is null && (signs is null || output.Shape.Rank != 4) => new ProductChain(product, signs, binding),
            Operations.Convolution convolution when ConvolutionChain.Supports(convolution, binding) => new ConvolutionChain(convolution, affine, shortcut is not null, signs, binding),
            Operations.Convolution or InnerProduct => null,
            _ when output.Shape.Rank == 4 => PointwiseChain.Create(affine, signs, binding),
            _ => null,
        };
    }

    /// <summary>Prepares a learned factor and term for each channel of an N×C×H×W value by itself.</summary>
    public static CpuOperation Affine(Operation operation, CpuBinding binding)
    {
        var affine = new ChannelAffine(binding.Output.Shape.Channels);
        affine.Append(operation, binding.Weights);
        return PointwiseChain.Create(affine, null, binding);
    }

    /// <summary>Prepares a rectifier by itself.</summary>
    public static CpuOperation Rectify(Operation rectifier, CpuBinding binding)
    {
        RectifierSigns signs = Signs(rectifier, binding.Weights, binding.Output);
        return binding.Output.Shape.Rank == 4 ? PointwiseChain.Create(null, signs, binding) : new PlainRectifierLayer(signs, binding);
    }

    private static RectifierSigns Signs(Operation rectifier, IReadOnlyList<Weights.WeightBlob> weights, CpuBuffer output)
    {
        // Chains and single layers keep the signs of a value in one place: whoever ran forward wrote them, whoever runs backward reads them.
        return output.Signs ??= new RectifierSigns(
            output.Shape, output.Shape.Rank == 4 ? CpuLayout.Blocked : CpuLayout.Plain, (rectifier as ReLU)?.NegativeSlope ?? 0,
            rectifier is PReLU { ChannelShared: var shared } ? Slopes(weights[0].Span, shared ? output.Shape.Channels : 0) : default);
    }

    private static ReadOnlySpan<float> Slopes(ReadOnlySpan<float> stored, int repeats)
    {
        if (repeats == 0)
            return stored;
        float[] all = new float[repeats];
        Array.Fill(all, stored[0]);
        return all;
    }
}
