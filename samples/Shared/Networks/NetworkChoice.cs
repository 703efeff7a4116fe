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
        DataLayerInput.Require(network, request);
        // Of these nothing is published, or the file says something else, so the report says what is fed.
        return network.IsPublished && network.DataLayer is null
            ? network
            : network with { Notes = [.. network.Notes, DescribeInput(network, request), .. DataLayerInput.Notes(network, request)] };
    }

    private static string DescribeInput(PictureNetwork network, NetworkRequest request)
    {
        (string name, NetworkInput input) = (network.Entry.Name, network.Entry.Input);
        string fed = network.IsPublished ? $"{name} is fed" : $"only the prototxt of {name} is known: it is fed";
        string mean = string.Join(", ", input.Mean.Select(value => value.ToString(CultureInfo.InvariantCulture)));
        string taken = DataLayerInput.Taken(network, request);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{fed} {input.Channels.ToUpperInvariant()}, minus {mean}, times {input.Scale} "
            + $"({(taken.Length > 0 ? $"{taken}; " : "")}--channels, --mean and --scale change that)");
    }
}
