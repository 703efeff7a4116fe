using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>
/// Layers of the first generation: <c>layers { layer { name type … } bottom top }</c>. One flat message holds the fields of all types,
/// and padding is a layer of its own in front of a convolution or pooling.
/// </summary>
internal static class V0Layers
{
    private const string Convolution = "convolution_param", InnerProduct = "inner_product_param", Pooling = "pooling_param";
    private const string Local = "locally_connected_param";

    // Type, its current name, its current parameter message. The locally connected layer is of forks.
    private static readonly (string Type, string Today, string Parameter)[] Types =
    [
        ("accuracy", "Accuracy", ""), ("bnll", "BNLL", ""), ("concat", "Concat", "concat_param"), ("conv", "Convolution", Convolution),
        ("data", "Data", "data_param"), ("dropout", "Dropout", "dropout_param"), ("euclidean_loss", "EuclideanLoss", ""),
        ("flatten", "Flatten", ""), ("hdf5_data", "HDF5Data", "hdf5_data_param"), ("hdf5_output", "HDF5Output", ""),
        ("im2col", "Im2col", Convolution), ("images", "ImageData", "image_data_param"), ("infogain_loss", "InfogainLoss", ""),
        ("innerproduct", "InnerProduct", InnerProduct), ("locally_connected", "LocallyConnected", Local),
        ("lrn", "LRN", "lrn_param"),
        ("multinomial_logistic_loss", "MultinomialLogisticLoss", ""), ("pool", "Pooling", Pooling), ("relu", "ReLU", ""),
        ("sigmoid", "Sigmoid", ""), ("softmax", "Softmax", ""), ("softmax_loss", "SoftmaxWithLoss", ""), ("split", "Split", ""),
        ("tanh", "TanH", ""), ("window_data", "WindowData", "window_data_param"),
    ];

    // The old name of a field, the new one, and the parameter messages that have it.
    private static readonly (string Old, string New, string[] In)[] Fields =
    [
        ("num_output", "num_output", [Convolution, InnerProduct, Local]), ("biasterm", "bias_term", [Convolution, InnerProduct, Local]),
        ("weight_filler", "weight_filler", [Convolution, InnerProduct, Local]),
        ("bias_filler", "bias_filler", [Convolution, InnerProduct, Local]),
        ("pad", "pad", [Convolution, Pooling, Local]), ("kernelsize", "kernel_size", [Convolution, Pooling, Local]),
        ("stride", "stride", [Convolution, Pooling, Local]), ("group", "group", [Convolution]), ("pool", "pool", [Pooling]),
        ("dropout_ratio", "dropout_ratio", ["dropout_param"]), ("concat_dim", "concat_dim", ["concat_param"]),
        ("local_size", "local_size", ["lrn_param"]), ("alpha", "alpha", ["lrn_param"]), ("beta", "beta", ["lrn_param"]),
        ("k", "k", ["lrn_param"]), ("new_height", "new_height", ["image_data_param"]), ("new_width", "new_width", ["image_data_param"]),
        ("batchsize", "batch_size", ["data_param", "image_data_param", "window_data_param", "hdf5_data_param"]),
        ("cropsize", "crop_size", ["data_param", "image_data_param", "window_data_param"]),
        ("scale", "scale", ["data_param", "image_data_param", "window_data_param"]),
        ("meanfile", "mean_file", ["data_param", "image_data_param", "window_data_param"]),
        ("mirror", "mirror", ["data_param", "image_data_param", "window_data_param"]),
    ];

    // Read in all types; and those that say how images are read, in data layers.
    private static readonly string[] Common = ["name", "type", "blobs", "blobs_lr", "weight_decay"];
    private static readonly string[] OfData =
    [
        "source", "scale", "meanfile", "batchsize", "cropsize", "mirror", "rand_skip", "shuffle_images", "new_height", "new_width",
        "det_fg_threshold", "det_bg_threshold", "det_fg_fraction", "det_context_pad", "det_crop_mode",
    ];

    /// <summary>Whether a layer is of the first generation.</summary>
    public static bool Is(FieldNode layer) => Inner(layer) is not null;

    /// <summary>The layer in a layer, which holds all but bottoms and tops.</summary>
    public static MessageNode? Inner(FieldNode layer) => Inner(layer.Value as MessageNode);

    /// <summary>The layer in a layer.</summary>
    public static MessageNode? Inner(MessageNode? layer) =>
        layer?.Fields.FirstOrDefault(field => field.Name == "layer")?.Value as MessageNode;

