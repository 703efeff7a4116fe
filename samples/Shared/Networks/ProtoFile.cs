using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Dynamic;

namespace CaffeSharpGen.Samples.Networks;

/// <summary>
/// The original's <c>-proto_file</c>: any prototxt. One that is equal to a known network is that network; any other is compiled when the
/// program runs.
/// </summary>
public static class ProtoFile
{
    // The original script feeds these to every network.
    private static readonly NetworkInput OriginalInput = new("bgr", 0, 0, [103.939, 116.779, 123.68], 1);

    /// <summary>Finds the network of a prototxt.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is compiled.</param>
    /// <param name="catalog">The networks that are known; names of the net, comments, fillers and formats may differ.</param>
    /// <exception cref="PrototxtException">The prototxt has errors, or cannot be read.</exception>
    public static PictureNetwork Find(string path, PrototxtOptions options, NetworkCatalog catalog)
    {
        options = options with { SettingNames = SettingNames.CommandLine };
        CompiledPrototxt compiled = CompiledPrototxt.Read(path, options);
        string[] notes = [.. compiled.Notes.Select(note => note.ToString())];
        foreach (PictureNetwork known in catalog.All)
        {
            if (known.Definition with { Name = compiled.Definition.Name } == compiled.Definition)
                return Feed(known with { Notes = notes }, compiled);
        }
        var network = new RunTimeNetwork(
            Describe(path, compiled.Definition), compiled, other => CompiledPrototxt.Read(path, other), options)
        {
            Notes = [.. notes, .. OutputNotes(compiled.Definition)],
        };
        return Feed(network, compiled);
    }

    // What the prototxt says counts. A network that takes pictures has one input, so at most one data layer.
    private static PictureNetwork Feed(PictureNetwork network, CompiledPrototxt compiled)
    {
        DataTransform? data = compiled.DataTransforms.FirstOrDefault();
        ManifestEntry entry = network.Entry;
        return network with
        {
            Entry = data is null ? entry : entry with { Input = DataLayerInput.Take(entry.Input, data) },
            DataLayer = data,
            DroppedLosses = compiled.DroppedLosses,
        };
    }

    private static string[] OutputNotes(NetworkDefinition network)
    {
        string[] outputs = [.. network.Outputs.Select(index => $"'{network.Values[index].Name}'")];
        return outputs.Length > 1 ? [$"{network.Name} has the outputs {string.Join(", ", outputs)}; the last one is read"] : [];
    }

    // What people have no metadata of is fed as the original feeds all; a single channel takes gray pixels as they are.
    private static ManifestEntry Describe(string path, NetworkDefinition network)
    {
        Shape input = PictureInput.Of(network);
        NetworkInput fed = input.Channels == 1 ? OriginalInput with { Channels = "gray", Mean = [0] } : OriginalInput;
        return new ManifestEntry(
            network.Name, path, new PublishedWeights("", null, null), fed with { Width = input.Width, Height = input.Height },
            GradCamLayer: "", LogitsLayer: "", Labels: "");
    }
}
