using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using Parameter = TorchSharp.Modules.Parameter;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SideBySide.Peers;

/// <summary>A network as a TorchSharp module: one call of torch.nn.functional for each layer. Its weights want no gradient.</summary>
internal sealed class TorchNetwork : nn.Module
{
    private const string Peer = "TorchSharp";
    private readonly PeerNetwork network;
    private readonly bool channelsLast;
    private readonly Parameter[][] weights;

    /// <summary>Makes it with weights that are not set yet.</summary>
    /// <param name="network">The network.</param>
    /// <param name="channelsLast">Whether values of four axes lie in memory as N×H×W×C, as <see cref="Arrange()"/> has it.</param>
    public TorchNetwork(PeerNetwork network, bool channelsLast) : base(network.Name)
    {
        this.network = network;
        this.channelsLast = channelsLast;
        weights = [.. network.Layers.Select(layer => layer.Weights.Select((shape, i) => Register(layer, i, shape)).ToArray())];
    }

    /// <summary>N×C×H×W.</summary>
    public PeerValue Input => network.Input;

    /// <summary>Brings loaded weights into the layout.</summary>
    public void Arrange()
    {
        using IDisposable noGradient = no_grad();
        for (int layer = 0; layer < weights.Length; layer++)
        {
            if (network.Layers[layer].Operation is Convolution && !IsWrongWithChannelsLast(network.Layers[layer]))
                weights[layer][0].set_(Arrange(weights[layer][0]));
        }
    }

    /// <summary>A tensor of four axes in the layout.</summary>
    public TorchTensor Arrange(TorchTensor plain) => channelsLast ? plain.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : plain;

    /// <summary>Fills in the weights of a caffemodel.</summary>
    public void Copy(WeightSource source)
    {
        using IDisposable noGradient = no_grad();
        for (int layer = 0; layer < weights.Length; layer++)
        {
            IReadOnlyList<float[]> values = FoldedWeights.Of(network.Layers[layer], source);
            for (int i = 0; i < values.Count; i++)
            {
                using TorchTensor value = tensor(values[i]).reshape([.. network.Layers[layer].Weights[i].Dimensions.ToArray().Select(length => (long)length)]);
                TorchTensor weight = weights[layer][i];
                // Held until it is written: the native call does not keep its tensors from being collected.
                using TorchTensor part = value.dim() == 4 ? weight.narrow(1, 0, value.shape[1]) : weight.alias();
                part.copy_(value);
            }
        }
    }

    /// <summary>Computes the values that are asked for and those before them.</summary>
    /// <param name="input">N×C×H×W.</param>
    /// <param name="seen">Called with each value when it is computed; what it returns takes the value's place.</param>
    /// <param name="guided">Whether gradients will follow the guided rule, as <see cref="GradientRule"/> says.</param>
    /// <param name="wanted">Which values to return.</param>
    public TorchTensor[] Forward(TorchTensor input, bool guided, Func<PeerValue, TorchTensor, TorchTensor>? seen, params ReadOnlySpan<PeerValue> wanted)
    {
        var values = new Dictionary<int, TorchTensor> { [network.Input.Index] = input };
        int last = 0;
        foreach (PeerValue value in wanted)
            last = Math.Max(last, value.Index);
        for (int i = 0; i < weights.Length && network.Layers[i].Output.Index <= last; i++)
        {
            PeerLayer layer = network.Layers[i];
            TorchTensor output = Compute(layer, [.. layer.Inputs.Select(value => values[value.Index])], weights[i]);
            if (guided && layer.Operation is ReLU && output.requires_grad)
                output = GradientRule.apply(output);
            values[layer.Output.Index] = seen?.Invoke(layer.Output, output) ?? output;
        }
        var found = new TorchTensor[wanted.Length];
        for (int i = 0; i < found.Length; i++)
            found[i] = values[wanted[i].Index];
        return found;
    }

