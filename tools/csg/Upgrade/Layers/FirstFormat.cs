using CaffeSharpGen.Csg.Upgrade.Source;

namespace CaffeSharpGen.Csg.Upgrade.Layers;

/// <summary>
/// A layer of Caffe's first format, <c>layers { layer { … } bottom top }</c>: one flat message has the fields of all types, and padding is
/// a layer of its own.
/// </summary>
internal static class FirstFormat
{
    private const string Convolution = "convolution_param", InnerProduct = "inner_product_param", Pooling = "pooling_param";
    private const string Data = "data_param", Images = "image_data_param", Windows = "window_data_param", Hdf5 = "hdf5_data_param";
    private const string Transformation = "transform_param";

    // Type, its name today, and its parameter message.
    private static readonly Dictionary<string, (string Type, string Parameter)> Types = new(StringComparer.Ordinal)
    {
        ["accuracy"] = ("Accuracy", "accuracy_param"),
        ["bnll"] = ("BNLL", ""),
        ["concat"] = ("Concat", "concat_param"),
        ["conv"] = ("Convolution", Convolution),
        ["data"] = ("Data", Data),
        ["dropout"] = ("Dropout", "dropout_param"),
        ["euclidean_loss"] = ("EuclideanLoss", ""),
        ["flatten"] = ("Flatten", ""),
        ["hdf5_data"] = ("HDF5Data", Hdf5),
        ["hdf5_output"] = ("HDF5Output", "hdf5_output_param"),
        ["im2col"] = ("Im2col", Convolution),
        ["images"] = ("ImageData", Images),
        ["infogain_loss"] = ("InfogainLoss", "infogain_loss_param"),
        ["innerproduct"] = ("InnerProduct", InnerProduct),
        ["lrn"] = ("LRN", "lrn_param"),
        ["multinomial_logistic_loss"] = ("MultinomialLogisticLoss", ""),
        ["pool"] = ("Pooling", Pooling),
        ["relu"] = ("ReLU", ""),
        ["sigmoid"] = ("Sigmoid", ""),
        ["softmax"] = ("Softmax", ""),
        ["softmax_loss"] = ("SoftmaxWithLoss", ""),
        ["split"] = ("Split", ""),
        ["tanh"] = ("TanH", ""),
        ["window_data"] = ("WindowData", Windows),
    };

    // A field, its name today, and the parameter messages that have it; those that say how pixels are changed move to transform_param.
    private static readonly (string Old, string Today, string[] In)[] Fields =
    [
        ("num_output", "num_output", [Convolution, InnerProduct]), ("biasterm", "bias_term", [Convolution, InnerProduct]),
        ("weight_filler", "weight_filler", [Convolution, InnerProduct]), ("bias_filler", "bias_filler", [Convolution, InnerProduct]),
        ("pad", "pad", [Convolution, Pooling]), ("kernelsize", "kernel_size", [Convolution, Pooling]),
        ("group", "group", [Convolution]), ("stride", "stride", [Convolution, Pooling]), ("pool", "pool", [Pooling]),
        ("dropout_ratio", "dropout_ratio", ["dropout_param"]), ("local_size", "local_size", ["lrn_param"]),
        ("alpha", "alpha", ["lrn_param"]), ("beta", "beta", ["lrn_param"]), ("k", "k", ["lrn_param"]),
        ("concat_dim", "concat_dim", ["concat_param"]), ("source", "source", [Data, Images, Windows, Hdf5, "infogain_loss_param"]),
        ("batchsize", "batch_size", [Data, Images, Windows, Hdf5]), ("rand_skip", "rand_skip", [Data, Images]),
        ("shuffle_images", "shuffle", [Images]), ("new_height", "new_height", [Images]), ("new_width", "new_width", [Images]),
        ("det_fg_threshold", "fg_threshold", [Windows]), ("det_bg_threshold", "bg_threshold", [Windows]),
        ("det_fg_fraction", "fg_fraction", [Windows]), ("det_context_pad", "context_pad", [Windows]),
        ("det_crop_mode", "crop_mode", [Windows]),
    ];

