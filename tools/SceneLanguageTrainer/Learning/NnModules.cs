using CaffeSharpGen.Torch7;

namespace CaffeSharpGen.SceneLanguageTrainer.Learning;

/// <summary>Objects of Torch's <c>nn</c>, with the fields that a saved module has.</summary>
internal static class NnModules
{
    private const string FloatType = "torch.FloatTensor";

    /// <summary>A module without anything of its own.</summary>
    public static Torch7Object Plain(string type, string? name = null, params (string Key, Torch7Value Value)[] fields)
    {
        var body = new Torch7Table { ["_type"] = FloatType, ["output"] = Empty, ["gradInput"] = Empty };
        if (name is not null)
            body["name"] = name;
        foreach ((string key, Torch7Value value) in fields)
            body[key] = value;
        return new Torch7Object($"nn.{type}", body);
    }

    /// <summary><c>nn.Linear</c>, weights out×in.</summary>
    public static Torch7Object Linear(string? name, Torch7Tensor weight, Torch7Tensor bias) =>
        Plain("Linear", name, ("weight", weight), ("bias", bias), ("shared", true));

    /// <summary><c>nn.SpatialConvolution</c>, weights out×in×H×W.</summary>
    public static Torch7Object Convolution(string name, Torch7Tensor weight, Torch7Tensor bias, int stride)
    {
        long kernel = weight.Sizes[2];
        return Plain("SpatialConvolution", name,
            ("weight", weight), ("bias", bias), ("shared", true), ("nInputPlane", weight.Sizes[1]), ("nOutputPlane", weight.Sizes[0]),
            ("kW", kernel), ("kH", kernel), ("dW", stride), ("dH", stride), ("padW", kernel / 2), ("padH", kernel / 2));
    }

    /// <summary><c>nn.SpatialMaxPooling</c> of 2×2.</summary>
    public static Torch7Object Pooling(string name) => Plain("SpatialMaxPooling", name,
        ("kW", 2), ("kH", 2), ("dW", 2), ("dH", 2), ("padW", 0), ("padH", 0), ("ceil_mode", true),
        ("indices", Torch7Tensor.Empty(Torch7ElementType.Long)));

    /// <summary><c>nn.ReLU</c>, in place as loadcaffe makes it.</summary>
    public static Torch7Object Relu(string name) => Plain("ReLU", name, ("inplace", true), ("threshold", 0), ("val", 0));

    /// <summary><c>nn.View(-1)</c> of three axes.</summary>
    public static Torch7Object View(string name) =>
        Plain("View", name, ("size", Torch7Storage.Copy<long>([-1])), ("numElements", 1), ("numInputDims", 3));

    /// <summary><c>nn.Dropout</c>.</summary>
    public static Torch7Object Dropout(string? name, double probability) => Plain("Dropout", name,
        ("p", probability), ("train", true), ("v2", true), ("stochastic_inference", false), ("noise", Empty));

    /// <summary><c>nn.CAddTable</c> or <c>nn.CMulTable</c>.</summary>
    public static Torch7Object OfTable(string type) => Plain(type, null, ("gradInput", new Torch7Table()));

    private static Torch7Tensor Empty => Torch7Tensor.Empty(Torch7ElementType.Float);
}