    private Parameter Register(PeerLayer layer, int index, Shape shape)
    {
        long[] lengths = [.. shape.Dimensions.ToArray().Select(length => (long)length)];
        if (lengths.Length == 4)
            lengths[1] += FurtherInputs(layer);
        var parameter = new Parameter(zeros(lengths), requires_grad: false);
        // A module's names of parameters have no dots.
        register_parameter($"{layer.Name.Replace('.', '_')}:{index}", parameter);
        return parameter;
    }

    // On Zen 5, libtorch 2.10 gets GoogLeNet's convolutions of 24 channels by 5×5 wrong, as if it read memory that nobody has set. Inputs of zero make
    // them right, with the widest vectors: up to a multiple of 16, save for the colours.
    private static int FurtherInputs(PeerLayer layer) =>
        layer.Operation is not Convolution { Group: > 1 } && layer.Step.Weights[0][1] is > 3 and int inputs ? (inputs + 15) / 16 * 16 - inputs : 0;

    // And, channels last, the last outputs of 1×1 convolutions with 112 or 1000 of them. These stay contiguous.
    private bool IsWrongWithChannelsLast(PeerLayer layer) =>
        channelsLast && layer.Operation is Convolution { KernelH: 1, KernelW: 1, NumOutput: > 64 and int outputs } && outputs % 64 > 32;

    private TorchTensor Compute(PeerLayer layer, TorchTensor[] inputs, Parameter[] weights)
    {
        TorchTensor input = inputs[0];
        TorchTensor? bias = weights.Length > 1 ? weights[1] : null;
        return layer.Operation switch
        {
            Convolution convolution => Convolve(layer, convolution, input, weights[0], bias),
            InnerProduct { Axis: 1, Transpose: false } => linear(input.flatten(1), weights[0], bias),
            Pooling pooling => Pool(layer, pooling, input),
            // In place as in Caffe, where nobody else reads its input.
            ReLU { NegativeSlope: 0 } => input.relu_(),
            LRN { Region: LrnRegion.AcrossChannels } lrn => local_response_norm(input, lrn.LocalSize, lrn.Alpha, lrn.Beta, lrn.K),
            Concat concat => cat(inputs, concat.Axis),
            Eltwise { Method: EltwiseOperation.Sum, Coefficients.Length: 0 } => inputs.Aggregate((sum, next) => sum + next),
            Softmax softmax => input.softmax(softmax.Axis),
            _ => throw layer.Unsupported(Peer),
        };
    }

    private TorchTensor Convolve(PeerLayer layer, Convolution it, TorchTensor input, TorchTensor weight, TorchTensor? bias)
    {
        if (FurtherInputs(layer) is > 0 and int further)
            input = pad(input, [0, 0, 0, 0, 0, further]);
        if (IsWrongWithChannelsLast(layer))
            input = input.contiguous();
        if (it is { KernelH: 1, KernelW: 1, StrideH: > 1 } or { KernelH: 1, KernelW: 1, StrideW: > 1 })
        {
            // On Zen 5, libtorch 2.10 divides by zero in the gradient of such a convolution, ResNet-50's res3a_branch1.
            input = input.slice(2, 0, input.shape[2], it.StrideH).slice(3, 0, input.shape[3], it.StrideW);
            return conv2d(input, weight, bias, [1, 1], [0, 0], [1, 1], it.Group);
        }
        return conv2d(
            input, weight, bias, [it.StrideH, it.StrideW], [it.PadH, it.PadW], [it.DilationH, it.DilationW], it.Group);
    }

    // Torch rounds sizes up by Caffe's rule, and divides averages by Caffe's areas, if told so.
    private static TorchTensor Pool(PeerLayer layer, Pooling window, TorchTensor input)
    {
        bool ceil = window.Overhang(layer.Input.Shape, layer.Output.Shape) != (0, 0);
        long[] kernel = [window.KernelH, window.KernelW], stride = [window.StrideH, window.StrideW], pad = [window.PadH, window.PadW];
        return window.Method == PoolingMethod.Max
            ? max_pool2d(input, kernel, stride, pad, [1, 1], ceil)
            : avg_pool2d(input, kernel, stride, pad, ceil, count_include_pad: true);
    }
}