    private static readonly Dictionary<string, string> Transformations = new(StringComparer.Ordinal)
    {
        ["scale"] = "scale",
        ["meanfile"] = "mean_file",
        ["cropsize"] = "crop_size",
        ["mirror"] = "mirror",
    };

    /// <summary>The layer in a layer; null if the layer is of another format.</summary>
    public static SourceField? Inner(SourceField layer) =>
        layer.Message?.Fields.Find(field => field is { Name: "layer", Message: not null });

    /// <summary>Whether a layer is one of padding, which today is a field of the layers that read it.</summary>
    public static bool IsPadding(SourceField layer) => Inner(layer)?.Message!.Value("type") == "padding";

    /// <summary>The same layer in today's format.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="padding">Layers of padding that stand before it, by their tops.</param>
    /// <exception cref="UpgradeProblem">The first format has no such type, or a field belongs to another type.</exception>
    public static SourceField Upgrade(SourceField layer, IReadOnlyDictionary<string, SourceField> padding)
    {
        SourceField innerField = Inner(layer)!;
        SourceMessage outer = layer.Message!, inner = innerField.Message!;
        string type = inner.Value("type");
        if (!Types.TryGetValue(type, out (string Type, string Parameter) today))
        {
            throw new UpgradeProblem(
                (inner.Last("type") ?? innerField).Start,
                $"Caffe's first format has no type '{type}'{NearestNames.Suggestion(type, Types.Keys)}");
        }
        var parameter = new List<SourceField>();
        var transformation = new List<SourceField>();
        var fields = new List<SourceField>();
        foreach (SourceField field in inner.Fields.Where(field => !LayerParts.IsOfParameters(field)))
        {
            if (field.Name is "name" or "blobs" or "hdf5_output_param")
                fields.Add(field);
            else if (field.Name == "type")
                fields.Add(field.With(Scalars.Quote(today.Type)));
            else if (Transformations.TryGetValue(field.Name, out string? moved) && today.Parameter is Data or Images or Windows)
                transformation.Add(field.As(moved));
            else if (Fields.FirstOrDefault(known => known.Old == field.Name && known.In.Contains(today.Parameter)) is { In: not null } entry)
                parameter.Add(field.As(entry.Today));
            else
                throw new UpgradeProblem(field.Start, $"a layer of the type '{type}' does not read '{field.Name}' in Caffe's first format");
        }
        foreach (SourceField field in outer.Fields.Where(field => field != innerField))
        {
            if (field.Name is not ("bottom" or "top"))
            {
                throw new UpgradeProblem(
                    field.Start, $"beside 'layer', Caffe's first format reads bottom and top only, not '{field.Name}'");
            }
            fields.Add(field.Name == "bottom" ? Read(field, today, parameter, padding) : field);
        }
        fields.AddRange(LayerParts.Parameters(inner));
        if (parameter.Count > 0)
            fields.Add(new SourceField(today.Parameter) { Message = new SourceMessage { Fields = parameter } });
        if (transformation.Count > 0)
            fields.Add(new SourceField(Transformation) { Message = new SourceMessage { Fields = transformation } });
        string[] behind = innerField.Behind is { } comment ? [comment] : [];
        return LayerParts.Layer(layer, fields, [.. innerField.Before, .. inner.AtEnd, .. behind, .. outer.AtEnd]);
    }

    // What is read through padding is read from before it.
    private static SourceField Read(
        SourceField bottom, (string Type, string Parameter) reader, List<SourceField> parameter,
        IReadOnlyDictionary<string, SourceField> padding)
    {
        if (!padding.TryGetValue(Scalars.Decode(bottom.Text ?? ""), out SourceField? padded))
            return bottom;
        if (reader.Parameter is not (Convolution or Pooling))
        {
            throw new UpgradeProblem(
                bottom.Start, $"a layer of padding can stand in front of a convolution or pooling only, not of {reader.Type}");
        }
        parameter.RemoveAll(field => field.Name == "pad");
        parameter.Add(Inner(padded)!.Message!.Last("pad")?.As("pad") ?? new SourceField("pad") { Text = "0" });
        return bottom.With(padded.Message!.Last("bottom")!.Text!);
    }
}
