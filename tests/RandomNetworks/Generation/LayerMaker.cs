using System.Globalization;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.RandomNetworks.Networks;

namespace CaffeSharpGen.RandomNetworks.Generation;

/// <summary>
/// Makes up one layer over the blobs that there are. Most fit; those that do not are refused by the compiler and made up anew.
/// </summary>
internal sealed class LayerMaker(Choices choices, IReadOnlyList<(string Blob, ValueShape Shape)> blobs, string name, IReadOnlyCollection<string> fixedBlobs)
{
    private static readonly Dictionary<string, Func<LayerMaker, LayerText>> Makers = new(StringComparer.Ordinal)
    {
        ["AbsVal"] = maker => maker.Elementwise("AbsVal", ""),
        ["ArgMax"] = maker => maker.ArgMax(),
        // Of PSPNet's, the variances would have to be positive.
        ["BN"] = maker => maker.Elementwise("BN", "bn_param { bn_mode: INFERENCE }", rank: 4),
        ["BatchNorm"] = maker => maker.Elementwise("BatchNorm", maker.choices.Percent(70) ? "" : "batch_norm_param { use_global_stats: false eps: 0.1 }"),
        ["Bias"] = maker => maker.Broadcast("Bias", "bias_param", mayHaveBias: false),
        ["Concat"] = maker => maker.Concat(),
        ["Convolution"] = maker => maker.Convolution("Convolution"),
        ["Crop"] = maker => maker.Crop(),
        ["Deconvolution"] = maker => maker.Convolution("Deconvolution"),
        ["Dropout"] = maker => maker.Elementwise("Dropout", ""),
        ["ELU"] = maker => maker.Elementwise("ELU", maker.choices.Of("", "elu_param { alpha: 0.5 }")),
        ["Eltwise"] = maker => maker.Eltwise(),
        ["Embed"] = maker => maker.Embed(),
        ["Exp"] = maker => maker.Elementwise("Exp", maker.choices.Of("exp_param { scale: 0.25 }", "exp_param { base: 2 scale: 0.5 shift: 0.25 }", "exp_param { scale: 0 }")),
        ["Flatten"] = maker => maker.Make("Flatten", maker.choices.Of("", "", "flatten_param { axis: 2 }", "flatten_param { axis: 0 end_axis: 1 }"), maker.Any()),
        ["InnerProduct"] = maker => maker.InnerProduct(),
        ["L2Normalize"] = maker => maker.Elementwise("L2Normalize", maker.choices.Of("l2_normalize_param { eps: 0.5 }", "l2_normalize_param { axis: -1 eps: 0.5 }", "l2_normalize_param { axis: 0 eps: 0.5 }")),
        ["LRN"] = maker => maker.Elementwise("LRN", maker.Lrn(), rank: 4),
        ["Log"] = maker => maker.Elementwise("Log", maker.choices.Of("log_param { scale: 0.03125 shift: 8 }", "log_param { base: 10 scale: 0.0625 shift: 4 }")),
        ["LogSoftmax"] = maker => maker.Elementwise("LogSoftmax", maker.choices.Of("", "", "log_softmax_param { axis: -1 }", "log_softmax_param { axis: 0 }")),
        ["PReLU"] = maker => maker.Elementwise("PReLU", maker.choices.Of("", "prelu_param { channel_shared: true }")),
        ["Pooling"] = maker => maker.Pooling(),
        ["Power"] = maker => maker.Elementwise("Power", maker.choices.Of(
            "", "power_param { scale: 2 }", "power_param { scale: -1 shift: 3 }", "power_param { power: 2 scale: 0.5 shift: 1 }", "power_param { power: 3 scale: 0.25 }",
            "power_param { power: 0.5 scale: 0.03125 shift: 8 }", "power_param { power: 0 }")),
        ["ReLU"] = maker => maker.Elementwise("ReLU", maker.choices.Of("", "", "", "relu_param { negative_slope: 0.25 }", "relu_param { negative_slope: -0.5 }")),
        ["Reshape"] = maker => maker.Make("Reshape", maker.choices.Of(
            "reshape_param { shape { dim: 0 dim: -1 } }", "reshape_param { shape { dim: 0 dim: -1 dim: 1 dim: 1 } }", "reshape_param { shape { dim: 0 dim: 0 dim: -1 } }",
            "reshape_param { shape { dim: -1 dim: 2 } }", "reshape_param { shape { dim: 0 dim: 1 dim: -1 dim: 2 } }", "reshape_param { shape { dim: 0 dim: 16 dim: -1 dim: 1 } }"), maker.Any()),
        ["Scale"] = maker => maker.Broadcast("Scale", "scale_param", mayHaveBias: true),
        ["Sigmoid"] = maker => maker.Elementwise("Sigmoid", ""),
        ["Slice"] = maker => maker.Slice(),
        ["Softmax"] = maker => maker.Elementwise("Softmax", maker.choices.Of("", "", "softmax_param { axis: -1 }", "softmax_param { axis: 0 }")),
        ["Split"] = maker => maker.Split(),
        ["TanH"] = maker => maker.Elementwise("TanH", ""),
        ["Upsample"] = maker => maker.Make("Upsample", "upsample_param { scale: 2 }", maker.Blob(shape => shape.Rank == 4)),
        // What reads positions, or jumps where a number is rounded otherwise.
        ["FlowWarp"] = maker => maker.Elementwise("Dropout", ""),
        ["MultiStageMeanfield"] = maker => maker.Elementwise("Dropout", ""),
        ["Nms"] = maker => maker.Elementwise("Dropout", ""),
        ["Unpooling"] = maker => maker.Elementwise("Dropout", ""),
    };

