using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Upgrade.Inputs;

/// <summary>Layers that read training data become inputs, of the shapes that follow from the prototxt.</summary>
internal static class DataLayers
{
    private const int MostCharactersOfPath = 4096;

    private static readonly string[] LegacyAxes = ["num", "channels", "height", "width"];

    private static readonly Dictionary<string, string> ParameterFields = new(StringComparer.Ordinal)
    {
        ["Data"] = "data_param",
        ["ImageData"] = "image_data_param",
        ["WindowData"] = "window_data_param",
        ["MemoryData"] = "memory_data_param",
        ["HDF5Data"] = "hdf5_data_param",
        ["DummyData"] = "dummy_data_param",
        // Of the fork of SSD; its images are resized in transform_param.
        ["AnnotatedData"] = "data_param",
    };

    /// <summary>The types of layers that are data layers.</summary>
    public static IEnumerable<string> Types => ParameterFields.Keys;

    /// <summary>Whether a type is one of them.</summary>
    public static bool Contains(string type) => ParameterFields.ContainsKey(type);

    /// <summary>Name of the parameter field of a type.</summary>
    public static string ParameterField(string type) => ParameterFields[type];

    /// <summary>The parameter message of a type.</summary>
    public static MessageSchema Parameter(string type) =>
        OtherParameters.All.First(parameter => parameter.Key == ParameterFields[type]).Value;

    /// <summary>The inputs that a data layer becomes: a top each.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="settings">How the setting for shapes is called.</param>
    public static IEnumerable<InputTop> Of(LayerNode layer, SettingNames settings)
    {
        if (layer.IsWrong)
        {
            return layer.Tops.Select(name => new InputTop(layer.Id, name, null)
            {
                IsFromDataLayer = true,
                Unchanged = layer with { Type = "Input", Tops = [name] },
            });
        }
        string setting = settings.Called(settings.InputShape);
        // Read once: a layer may have as many shapes as tops.
        IReadOnlyList<EquatableArray<int>>? dummies = layer.Type == "DummyData" ? DummyShapes(Reader(layer)) : null;
        EquatableArray<int> Shape(int top) => dummies?[Math.Min(top, dummies.Count - 1)] ?? ShapeOf(layer, top);
        DataTransform? transform = layer.Tops.Length == 0 ? null : Transform(layer, layer.Tops[0]);
        string refused = transform is not null ? TransformText.Refused(transform)
            : layer.Type == "DummyData" ? WhyRefused(Reader(layer), layer.Tops.Length)
            : "";
        return layer.Tops.Select((name, top) => new InputTop(layer.Id, name, Shape(top) is { Length: > 0 } shape ? shape : null)
        {
            Refused = top == 0 && refused.Length > 0 ? $"layer '{layer.Name}' ({layer.Type}): {refused}" : "",
            Layer = layer.Name,
            IsFromDataLayer = true,
            Transform = top == 0 ? transform : null,
            Constant = layer.Type == "DummyData" ? ConstantOf(Reader(layer), top) : null,
            Missing = $"layer '{layer.Name}' ({layer.Type}): the prototxt does not say the shape of its top '{name}'; "
                + $"give it with {setting}, such as 1,3,224,224",
            Guess = top == 0 && layer.Type is "Data" or "AnnotatedData" && Channels(layer) is null
                ? $"layer '{layer.Name}' ({layer.Type}) is the input '{name}'; "
                    + "the prototxt does not say how many channels its images have; 3 are assumed. "
                    + $"If that is wrong, give the shape with {setting}, such as 1,1,28,28"
                : "",
        });
    }

    // Its images only: labels stay as they are, and Caffe transforms neither HDF5 files nor dummies.
    private static DataTransform? Transform(LayerNode layer, string input)
    {
        if (layer.Type is "HDF5Data" or "DummyData")
            return null;
        FieldReader transform = Transformation(layer), data = Reader(layer);
        (int resizeHeight, int resizeWidth) = ResizedTo(layer);
        // Older layers have these in the parameter of their type.
        FieldReader OwnerOf(string field) => transform.Has(field) || !data.Declares(field) ? transform : data;
        return new DataTransform
        {
            Input = input,
            Layer = layer.Name,
            Type = layer.Type,
            Scale = OwnerOf("scale").Float("scale", 1),
            Mean = [.. transform.Floats("mean_value")],
            MeanFile = PathOf(OwnerOf("mean_file").String("mean_file", "")),
            Channels = Channels(layer),
            CropSize = OwnerOf("crop_size").Int("crop_size", 0),
            ResizeHeight = resizeHeight,
            ResizeWidth = resizeWidth,
            ResizeMode = transform.Message("resize_param").Enum("resize_mode", "WARP"),
            Mirrors = OwnerOf("mirror").Bool("mirror", false),
        };
    }

