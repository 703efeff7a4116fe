using System.Runtime.InteropServices;
using CaffeSharpGen.Operations;
using CaffeSharpGen.SideBySide.Peers.Protobuf;
using CaffeSharpGen.Weights;
using Google.Protobuf;

namespace CaffeSharpGen.SideBySide.Peers;

/// <summary>Writes a network as an ONNX file that computes what Caffe computes.</summary>
internal sealed class OnnxModel
{
    /// <summary>Name of the number of images, which the file leaves open.</summary>
    public const string Batch = "images";

    private const string Peer = "ONNX";
    private const int Float32 = 1, FormatVersion = 8, OperatorSet = 17;
    private readonly GraphMessage graph = new();
    private readonly WeightSource weights;

    private OnnxModel(PeerNetwork network, WeightSource weights, IEnumerable<PeerValue> outputs)
    {
        this.weights = weights;
        graph.Name = network.Name;
        graph.Inputs.Add(Declare(network.Input));
        foreach (PeerLayer layer in network.Layers)
            Add(layer);
        foreach (PeerValue output in outputs)
            graph.Outputs.Add(Declare(output));
    }

    /// <summary>Writes a network with some of its values as outputs.</summary>
    public static void Write(string path, PeerNetwork network, WeightSource weights, params IEnumerable<PeerValue> outputs)
    {
        var model = new ModelMessage { IrVersion = FormatVersion, Producer = "CaffeSharpGen", Graph = new OnnxModel(network, weights, outputs).graph };
        model.OperatorSets.Add(new OperatorSetMessage { Version = OperatorSet });
        using FileStream file = File.Create(path);
        model.WriteTo(file);
    }

    private void Add(PeerLayer layer)
    {
        switch (layer.Operation)
        {
            case Convolution convolution:
                AddConvolution(layer, convolution);
                break;
            case InnerProduct { Axis: 1, Transpose: false }:
                AddInnerProduct(layer);
                break;
            case Pooling pooling:
                AddPooling(layer, pooling);
                break;
            case ReLU { NegativeSlope: 0 }:
                AddNode(layer, "Relu");
                break;
            case LRN { Region: LrnRegion.AcrossChannels } lrn:
                AddNode(layer, "LRN", Integer("size", lrn.LocalSize), Number("alpha", lrn.Alpha), Number("beta", lrn.Beta), Number("bias", lrn.K));
                break;
            case Concat concat:
                AddNode(layer, "Concat", Integer("axis", concat.Axis));
                break;
            case Eltwise { Method: EltwiseOperation.Sum, Coefficients.Length: 0 }:
                AddNode(layer, layer.Inputs.Count == 2 ? "Add" : "Sum");
                break;
            case Softmax softmax:
                AddNode(layer, "Softmax", Integer("axis", softmax.Axis));
                break;
            default:
                throw layer.Unsupported(Peer);
        }
    }

    private void AddConvolution(PeerLayer layer, Convolution it) =>
        AddNode(layer, "Conv", Integers("kernel_shape", it.KernelH, it.KernelW), Integers("strides", it.StrideH, it.StrideW),
            Integers("pads", it.PadH, it.PadW, it.PadH, it.PadW), Integers("dilations", it.DilationH, it.DilationW), Integer("group", it.Group));

    private void AddInnerProduct(PeerLayer layer)
    {
        string flat = $"{layer.Name}:flat";
        NodeMessage flatten = new() { Name = flat, Operator = "Flatten", Attributes = { Integer("axis", 1) } };
        flatten.Inputs.Add(NameOf(layer.Input));
        flatten.Outputs.Add(flat);
        graph.Nodes.Add(flatten);
        AddNode(layer, "Gemm", Integer("transB", 1)).Inputs[0] = flat;
    }

    // Caffe rounds sizes up; further padding at the end makes the same of an operator that rounds down.
    private void AddPooling(PeerLayer layer, Pooling window)
    {
        (int overhangH, int overhangW) = window.Overhang(layer.Input.Shape, layer.Output.Shape);
        bool isMax = window.Method == PoolingMethod.Max;
        if (!isMax && layer.Output.Shape[2] == 1 && layer.Output.Shape[3] == 1 && (window.KernelH, window.KernelW) == (layer.Input.Shape[2], layer.Input.Shape[3]))
        {
            AddNode(layer, "GlobalAveragePool");
            return;
        }
        // Caffe counts padding, but not what an overhanging window covers beyond it: no operator does so.
        if (!isMax && (overhangH, overhangW) != (0, 0))
            throw layer.Unsupported(Peer);
        NodeMessage node = AddNode(layer, isMax ? "MaxPool" : "AveragePool", Integers("kernel_shape", window.KernelH, window.KernelW),
            Integers("strides", window.StrideH, window.StrideW), Integers("pads", window.PadH, window.PadW, window.PadH + overhangH, window.PadW + overhangW));
        if (!isMax)
            node.Attributes.Add(Integer("count_include_pad", 1));
    }

    private NodeMessage AddNode(PeerLayer layer, string operation, params IEnumerable<AttributeMessage> attributes)
    {
        var node = new NodeMessage { Name = layer.Name, Operator = operation };
        node.Inputs.AddRange(layer.Inputs.Select(NameOf));
        node.Outputs.Add(NameOf(layer.Output));
        node.Attributes.AddRange(attributes);
        foreach ((float[] data, int i) in FoldedWeights.Of(layer, weights).Select((data, i) => (data, i)))
        {
            var tensor = new TensorMessage { Name = $"{layer.Name}:{i}", Element = Float32, Data = UnsafeByteOperations.UnsafeWrap(MemoryMarshal.AsBytes(data.AsSpan()).ToArray()) };
            tensor.Lengths.AddRange(layer.Weights[i].Dimensions.ToArray().Select(length => (long)length));
            graph.Weights.Add(tensor);
            node.Inputs.Add(tensor.Name);
        }
        graph.Nodes.Add(node);
        return node;
    }

    private static string NameOf(PeerValue value) => value.Name;

    private static ValueMessage Declare(PeerValue value)
    {
        var shape = new ShapeMessage { Lengths = { new LengthMessage { Name = Batch } } };
        shape.Lengths.AddRange(value.Shape.Dimensions.ToArray().Skip(1).Select(length => new LengthMessage { Number = length }));
        return new ValueMessage { Name = NameOf(value), Type = new TypeMessage { Tensor = new TensorTypeMessage { Element = Float32, Shape = shape } } };
    }

    private static AttributeMessage Number(string name, float value) => new() { Name = name, Number = value, Kind = AttributeMessage.Types.Kind.Number };

    private static AttributeMessage Integer(string name, long value) => new() { Name = name, Integer = value, Kind = AttributeMessage.Types.Kind.Integer };

    private static AttributeMessage Integers(string name, params IEnumerable<long> values)
    {
        var attribute = new AttributeMessage { Name = name, Kind = AttributeMessage.Types.Kind.Integers };
        attribute.Integers.AddRange(values);
        return attribute;
    }
}