    // Types of which nothing else is known are made as their examples are; what reads nothing, or labels and indices, is not.
    private static readonly LayerDefinition[] Others = [.. LayerCatalog.All.Where(definition => !Makers.ContainsKey(definition.Type)
        && definition.Type is not ("Accuracy" or "BatchReindex") && !definition.Type.EndsWith("Loss", StringComparison.Ordinal)
        && definition.Examples.FirstOrDefault()?.Bottoms.Length > 0)];

    // At random positions they throw, or jump: a Dropout takes their place.
    private static readonly string[] Replaced = ["FlowWarp", "MultiStageMeanfield", "Nms", "Unpooling"];

    /// <summary>
    /// The types that are made often. Bottoms that fit each other as those of a head must are rare, and so are large planes, which alone some types take.
    /// </summary>
    public static IEnumerable<string> Made => Makers.Keys
        .Concat(Others.Where(definition => definition.Examples.Any(HasOneSmallBottom)).Select(definition => definition.Type))
        .Except(Replaced)
        // As many channels as its anchors and classes say are there by chance only.
        .Except(["YoloDetectionOutput"]);

    private static bool HasOneSmallBottom(LayerExample example) =>
        example.Bottoms.Length == 1 && example.Bottoms[0].Aggregate(1L, (count, length) => count * length) < 4000;

    // What networks are made of is more frequent.
    private static readonly string[] Drawn = [
        .. Makers.Keys, .. Others.Select(definition => definition.Type),
        .. Enumerable.Repeat("Convolution", 25), .. Enumerable.Repeat("ReLU", 20), .. Enumerable.Repeat("PReLU", 12), .. Enumerable.Repeat("BatchNorm", 14), .. Enumerable.Repeat("Scale", 14), .. Enumerable.Repeat("Bias", 6), .. Enumerable.Repeat("Eltwise", 14), .. Enumerable.Repeat("Concat", 8), .. Enumerable.Repeat("Eltwise", 3), .. Enumerable.Repeat("Concat", 3),
        .. Enumerable.Repeat("Pooling", 3), .. Enumerable.Repeat("BatchNorm", 2), .. Enumerable.Repeat("Scale", 2), "Dropout", "Dropout", "Dropout", "Split", "Split", "Slice", "InnerProduct", "PReLU"];

    private readonly Choices choices = choices;

    /// <summary>Makes up a layer of any type.</summary>
    public LayerText Make()
    {
        string type = choices.Of(Drawn);
        return Makers.TryGetValue(type, out Func<LayerMaker, LayerText>? make) ? make(this) : AsAnExample(Others.First(other => other.Type == type));
    }

    private LayerText AsAnExample(LayerDefinition definition)
    {
        LayerExample example = choices.Of<LayerExample>([.. definition.Examples]);
        ImmutableArray<string> bottoms = [.. example.Bottoms.Select(bottom => Blob(shape => shape.Rank == bottom.Length))];
        return Make(definition.Type, example.Parameters, bottoms) with { Tops = Tops(example.Tops) };
    }

    private LayerText Make(string type, string parameters, params ImmutableArray<string> bottoms) => new(name, type, bottoms, [name], parameters);

    private LayerText Elementwise(string type, string parameters, int rank = 0)
    {
        string bottom = rank == 4 ? Blob(shape => shape.Rank == 4) : Any();
        LayerText layer = Make(type, parameters, bottom);
        return choices.Percent(50) && !fixedBlobs.Contains(bottom) ? layer with { Tops = [bottom] } : layer;
    }

    private string Any() => Blob(_ => true);