    /// <summary>The type as it is written.</summary>
    public static string TypeOf(MessageNode inner) => new FieldReader(inner, NetSchema.V0Layer).String("type", "");

    /// <summary>Whether layers of a type read a field; Caffe drops what another type's field is.</summary>
    public static bool Reads(string type, string field)
    {
        string parameter = Types.FirstOrDefault(known => known.Type == type).Parameter ?? "";
        bool isData = parameter.EndsWith("data_param", StringComparison.Ordinal);
        return Common.Contains(field) || (type == "padding" && field == "pad") || (isData && OfData.Contains(field))
            || Fields.Any(entry => entry.Old == field && entry.In.Contains(parameter));
    }

    /// <summary>Upgrades all layers; those that are wrong in themselves are marked.</summary>
    /// <param name="layers">The fields <c>layers</c> of the net.</param>
    /// <param name="check">Checks padding layers, which become part of others.</param>
    /// <param name="problems">Where problems go.</param>
    public static IReadOnlyList<LayerNode> Upgrade(IEnumerable<FieldNode> layers, LayerCheck check, ProblemList problems)
    {
        var upgraded = new List<LayerNode>();
        var padding = new Dictionary<string, (string Bottom, int Pad)>(StringComparer.Ordinal);
        foreach (FieldNode layer in layers)
        {
            if (Inner(layer) is not { } inner)
            {
                problems.Add(Wrong(layer.Id,
                    "other layers of this net hold a 'layer { … }' (Caffe's first format), this one does not; use one format"));
                upgraded.Add(V1Layer.Read(layer) with { IsWrong = true });
                continue;
            }
            FieldReader outside = new((MessageNode)layer.Value, NetSchema.V1Layer), fields = new(inner, NetSchema.V0Layer);
            IReadOnlyList<string> bottoms = outside.Strings("bottom"), tops = outside.Strings("top");
            string name = fields.String("name", ""), type = fields.String("type", "");
            if (type == "padding" && bottoms.Count == 1 && tops.Count == 1)
            {
                check.Fields(layer, new LayerNode(layer.Id, name, type, [], [], []));
                padding[tops[0]] = (bottoms[0], fields.Int("pad", 0));
                continue;
            }
            if (Types.FirstOrDefault(known => known.Type == type) is { Type: not null } known)
                upgraded.Add(Upgrade(layer.Id, name, known.Today, known.Parameter, inner, bottoms, tops, padding, problems));
            else
            {
                upgraded.Add(new LayerNode(layer.Id, name, "", [.. bottoms], [.. tops], []) { IsWrong = true });
                problems.Add(Wrong(layer.Id,
                    $"layer '{name}' has type '{type}', which Caffe's first format does not have"
                    + NearestNames.Suggestion(type, Types.Select(known => known.Type))));
            }
            // As in Caffe a blob is padded only while the last layer that wrote it is a padding layer.
            foreach (string top in tops)
                padding.Remove(top);
        }
        return upgraded;
    }

    private static LayerNode Upgrade(
        int id, string name, string type, string parameter, MessageNode inner, IReadOnlyList<string> bottoms, IReadOnlyList<string> tops,
        Dictionary<string, (string Bottom, int Pad)> padding, ProblemList problems)
    {
        List<FieldNode> fields =
        [
            .. from field in inner.Fields
               let entry = Fields.FirstOrDefault(entry => entry.Old == field.Name && entry.In.Contains(parameter))
               where entry.Old is not null
               select field with { Name = entry.New },
        ];
        var read = new List<string>();
        foreach (string bottom in bottoms)
        {
            if (!padding.TryGetValue(bottom, out (string Bottom, int Pad) padded))
            {
                read.Add(bottom);
                continue;
            }
            if (parameter is not (Convolution or Pooling or Local))
            {
                problems.Add(Wrong(id,
                    $"layer '{name}' ({type}) reads the padding layer '{bottom}', "
                    + "which can stand in front of a convolution or pooling only"));
            }
            read.Add(padded.Bottom);
            fields.RemoveAll(field => field.Name == "pad");
            fields.Add(SyntheticNodes.Field(id, "pad", padded.Pad));
        }
        return new LayerNode(
            id, name, type, [.. read], [.. tops], parameter.Length == 0 ? [] : [SyntheticNodes.Field(id, parameter, fields)]);
    }

    private static Problem Wrong(int id, string message) => new(ProblemCodes.Legacy, Severity.Error, id, message);
}
