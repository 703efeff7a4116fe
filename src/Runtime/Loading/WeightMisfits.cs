using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Loading;

/// <summary>
/// Weights of a file whose shapes are not those that a network reads. They usually come together, so all are reported at once.
/// </summary>
/// <param name="source">Name of the file.</param>
/// <param name="network">Name of the network.</param>
internal sealed class WeightMisfits(string source, string network)
{
    private const int MostNamed = 4;

    private readonly List<Misfit> misfits = [];

    /// <summary>Compares the stored weights of a layer with those that it reads. The counts are the same.</summary>
    /// <param name="stored">What is stored.</param>
    /// <param name="type">Caffe's type of the layer.</param>
    /// <param name="shapes">What it reads.</param>
    public void Compare(LayerWeights stored, string type, Shape[] shapes)
    {
        for (int blob = 0; blob < shapes.Length; blob++)
        {
            Shape found = stored.Blobs[blob].Shape;
            var misfit = new Misfit(stored.Name, type, blob, found, shapes[blob]);
            if (!WeightSource.Fits(found, shapes[blob]) && !misfits.Contains(misfit))
                misfits.Add(misfit);
        }
    }

    /// <summary>Throws if something does not fit.</summary>
    /// <exception cref="WeightException">The message has all that does not fit.</exception>
    public void ThrowIfAny()
    {
        if (misfits is not [{ } first, ..])
            return;
        IEnumerable<string> others = misfits.Skip(1).Take(MostNamed)
            .Select(misfit => $"blob {misfit.Blob} of '{misfit.Layer}' ({misfit.Found} in the file, {misfit.Expected} in the network)");
        string more = misfits.Count > 1 + MostNamed ? $", and {misfits.Count - 1 - MostNamed} more" : "";
        throw new WeightException(
            $"{source}: blob {first.Blob} of layer '{first.Layer}' has shape {first.Found}; expected {first.Expected}, "
            + $"which layer '{first.Layer}' ({first.Type}) of the network '{network}' reads{Hint(first)}"
            + (misfits.Count > 1 ? $"; so do not fit {string.Join(", ", others)}{more}" : ""));
    }

    private static string OtherCount(string type, int found, int expected) => type switch
    {
        "Convolution" or "Deconvolution" or "InnerProduct" or "Embed" =>
            $"The file was trained for {found} outputs, and num_output is {expected}",
        "PReLU" when found == 1 => "The file has one slope for all channels (channel_shared: true)",
        "PReLU" when expected == 1 => "The file has a slope for each channel (channel_shared: false)",
        _ => $"The file was trained for {found} channels, and the layer reads {expected}",
    };

    // What usually makes such a difference; empty where nothing does.
    private static string Hint(Misfit misfit)
    {
        (Shape found, Shape expected) = (misfit.Found, misfit.Expected);
        // One slope for all channels has no axes.
        if (misfit.Type == "PReLU" && found.Count != expected.Count)
            return ". " + OtherCount(misfit.Type, found.Count, expected.Count);
        if (found.Rank != expected.Rank || found.Rank < 2 || found[0] != expected[0])
            return found.Rank == expected.Rank && found.Rank > 0 && found.CountFrom(1) == expected.CountFrom(1)
                ? ". " + OtherCount(misfit.Type, found[0], expected[0])
                : "";
        if (misfit.Type == "InnerProduct")
            return $". The layer reads {expected[1]} numbers, and read {found[1]} in training: the network's input had another size or "
                + "other channels there";
        return found.Rank == 4 && found.CountFrom(2) == expected.CountFrom(2) && misfit.Type == "Convolution"
            ? $". The layer reads {expected[1]} channels a group, and read {found[1]} in training: the input had other channels there "
                + "(give its shape), or the group is another"
            : "";
    }

    private readonly record struct Misfit(string Layer, string Type, int Blob, Shape Found, Shape Expected);
}