    // Later blobs more often, so that networks become deep.
    private string Blob(Func<ValueShape, bool> fits)
    {
        string[] fitting = [.. blobs.Where(blob => fits(blob.Shape)).Select(blob => blob.Blob)];
        return fitting.Length == 0 ? blobs[^1].Blob : choices.Percent(50) ? fitting[^1] : choices.Of(fitting);
    }

    private ValueShape ShapeOf(string blob) => blobs.First(other => other.Blob == blob).Shape;

    private LayerText ArgMax() => Make("ArgMax", choices.Of("", "argmax_param { out_max_val: true }", "argmax_param { axis: 1 }", "argmax_param { axis: -1 top_k: 2 }", "argmax_param { top_k: 2 out_max_val: true }"), Any());

    private LayerText Broadcast(string type, string field, bool mayHaveBias)
    {
        string bottom = Any(), bias = mayHaveBias && choices.Percent(50) ? " bias_term: true" : "";
        ValueShape shape = ShapeOf(bottom);
        if (choices.Percent(35))
        {
            var second = (from blob in blobs
                          from axis in Enumerable.Range(0, shape.Rank)
                          where axis + blob.Shape.Rank <= shape.Rank && shape.Between(axis, axis + blob.Shape.Rank) == blob.Shape
                          select (blob.Blob, axis)).ToArray();
            if (second.Length > 0)
            {
                (string blob, int axis) = choices.Of(second);
                LayerText layer = Make(type, $"{field} {{ axis: {axis}{bias} }}", bottom, blob);
                return choices.Percent(30) && bottom != blob && !fixedBlobs.Contains(bottom) ? layer with { Tops = [bottom] } : layer;
            }
        }
        string axes = choices.Of("", "", "", " num_axes: -1", " num_axes: 0", " axis: -1", " axis: 2 num_axes: 2");
        LayerText learned = Make(type, axes + bias == "" ? "" : $"{field} {{{axes}{bias} }}", bottom);
        return choices.Percent(50) && !fixedBlobs.Contains(bottom) ? learned with { Tops = [bottom] } : learned;
    }

    private LayerText Concat()
    {
        // A number has no axis.
        string first = Blob(shape => shape.Rank > 0);
        ValueShape shape = ShapeOf(first);
        int axis = choices.Percent(75) && shape.Rank > 1 ? 1 : choices.Int(0, shape.Rank - 1), count = choices.Of(1, 2, 2, 2, 3, 4);
        string[] fitting = [.. blobs.Where(blob => blob.Shape.Rank == shape.Rank && blob.Shape.With(axis, 1) == shape.With(axis, 1)).Select(blob => blob.Blob)];
        ImmutableArray<string> bottoms = [first, .. Enumerable.Range(1, count - 1).Select(_ => choices.Of(fitting))];
        return Make("Concat", axis == 1 ? "" : $"concat_param {{ axis: {axis} }}", bottoms);
    }

    private LayerText Convolution(string type)
    {
        string bottom = Blob(shape => shape.Rank == 4);
        ValueShape shape = ShapeOf(bottom);
        int channels = shape.Rank == 4 ? (int)shape[1].Length : 1, outputs = choices.Of(1, 2, 3, 5, 8, 15, 16, 16, 17, 32, 48), group = 1;
        if (choices.Percent(20))
            (outputs, group) = (channels, channels);
        else if (choices.Percent(20) && channels % 2 == 0)
            (outputs, group) = (outputs + outputs % 2, 2);
        else if (choices.Percent(5) && channels % 16 == 0)
            (outputs, group) = (channels, channels / 16);
        int kernel = choices.Of(1, 1, 2, 3, 3, 3, 4, 5, 5, 7);
        string parameters = $"num_output: {outputs}";
        parameters += choices.Percent(80) ? $" kernel_size: {kernel}" : $" kernel_h: {kernel} kernel_w: {choices.Of(1, 2, 3, 5)}";
        parameters += choices.Of("", "", "", "", " stride: 2", " stride: 2", " stride: 3", " stride_h: 1 stride_w: 2");
        parameters += choices.Of("", " pad: 1", $" pad: {kernel / 2}", " pad_h: 0 pad_w: 2", $" pad: {kernel / 2}");
        parameters += choices.Of("", "", "", "", "", " dilation: 2", " bias_term: false");
        if (group > 1)
            parameters += $" group: {group}";
        return Make(type, $"convolution_param {{ {parameters} }}", bottom);
    }

