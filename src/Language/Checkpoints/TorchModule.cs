using CaffeSharpGen.Operations;
using CaffeSharpGen.Torch7;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language;

/// <summary>A module of an <c>nn.Sequential</c>: of package nn, or of cudnn, whose fields have the same names.</summary>
internal sealed class TorchModule
{
    private readonly Torch7Place place;
    private readonly string kind;

    /// <exception cref="WeightException">Something else is here.</exception>
    public TorchModule(Torch7Place place)
    {
        this.place = place;
        string name = place.Object().ClassName;
        kind = name[(name.IndexOf('.') + 1)..];
    }

    /// <summary>Whether it has weights.</summary>
    public bool HasWeights => kind is "SpatialConvolution" or "SpatialConvolutionMM" or "Linear";

    /// <summary>Whether it leaves all numbers as they are, in another shape: what Caffe does without a layer.</summary>
    public bool OnlyReshapes => kind is "View" or "Reshape";

    /// <summary>Its weights, as those of a layer.</summary>
    /// <exception cref="WeightException">They are not as its class has them.</exception>
    public LayerWeights ReadWeights(string layer)
    {
        Torch7Tensor weight = place["weight"].Tensor();
        if (kind == "Linear")
            return new LayerWeights(layer, "InnerProduct", [weight.ToWeights(), place["bias"].Tensor().ToWeights()]);
        // Those of some classes are a matrix, a row for each output.
        long[] sizes = [Field("nOutputPlane"), Field("nInputPlane") / Groups, Field("kH"), Field("kW")];
        if (weight.Sizes.Length == 2 && weight is { IsContiguous: true, Storage: { } storage } && weight.Count == sizes[0] * sizes[1] * sizes[2] * sizes[3])
            weight = Torch7Tensor.View(storage, weight.Offset, sizes);
        else
            place["weight"].Tensor(sizes);
        return new LayerWeights(layer, "Convolution", [weight.ToWeights(), place["bias"].Tensor(sizes[0]).ToWeights()]);
    }

    /// <summary>Requires that a layer computes what the module does.</summary>
    /// <exception cref="WeightException">It does not.</exception>
    public void RequireSame(LayerStep layer)
    {
        Operation operation = Operation();
        if (layer.Operation != operation)
            throw place.Wrong($"what layer '{layer.Name}' of the compiled network is: {layer.Operation}; the module is {operation}");
    }

    private Operation Operation() => kind switch
    {
        "SpatialConvolution" or "SpatialConvolutionMM" => new Convolution(
            Field("nOutputPlane"), Field("kH"), Field("kW"), Field("dH"), Field("dW"), Padding("padH"), Padding("padW"), Group: Groups),
        "SpatialMaxPooling" => new Pooling(PoolingMethod.Max, Field("kH"), Field("kW"), Field("dH"), Field("dW"), Padding("padH"), Padding("padW")),
        "Linear" => new InnerProduct(checked((int)place["bias"].Tensor().Count)),
        "ReLU" => new ReLU(),
        "Dropout" when !place.TryFind("v2", out Torch7Place scaled) || scaled.Boolean() => new Copy(),
        "Dropout" => throw place["v2"].Wrong("true: an old Dropout scales what it is given, also after training"),
        _ => throw place.Wrong("a convolution, a rectifier, max pooling, a Linear, a Dropout or a View"),
    };

    private int Groups => place.TryFind("groups", out _) ? Field("groups") : 1;

    private int Field(string name) => place[name].Integer() is > 0 and var value ? value : throw place[name].Wrong("a number above 0");

    private int Padding(string name) => place.TryFind(name, out Torch7Place padding) ? padding.Integer() : 0;
}
