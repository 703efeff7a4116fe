using System.Text.Json;

namespace CaffeSharpGen.Models.Tests.Zoo;

/// <summary>What the classes say is what models/manifest.json says.</summary>
public sealed class ZooTests
{
    private static readonly Dictionary<string, JsonElement> Manifest = ReadManifest();

    public static TheoryData<string> Names => [.. ZooModel.All.Select(model => model.Name)];

    [Fact]
    public void Every_network_of_the_manifest_has_a_class() =>
        Assert.Equal(Manifest.Keys.Order(StringComparer.Ordinal), ZooModel.All.Select(model => model.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Classes_are_named_as_other_projects_name_them()
    {
        string targets = File.ReadAllText(SharedFolder.InRepository("models", "Models.targets"));
        Assert.All(ZooModel.All, model => Assert.Contains($"Update=\"{model.Name}\" CaffeClassName=\"{model.Class}\"", targets, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Pictures_are_transformed_as_the_manifest_says(string name)
    {
        ZooModel model = ZooModel.Find(name);
        JsonElement input = Manifest[name].GetProperty("input");
        Assert.Equal(Enum.Parse<ChannelOrder>(input.GetProperty("channels").GetString()!, ignoreCase: true), model.Transform.Channels);
        Assert.Equal(input.GetProperty("mean").EnumerateArray().Select(mean => mean.GetDouble()), model.Transform.Mean);
        Assert.Equal(input.GetProperty("scale").GetDouble(), model.Transform.Scale);
        Assert.Null(model.Transform.MeanImage);
        Assert.Null(model.Transform.CentralFraction);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Labels_are_the_listed_file(string name) => Assert.Equal(
        File.ReadAllLines(SharedFolder.InRepository("models", Manifest[name].GetProperty("labels").GetString()!)), ZooModel.Find(name).Labels);

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_are_the_published_ones(string name)
    {
        PublishedWeights weights = ZooModel.Find(name).Weights;
        JsonElement listed = Manifest[name].GetProperty("caffemodel");
        Assert.Equal(name, weights.Name);
        Assert.Equal(listed.GetProperty("file").GetString(), weights.File);
        Assert.Equal(
            listed.GetProperty("mirrors").EnumerateArray().Prepend(listed.GetProperty("url")).Select(url => url.GetString()).OfType<string>(),
            weights.Addresses.Select(address => address.OriginalString));
        Assert.Equal(listed.GetProperty("page").GetString(), weights.Page?.OriginalString);
        Assert.Equal(listed.GetProperty("size").ValueKind == JsonValueKind.Null ? null : listed.GetProperty("size").GetInt64(), weights.Size);
        Assert.Equal(listed.GetProperty("sha256").GetString(), weights.Sha256);
        Assert.Equal(listed.GetProperty("sha1").GetString(), weights.Sha1);
        Assert.Equal(listed.GetProperty("licence").GetString(), weights.License);
        Assert.Same(weights, PublishedWeights.Of(name.ToUpperInvariant()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Facts_of_files_are_well_formed(string name)
    {
        PublishedWeights weights = ZooModel.Find(name).Weights;
        Assert.Equal(Path.GetFileName(weights.File), weights.File);
        Assert.All(weights.Addresses, address => Assert.Matches("^https?://", address.AbsoluteUri));
        Assert.Equal(weights.Addresses.Count, weights.Addresses.Distinct().Count());
        Assert.Matches("^[0-9a-f]{64}$", weights.Sha256 ?? new string('0', 64));
        Assert.Matches("^[0-9a-f]{40}$", weights.Sha1 ?? new string('0', 40));
        Assert.True(weights.Size is > 0 or null);
        // A file that is taken over http alone could be anything.
        if (weights.Addresses.Any(address => address.Scheme == Uri.UriSchemeHttp))
            Assert.True(weights.Sha256 is not null || weights.Sha1 is not null, $"{name}: an address without TLS needs a checksum");
        // And with neither, what was sent cannot be told from anything else.
        Assert.True(weights.Sha256 is not null || weights.Sha1 is not null || weights.Size is not null, $"{name}: neither size nor checksum");
    }

    [Fact]
    public void The_weights_that_are_here_are_the_listed_ones()
    {
        PublishedWeights weights = Scenes.Weights;
        byte[] file = File.ReadAllBytes(SharedFolder.InRepository("models", weights.File));
        Assert.Equal(file.Length, weights.Size);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)), weights.Sha256);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Hooks_are_the_listed_layers(string name)
    {
        ZooModel model = ZooModel.Find(name);
        JsonElement listed = Manifest[name];
        ZooHooks hooks = model.Load();
        JsonElement input = listed.GetProperty("input");
        Assert.Equal(Shape.Of(1, 3, input.GetProperty("height").GetInt32(), input.GetProperty("width").GetInt32()), hooks.Input);
        Assert.Equal(listed.GetProperty("gradCamLayer").GetString(), hooks.GradCamLayer);
        Assert.Equal(4, hooks.GradCamShape.Rank);
        Assert.Equal(listed.GetProperty("logitsLayer").GetString(), hooks.Logits);
        Assert.Equal(model.Labels.Count, hooks.LogitsShape.CountFrom(1));
        Assert.Equal("prob", hooks.Probabilities);
        // A sigmoid is no softmax: what stands before it is not asked for.
        Assert.Equal(name == "scenes" ? "prob" : hooks.Logits, hooks.BeforeSoftmax);
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_known_ones()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => PublishedWeights.Of("vgg17"));
        Assert.Contains("'vgg17'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("vgg16, vgg19", refused.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, JsonElement> ReadManifest()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(SharedFolder.InRepository("models", "manifest.json")));
        return manifest.RootElement.GetProperty("networks").EnumerateArray().ToDictionary(network => network.GetProperty("name").GetString()!, network => network.Clone());
    }
}
