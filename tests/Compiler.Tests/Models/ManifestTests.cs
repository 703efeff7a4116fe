using System.Text.Json;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>models/manifest.json against the networks it lists.</summary>
public sealed class ManifestTests
{
    [Fact]
    public void It_lists_every_network_once() =>
        Assert.Equal(ModelText.Names, Networks().Select(network => network.GetProperty("name").GetString()!).Order());

    [Fact]
    public void Its_input_sizes_and_layers_are_the_networks_own()
    {
        foreach (JsonElement entry in Networks())
        {
            string name = Text(entry, "name");
            Assert.Equal($"{name}.prototxt", Text(entry, "prototxt"));
            NetworkDefinition network = ModelText.Compile(name);
            JsonElement input = entry.GetProperty("input");
            Assert.Equal(
                Shape.Of(1, 3, input.GetProperty("height").GetInt32(), input.GetProperty("width").GetInt32()),
                ModelText.Value(network, "data").Shape.For(1));
            Shape cam = ModelText.Value(network, Text(entry, "gradCamLayer")).Shape.For(1);
            Assert.True(cam.Rank == 4 && cam[2] > 1 && cam[3] > 1, $"{name}: {cam} has no plane to map");
            int logits = ModelText.Index(network, Text(entry, "logitsLayer"));
            Assert.Equal(name == "scenes" ? "Sigmoid" : "Softmax", Assert.Single(network.Steps, step => step.Inputs.Contains(logits)).LayerType);
            Assert.Equal(3, input.GetProperty("mean").GetArrayLength());
        }
    }

    [Fact]
    public void Its_addresses_and_checksums_are_well_formed()
    {
        foreach (JsonElement weights in Networks().Select(entry => entry.GetProperty("caffemodel")))
        {
            // Only what comes with the program has no page.
            if (weights.GetProperty("page").GetString() is string page)
                Assert.True(Uri.TryCreate(page, UriKind.Absolute, out _), page);
            else
                Assert.True(File.Exists(SharedFolder.InRepository("models", Text(weights, "file"))), Text(weights, "file"));
            if (weights.GetProperty("url").GetString() is string url)
                Assert.Contains(Text(weights, "file"), new Uri(url).AbsolutePath, StringComparison.Ordinal);
            if (weights.GetProperty("sha1").GetString() is string sha1)
                Assert.Matches("^[0-9a-f]{40}$", sha1);
        }
    }

    [Fact]
    public void Class_names_are_a_thousand_in_the_order_of_ILSVRC_2012()
    {
        string path = SharedFolder.InRepository("models", Assert.Single(
            Networks().Where(entry => Text(entry, "name") != "scenes").Select(entry => Text(entry, "labels")).Distinct()));
        string[] names = File.ReadAllLines(path);
        Assert.Equal(1000, names.Length);
        Assert.Equal(1000, names.Distinct().Count());
        Assert.Equal(("tench", "boxer", "tabby", "tiger cat", "toilet tissue"), (names[0], names[242], names[281], names[282], names[999]));
    }

    private static JsonElement[] Networks()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(SharedFolder.InRepository("models", "manifest.json")));
        return [.. manifest.RootElement.GetProperty("networks").EnumerateArray().Select(network => network.Clone())];
    }

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;
}
