using System.Globalization;
using CaffeSharpGen.Samples.CommandLines;

namespace CaffeSharpGen.Samples.Networks;

/// <summary>The network that a command line asks for.</summary>
public static class NetworkChoice
{
    /// <summary>Finds it: by its prototxt or its name, for pictures of the size, and fed, as the command line says.</summary>
    /// <param name="request">The command line.</param>
    /// <param name="catalog">The networks that are known.</param>
    /// <param name="usual">Name of the one that is taken if the command line names none.</param>
    public static PictureNetwork Find(NetworkRequest request, NetworkCatalog catalog, string usual)
    {
        PictureNetwork network = request.ProtoFile is { } prototxt
            ? ProtoFile.Find(prototxt, request.Prototxt, catalog)
            : catalog.Find(request.Network ?? usual);
        if (request.InputSize is { } size)
            network = network.WithInputSize(size);
        network = network.WithPreprocessing(request);
        // Of these nothing is published, so the report says what was assumed.
        return network.Entry.Caffemodel.File.Length > 0
            ? network
            : network with { Notes = [.. network.Notes, DescribeInput(network.Entry)] };
    }

    private static string DescribeInput(ManifestEntry entry)
    {
        string mean = string.Join(", ", entry.Input.Mean.Select(value => value.ToString(CultureInfo.InvariantCulture)));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"only the prototxt of {entry.Name} is known: "
            + $"it is fed {entry.Input.Channels.ToUpperInvariant()}, minus {mean}, times {entry.Input.Scale} "
            + $"(--channels, --mean and --scale change that)");
    }
}
