namespace CaffeSharpGen.Compiler.Schemas;

/// <summary>What a layer type that nobody has may mean: Caffe's name of what other frameworks and papers call so.</summary>
internal static class TypeMeanings
{
    private static readonly Dictionary<string, string> Names = Index(
        ("'Convolution'", ["Conv", "Conv1D", "Conv2D", "Conv3D", "Conv2d", "ConvLayer", "SpatialConvolution"]),
        ("'Deconvolution'", ["Deconv", "ConvTranspose", "Conv2DTranspose", "TransposedConvolution", "SpatialFullConvolution"]),
        ("'InnerProduct'", ["FC", "FullyConnected", "Fully_Connected", "Linear", "Dense", "Gemm", "IP"]),
        ("'BatchNorm'", ["BatchNormalization", "BatchNorm2d", "Batch_Norm", "SpatialBatchNormalization"]),
        ("'Pooling' with pooling_param { pool: MAX … }", ["Pool", "MaxPool", "MaxPooling", "MaxPool2d", "MaxPooling2D", "Max_Pool"]),
        ("'Pooling' with pooling_param { pool: AVE … }",
            ["AvgPool", "AvePool", "AveragePool", "AvgPooling", "AveragePooling", "AveragePooling2D"]),
        ("'Pooling' with pooling_param { pool: AVE global_pooling: true }",
            ["GlobalPooling", "GlobalAveragePool", "GlobalAveragePooling", "GlobalAvgPool", "GlobalAvgPooling", "GAP"]),
        ("'ReLU' with relu_param { negative_slope: … }", ["LeakyReLU", "Leaky", "LReLU", "Leaky_ReLU"]),
        ("'LRN'", ["LocalResponseNormalization", "LocalResponseNorm", "ResponseNorm", "CrossMapNorm"]),
        ("'Eltwise'", ["ElementWise", "EltwiseSum", "EltwiseAdd", "ElementwiseSum", "ElemwiseAdd", "Sum"]),
        ("'Concat'", ["Concatenate", "Concatenation", "Cat", "Merge", "DepthConcat", "Route"]),
        ("'AbsVal'", ["Abs"]),
        ("'SoftmaxWithLoss'", ["SoftmaxLoss", "SoftmaxWithCrossEntropy", "CrossEntropyLoss", "Softmax_Loss"]),
        ("'Input'", ["Placeholder", "InputLayer"]));

    /// <summary>Such as <c>; did you mean 'Convolution'?</c>; empty if nothing is known.</summary>
    public static string Suggestion(string type) => Names.TryGetValue(type, out string? meant) ? $"; did you mean {meant}?" : "";

    private static Dictionary<string, string> Index(params (string Meant, string[] Others)[] entries)
    {
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string meant, string[] others) in entries)
        {
            // Some differ in case only.
            foreach (string other in others)
                names[other] = meant;
        }
        return names;
    }
}
