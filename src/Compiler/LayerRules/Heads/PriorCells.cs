using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.LayerRules.Heads;

/// <summary>Which boxes PriorBox puts into a cell, by the rules of the forks: see <see cref="Layers.Ssd.PriorBox"/>.</summary>
internal static class PriorCells
{
    private const float Same = 1e-6f;

    // What Synopsys' fork takes for TensorFlow's first size, and by how much of the image that is smaller.
    private const int SmallestOfTensorFlow = 60;
    private const float Tenth = 0.1f;

    private static readonly float[] SizesOfFaceBoxes = [32, 64, 128];

    /// <summary>The boxes of a cell.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="fields">Its fields, as other layers of its type have them.</param>
    /// <param name="image">Size of the image, in pixels.</param>
    /// <param name="step">Size of a cell, in pixels.</param>
    /// <param name="offset">Where boxes lie in a cell, in cells; 0 where each has a place of its own.</param>
    /// <exception cref="LayerException">Sizes or places are missing, or contradict each other.</exception>
    public static PriorCell Of(
        LayerContext layer, MessageSchema fields, (int Height, int Width) image, (float Y, float X) step, ref float offset)
    {
        PriorCell cell = Boxes(layer, fields, image.Height, image.Width);
        if (layer.Parameter.Has("offset_h") || layer.Parameter.Has("offset_w"))
        {
            offset = 0;
            return Repeated(layer, cell, Offsets(layer, step.Y, step.X));
        }
        return layer.Parameter.Bool("denser_prior_boxes", false) ? Repeated(layer, cell, [(0, 0), ((1 - offset) * step.Y, 0)]) : cell;
    }

    // For each min_size: a square of it, one of the root of its product with max_size, then the aspect ratios but 1.
    private static PriorCell Boxes(LayerContext layer, MessageSchema fields, int imageHeight, int imageWidth)
    {
        if (layer.Parameter.Has("box_width") || layer.Parameter.Has("box_height"))
            return OfSizes(layer);
        bool isOfTensorFlow = layer.Parameter.Bool("tf", false), isOfKeras = layer.Parameter.Bool("keras", false);
        if (isOfTensorFlow && isOfKeras)
            throw layer.Error("it gives tf and also keras, which order the boxes otherwise; give one of them", "tf");
        IReadOnlyList<float> least = layer.Parameter.Floats("min_size"), most = layer.Parameter.Floats("max_size");
        if (least.Count == 0)
            throw layer.Error("min_size is missing; give the size of a box in pixels");
        if (most.Count > 0 && most.Count != least.Count)
            throw layer.Error($"it has {least.Count} min_size and {most.Count} max_size; give as many of each, or no max_size", "max_size");
        List<float> ratios = Ratios(layer);
        var cell = new PriorCell();
        bool isOfFaceBoxes = layer.Parameter.Has("faceboxes")
            ? layer.Parameter.Bool("faceboxes", false)
            : layer.ParametersOfItsType(fields).Any(IsOfFaceBoxes);
        for (int i = 0; i < least.Count; i++)
        {
            float size = Size(layer, "min_size", least[i]), root = most.Count > 0 ? RootOf(layer, least[i], most[i]) : 0;
            if (isOfKeras && root > 0)
                cell.Add(root, root);
            if (isOfFaceBoxes)
                AddSquares(layer, cell, (int)size, least.Count);
            else if (isOfTensorFlow && (int)size == SmallestOfTensorFlow)
                cell.Add(size - Tenth * imageWidth, size - Tenth * imageHeight);
            else
                cell.Add(size, size);
            if (!isOfKeras && !isOfTensorFlow && root > 0)
                cell.Add(root, root);
            foreach (float ratio in ratios)
                cell.Add((float)(size * Root(ratio)), (float)(size / Root(ratio)));
            if (isOfTensorFlow && root > 0)
                cell.Add(root, root);
        }
        return cell;
    }

    // The side of the square between two sizes.
    private static float RootOf(LayerContext layer, float least, float most) =>
        most > least
            ? (float)Math.Sqrt((double)Size(layer, "min_size", least) * Size(layer, "max_size", most))
            : throw layer.Error($"max_size {most} does not exceed its min_size {least}", "max_size");