    private LayerText Crop()
    {
        string bottom = Blob(shape => shape.Rank == 4);
        ValueShape shape = ShapeOf(bottom);
        string[] smaller = [.. blobs.Where(blob => blob.Shape.Rank == 4 && shape.Rank == 4 && blob.Shape[2].Length <= shape[2].Length && blob.Shape[3].Length <= shape[3].Length).Select(blob => blob.Blob)];
        return Make("Crop", choices.Of("", "crop_param { offset: 1 }", "crop_param { axis: 2 offset: 0 offset: 1 }", "crop_param { axis: 1 }"), bottom, choices.Of(smaller.Length > 0 ? smaller : [bottom]));
    }

    private LayerText Eltwise()
    {
        string first = Any();
        ValueShape shape = ShapeOf(first);
        string[] fitting = [.. blobs.Where(blob => blob.Shape == shape).Select(blob => blob.Blob)];
        int count = choices.Of(2, 2, 2, 3);
        ImmutableArray<string> bottoms = [first, .. Enumerable.Range(1, count - 1).Select(_ => choices.Of(fitting))];
        string parameters = choices.Of("", "", "", $"eltwise_param {{ operation: SUM {string.Join(' ', bottoms.Select(_ => $"coeff: {choices.Of("1", "-1", "0.5", "2", "0")}"))} }}",
            "eltwise_param { operation: PROD }", "eltwise_param { operation: MAX }");
        LayerText layer = Make("Eltwise", parameters, bottoms);
        return choices.Percent(25) && !fixedBlobs.Contains(first) ? layer with { Tops = [first] } : layer;
    }

    private LayerText Embed()
    {
        string? words = fixedBlobs.FirstOrDefault();
        return words is null ? Make("Dropout", "", Any()) : Make("Embed", choices.Of("embed_param { input_dim: 6 num_output: 5 }", "embed_param { input_dim: 6 num_output: 16 bias_term: false }"), words);
    }

    private LayerText InnerProduct()
    {
        string transpose = choices.Percent(25) ? " transpose: true" : "", bias = choices.Percent(25) ? " bias_term: false" : "", axis = choices.Of("", "", "", " axis: -1", " axis: 2");
        return Make("InnerProduct", $"inner_product_param {{ num_output: {choices.Of(1, 3, 10, 16, 17, 33)}{axis}{transpose}{bias} }}", Any());
    }

    private string Lrn()
    {
        string size = choices.Of("local_size: 3", "local_size: 5", "local_size: 1"), k = choices.Of("", " k: 2"), region = choices.Of("", "", " norm_region: WITHIN_CHANNEL");
        return $"lrn_param {{ {size} alpha: {choices.Of(1, 0.5, 0.0001).ToString(CultureInfo.InvariantCulture)} beta: {choices.Of("0.75", "0.5")}{k}{region} }}";
    }

    private LayerText Pooling()
    {
        string bottom = Blob(shape => shape.Rank == 4), method = choices.Of("MAX", "MAX", "AVE");
        bool isGlobal = choices.Percent(15);
        int kernel = choices.Of(1, 2, 2, 3, 3, 3, 5);
        string window = isGlobal ? "global_pooling: true"
            : (choices.Percent(80) ? $"kernel_size: {kernel}" : $"kernel_h: {kernel} kernel_w: {choices.Of(1, 2, 3)}") + choices.Of("", " stride: 2", " stride: 2", " stride: 3", " stride_h: 2 stride_w: 1")
                + choices.Of("", "", " pad: 1", " pad_h: 1 pad_w: 0") + choices.Of("", "", "", " round_mode: FLOOR");
        LayerText layer = Make("Pooling", $"pooling_param {{ pool: {method} {window} }}", bottom);
        return method == "MAX" && choices.Percent(15) ? layer with { Tops = [name, name + "_places"] } : layer;
    }

    private LayerText Slice()
    {
        string bottom = Any();
        ValueShape shape = ShapeOf(bottom);
        // A number has no axis to cut.
        if (shape.Rank == 0)
            return Split();
        int axis = choices.Percent(75) && shape.Rank > 1 ? 1 : choices.Int(0, shape.Rank - 1), length = (int)shape[axis].Length;
        string where = axis == 1 ? "" : $"axis: {axis} ", points = choices.Percent(50) && length > 1 ? $"slice_point: {(length > 16 && choices.Percent(60) ? 16 : choices.Int(1, length - 1))} " : "";
        int tops = points.Length > 0 ? 2 : choices.Of(1, 2, 2, 3);
        return Make("Slice", where + points == "" ? "" : $"slice_param {{ {where}{points}}}", bottom) with { Tops = Tops(tops) };
    }

    private LayerText Split() => Make("Split", "", Any()) with { Tops = Tops(choices.Of(1, 2, 2, 3)) };

    private ImmutableArray<string> Tops(int count) => [.. Enumerable.Range(0, count).Select(top => top == 0 ? name : $"{name}_{top}")];
}