    // Empty if it is not known. The batch size does not matter: it is free, or what the layer says.
    private static EquatableArray<int> ShapeOf(LayerNode layer, int top)
    {
        FieldReader data = Reader(layer), transform = Transformation(layer);
        int batch = data.Int("batch_size", 1);
        switch (layer.Type)
        {
            case "MemoryData":
                return top > 0 ? [batch] : [batch, data.Int("channels", 1), data.Int("height", 1), data.Int("width", 1)];
            case "HDF5Data":
                return [];
        }
        if (top > 0)
            return [batch];
        int crop = transform.Int("crop_size", data.Int("crop_size", 0));
        (int height, int width) = crop > 0 ? (crop, crop) : ResizedTo(layer);
        return height > 0 && width > 0 ? [batch, Channels(layer) ?? 3, height, width] : [];
    }

    // Zeros if images are taken as they are stored; Caffe scales to two lengths, or not at all.
    private static (int Height, int Width) ResizedTo(LayerNode layer)
    {
        FieldReader data = Reader(layer), resize = Transformation(layer).Message("resize_param");
        (int height, int width) = layer.Type == "ImageData"
            ? (data.Int("new_height", 0), data.Int("new_width", 0))
            : (resize.Int("height", 0), resize.Int("width", 0));
        return height > 0 && width > 0 ? (height, width) : (0, 0);
    }

    // No system has longer paths: such a text is none, and its beginning says enough.
    private static string PathOf(string text) => text.Length <= MostCharactersOfPath ? text : Excerpt.Of(text);

    // What is stored in a database has as many channels as were put there; null if the prototxt does not say.
    private static int? Channels(LayerNode layer)
    {
        FieldReader transform = Transformation(layer);
        switch (layer.Type)
        {
            case "ImageData":
                return Reader(layer).Bool("is_color", true) ? 3 : 1;
            case "WindowData":
                return 3;
            case "MemoryData":
                return Reader(layer).Int("channels", 1);
        }
        // How images in a database are decoded, and nothing else.
        if (transform.Bool("force_gray", false))
            return 1;
        if (transform.Bool("force_color", false))
            return 3;
        // One mean for all channels, or one for each.
        return transform.Floats("mean_value").Count is > 1 and int count ? count : null;
    }

    // As dummy_data_layer.cpp checks it; empty if all is right.
    private static string WhyRefused(FieldReader dummy, int tops)
    {
        (string Field, int Count)[] counts =
        [
            ("shape", dummy.Messages("shape").Count), .. LegacyAxes.Select(axis => (axis, dummy.Ints(axis).Count)),
            ("data_filler", dummy.Messages("data_filler").Count),
        ];
        if (counts[0].Count > 0 && counts.Skip(1).Take(LegacyAxes.Length).Any(axis => axis.Count > 0))
            return "it gives shape and also num, channels, height or width, which Caffe refuses; give shape alone";
        return counts.FirstOrDefault(field => field.Count > 1 && field.Count != tops) is { Count: > 0 } wrong
            ? $"it gives {wrong.Count} {wrong.Field} for {tops} top{(tops == 1 ? "" : "s")}, which Caffe refuses; "
                + "give one for all, or one for each"
            : "";
    }

    // For each top; the last is also that of all further ones. At least one.
    private static IReadOnlyList<EquatableArray<int>> DummyShapes(FieldReader dummy)
    {
        IReadOnlyList<FieldReader> shapes = dummy.Messages("shape");
        if (shapes.Count > 0)
            return [.. shapes.Select(shape => (EquatableArray<int>)[.. shape.Ints("dim")])];
        IReadOnlyList<int>[] axes = [.. LegacyAxes.Select(dummy.Ints)];
        return [.. Enumerable.Range(0, axes.Max(axis => Math.Max(1, axis.Count))).Select(top => DummyShape(axes, top))];
    }

    // A filler for all tops, or one for each. Without any Caffe fills with 0, which nobody means.
    private static float? ConstantOf(FieldReader dummy, int top)
    {
        IReadOnlyList<FieldReader> fillers = dummy.Messages("data_filler");
        if (fillers.Count == 0 || (fillers.Count > 1 && top >= fillers.Count))
            return null;
        FieldReader filler = fillers[fillers.Count == 1 ? 0 : top];
        return filler.String("type", "constant") == "constant" ? filler.Float("value", 0) : null;
    }

    private static EquatableArray<int> DummyShape(IReadOnlyList<int>[] axes, int top)
    {
        int[] lengths = [.. axes.Select(axis => axis.Count == 0 ? 0 : axis[Math.Min(top, axis.Count - 1)])];
        return lengths.Contains(0) ? [] : [.. lengths];
    }

    private static FieldReader Transformation(LayerNode layer) => layer.Parameter("transform_param", NetSchema.Transformation);

    private static FieldReader Reader(LayerNode layer) => layer.Parameter(ParameterField(layer.Type), Parameter(layer.Type));
}
