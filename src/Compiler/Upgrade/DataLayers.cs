using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>Layers that read training data become inputs: their shapes are worked out as far as the prototxt says them.</summary>
internal static class DataLayers
{
    private static readonly HashSet<string> Types = new(
        ["Data", "ImageData", "WindowData", "MemoryData", "HDF5Data", "DummyData"], StringComparer.Ordinal);

    /// <summary>Replaces data layers by inputs. Tops that no layer reads, such as labels, go.</summary>
    public static IEnumerable<LayerNode> ToInputs(IReadOnlyList<LayerNode> layers, NetOptions options, List<Problem> problems)
    {
        var read = new HashSet<string>(layers.SelectMany(layer => layer.Bottoms), StringComparer.Ordinal);
        bool isFirst = true;
        foreach (LayerNode layer in layers)
        {
            if (!Types.Contains(layer.Type))
            {
                isFirst &= layer.Type != "Input";
                yield return layer;
                continue;
            }
            // Read once: a layer may have as many shapes as tops.
            IReadOnlyList<EquatableArray<int>>? dummies = layer.Type == "DummyData" ? DummyShapes(Reader(layer, "dummy_data_param")) : null;
            for (int top = 0; top < layer.Tops.Length; top++)
            {
                if (!read.Contains(layer.Tops[top]))
                    continue;
                if ((isFirst && options.InputShape.Length > 0 ? options.InputShape : dummies?[Math.Min(top, dummies.Count - 1)] ?? ShapeOf(layer, top)) is { Length: > 0 } shape)
                    yield return SyntheticNodes.Input(layer.Id, layer.Tops[top], shape);
                else
                    problems.Add(new Problem(ProblemCodes.InputShape, Severity.Error, layer.Id, $"layer '{layer.Name}' ({layer.Type}): the prototxt does not say the shape of its top '{layer.Tops[top]}'; give it with the metadata CaffeInputShape, such as 1,3,224,224"));
                isFirst = false;
            }
        }
    }

    // Empty if it is not known. The number of images does not matter: it is free, or what the layer says.
    private static EquatableArray<int> ShapeOf(LayerNode layer, int top)
    {
        if (layer.Type == "MemoryData")
        {
            FieldReader memory = Reader(layer, "memory_data_param");
            int number = memory.Int("batch_size", 1);
            return top > 0 ? [number] : [number, memory.Int("channels", 1), memory.Int("height", 1), memory.Int("width", 1)];
        }
        string field = layer.Type switch { "Data" => "data_param", "ImageData" => "image_data_param", "WindowData" => "window_data_param", _ => "hdf5_data_param" };
        FieldReader data = Reader(layer, field), transform = layer.Parameter("transform_param", NetSchema.Transformation);
        int batch = data.Int("batch_size", 1);
        if (layer.Type == "HDF5Data")
            return [];
        if (top > 0)
            return [batch];

        int crop = transform.Int("crop_size", data.Int("crop_size", 0));
        bool images = layer.Type == "ImageData";
        int height = crop > 0 ? crop : images ? data.Int("new_height", 0) : 0, width = crop > 0 ? crop : images ? data.Int("new_width", 0) : 0;
        bool grey = transform.Bool("force_gray", false) || (images && !data.Bool("is_color", true));
        return height > 0 && width > 0 ? [batch, grey ? 1 : 3, height, width] : [];
    }

    // For each top; the last is also that of all further ones. At least one.
    private static IReadOnlyList<EquatableArray<int>> DummyShapes(FieldReader dummy)
    {
        IReadOnlyList<FieldReader> shapes = dummy.Messages("shape");
        if (shapes.Count > 0)
            return [.. shapes.Select(shape => (EquatableArray<int>)[.. shape.Ints("dim")])];
        IReadOnlyList<int>[] axes = [.. new[] { "num", "channels", "height", "width" }.Select(dummy.Ints)];
        return [.. Enumerable.Range(0, axes.Max(axis => Math.Max(1, axis.Count))).Select(top => DummyShape(axes, top))];
    }

    private static EquatableArray<int> DummyShape(IReadOnlyList<int>[] axes, int top)
    {
        int[] lengths = [.. axes.Select(axis => axis.Count == 0 ? 0 : axis[Math.Min(top, axis.Count - 1)])];
        return lengths.Contains(0) ? [] : [.. lengths];
    }

    private static FieldReader Reader(LayerNode layer, string field) =>
        layer.Parameter(field, OtherParameters.All.First(parameter => parameter.Key == field).Value);
}