    private static PriorCell OfSizes(LayerContext layer)
    {
        IReadOnlyList<float> widths = layer.Parameter.Floats("box_width"), heights = layer.Parameter.Floats("box_height");
        if (widths.Count != heights.Count || widths.Concat(heights).Any(size => !(size > 0 && size <= Window.Most)))
        {
            throw layer.Error(
                $"it has {widths.Count} box_width and {heights.Count} box_height; give as many of each, within 0 … {Window.Most} pixels",
                widths.Count > 0 ? "box_width" : "box_height");
        }
        var cell = new PriorCell();
        for (int i = 0; i < widths.Count; i++)
            cell.Add(widths[i], heights[i]);
        return cell;
    }

    // Where OpenCV's boxes lie in a cell, in pixels.
    private static List<(float Y, float X)> Offsets(LayerContext layer, float stepY, float stepX)
    {
        IReadOnlyList<float> rows = layer.Parameter.Floats("offset_h"), columns = layer.Parameter.Floats("offset_w");
        if (rows.Count != columns.Count || layer.Parameter.Has("offset"))
        {
            throw layer.Error(
                $"it has {rows.Count} offset_h and {columns.Count} offset_w; give as many of each, and no offset",
                rows.Count > 0 ? "offset_h" : "offset_w");
        }
        return [.. rows.Zip(columns, (row, column) => (row * stepY, column * stepX))];
    }

    // Each box at several places.
    private static PriorCell Repeated(LayerContext layer, PriorCell once, List<(float Y, float X)> places)
    {
        if (once.IsShifted)
            throw layer.Error("the squares of FaceBoxes have places of their own; remove faceboxes, or what repeats boxes", "faceboxes");
        var cell = new PriorCell();
        for (int i = 0; i < once.Widths.Count; i++)
        {
            foreach ((float y, float x) in places)
                cell.Add(once.Widths[i], once.Heights[i], x, y);
        }
        return cell;
    }

    private static bool IsOfFaceBoxes(FieldReader parameter) =>
        parameter.Floats("min_size").SequenceEqual(SizesOfFaceBoxes) && !parameter.Has("max_size") && !parameter.Has("aspect_ratio");

    // FaceBoxes' squares of one size, rows first; the fork makes room for them where there are three sizes.
    private static void AddSquares(LayerContext layer, PriorCell cell, int size, int sizes)
    {
        (int each, int before) = size switch { 32 => (8, 2), 64 => (16, 1), _ => (0, 0) };
        if (before > 0 && sizes != SizesOfFaceBoxes.Length)
            throw layer.Error($"min_size is {size} alone; in FaceBoxes' net it stands among three", "min_size");
        for (int row = -before; row < Math.Max(before, 1); row++)
        {
            for (int column = -before; column < Math.Max(before, 1); column++)
                cell.Add(size - 1, size - 1, column * each, row * each);
        }
    }

    // Rounded as Caffe's is.
    private static float Root(float number) => (float)Math.Sqrt(number);

    private static List<float> Ratios(LayerContext layer)
    {
        bool flip = layer.Parameter.Bool("flip", true), isOfKeras = layer.Parameter.Bool("keras", false);
        List<float> ratios = [1];
        foreach (float ratio in layer.Parameter.Floats("aspect_ratio"))
        {
            if (!(ratio > 0))
                throw layer.Error($"aspect_ratio is {ratio}; it must be positive", "aspect_ratio");
            if (ratios.Any(known => Math.Abs(ratio - known) < Same))
                continue;
            ratios.Add(ratio);
            if (flip && !isOfKeras)
                ratios.Add((float)(1.0 / ratio));
        }
        if (flip && isOfKeras)
        {
            foreach (float ratio in layer.Parameter.Floats("aspect_ratio"))
            {
                float turned = (float)(1.0 / ratio);
                if (!ratios.Any(known => Math.Abs(turned - known) < Same))
                    ratios.Add(turned);
            }
        }
        ratios.RemoveAt(0);
        return ratios;
    }

    // Whole, but for OpenCV's.
    private static float Size(LayerContext layer, string field, float size)
    {
        if (!(size >= 1 && size <= Window.Most))
            throw layer.Error($"{field} is {size}; it must lie within 1 … {Window.Most} pixels", field);
        return layer.Parameter.Has("offset_h") ? size : (int)size;
    }
}
