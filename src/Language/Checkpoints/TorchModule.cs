using System.Globalization;
using CaffeSharpGen.Operations;
using CaffeSharpGen.Torch7;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language;

/// <summary>A module of an <c>nn.Sequential</c>, of package nn or cudnn; both have the same field names.</summary>
internal sealed class TorchModule
{
    private readonly Torch7Node node;
    private readonly string kind;

    /// <exception cref="WeightException">The node is something else.</exception>
    public TorchModule(Torch7Node node)
    {
        this.node = node;
        string name = node.Object().ClassName;
        kind = name[(name.IndexOf('.') + 1)..];
    }

    /// <summary>Whether it has weights.</summary>
    public bool HasWeights => kind is "SpatialConvolution" or "SpatialConvolutionMM" or "Linear";

    /// <summary>Whether it changes only the shape, which needs no layer in Caffe.</summary>
    public bool OnlyReshapes => kind is "View" or "Reshape";

    /// <summary>Its name, if a prototxt can have it.</summary>
    public string? Name =>
        node.TryFind("name", out Torch7Node name) && name.Value is Torch7String { Text: { Length: > 0 and < 100 } text }
            && text.All(IsPlain)
            ? text
            : null;

    /// <summary>Whether its output overwrites its input.</summary>
    public bool IsInPlace => kind is "Dropout"
        || (kind is "ReLU" && node.TryFind("inplace", out Torch7Node inPlace) && inPlace.Value is Torch7Boolean { Value: true });

    /// <summary>Type and parameters of the layer that computes the same.</summary>
    /// <exception cref="WeightException">It is of an unknown kind.</exception>
    public string ToPrototxt() => Operation() switch
    {
        Convolution c => string.Create(
            CultureInfo.InvariantCulture,
            $"type: \"Convolution\" convolution_param {{ num_output: {c.NumOutput} kernel_h: {c.KernelH} kernel_w: {c.KernelW} "
            + $"stride_h: {c.StrideH} stride_w: {c.StrideW} pad_h: {c.PadH} pad_w: {c.PadW} group: {c.Group} }}"),
        Pooling p => string.Create(
            CultureInfo.InvariantCulture,
            $"type: \"Pooling\" pooling_param {{ pool: MAX kernel_h: {p.KernelH} kernel_w: {p.KernelW} stride_h: {p.StrideH} "
            + $"stride_w: {p.StrideW} pad_h: {p.PadH} pad_w: {p.PadW} round_mode: {(RoundsUp ? "CEIL" : "FLOOR")} }}"),
        InnerProduct product => string.Create(
            CultureInfo.InvariantCulture, $"type: \"InnerProduct\" inner_product_param {{ num_output: {product.NumOutput} }}"),
        ReLU => "type: \"ReLU\"",
        _ => "type: \"Dropout\"",
    };

    /// <summary>Its weights as those of a layer.</summary>
    /// <exception cref="WeightException">They do not have the form of its class.</exception>
    public LayerWeights ReadWeights(string layer)
    {
        Torch7Tensor weight = node["weight"].Tensor();
        if (kind == "Linear")
            return new LayerWeights(layer, "InnerProduct", [weight.ToWeights(), node["bias"].Tensor().ToWeights()]);
        // Some classes have a matrix, with a row for each output.
        long[] sizes = [Field("nOutputPlane"), Field("nInputPlane") / Groups, Field("kH"), Field("kW")];
        if (weight is { Sizes.Length: 2, IsContiguous: true, Storage: { } storage }
            && weight.Count == (Int128)sizes[0] * sizes[1] * sizes[2] * sizes[3])
            weight = Torch7Tensor.View(storage, weight.Offset, sizes);
        else
            node["weight"].Tensor(sizes);
        return new LayerWeights(layer, "Convolution", [weight.ToWeights(), node["bias"].Tensor(sizes[0]).ToWeights()]);
    }

    /// <summary>Requires that a layer computes the same.</summary>
    /// <exception cref="WeightException">It does not.</exception>
    public void RequireSame(LayerStep layer)
    {
        Operation operation = Operation();
        if (layer.Operation != operation)
        {
            throw node.Wrong(
                $"what layer '{layer.Name}' of the compiled network is: {Describe(layer.Operation)}; the module is {Describe(operation)}");
        }
    }

    private static string Describe(Operation operation)
    {
        var arguments = new FieldWriter();
        operation.Write(arguments);
        return $"{operation.Kind}{arguments}";
    }

    private Operation Operation() => kind switch
    {
        "SpatialConvolution" or "SpatialConvolutionMM" => new Convolution(
            Field("nOutputPlane"), Field("kH"), Field("kW"), Field("dH"), Field("dW"), Padding("padH"), Padding("padW"), Group: Groups),
        "SpatialMaxPooling" => new Pooling(
            PoolingMethod.Max, Field("kH"), Field("kW"), Field("dH"), Field("dW"), Padding("padH"), Padding("padW")),
        "Linear" => new InnerProduct(checked((int)node["bias"].Tensor().Count)),
        "ReLU" => new ReLU(),
        "Dropout" when !node.TryFind("v2", out Torch7Node scaled) || scaled.Boolean() => new Copy(),
        "Dropout" => throw node["v2"].Wrong("true: an old Dropout scales what it is given, also after training"),
        _ => throw node.Wrong("a convolution, a rectifier, max pooling, a Linear, a Dropout or a View"),
    };

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/';

    private bool RoundsUp => node.TryFind("ceil_mode", out Torch7Node mode) && mode.Boolean();

    private int Groups => node.TryFind("groups", out _) ? Field("groups") : 1;

    private int Field(string name) => node[name].Integer() is > 0 and var value ? value : throw node[name].Wrong("a number above 0");

    private int Padding(string name) => node.TryFind(name, out Torch7Node padding) ? padding.Integer() : 0;
}
