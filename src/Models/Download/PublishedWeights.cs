namespace CaffeSharpGen.Models.Download;

/// <summary>A file of weights as its authors publish it. <c>models/manifest.json</c> lists them.</summary>
public sealed record PublishedWeights
{
    private static readonly Lazy<IReadOnlyList<PublishedWeights>> Listed = new(Manifest.Read);

    /// <summary>The weights of all networks of this library.</summary>
    public static IReadOnlyList<PublishedWeights> All => Listed.Value;

    /// <summary>Name of the network, such as <c>vgg16</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the file, without a folder.</summary>
    public required string File { get; init; }

    /// <summary>Where it can be downloaded, http or https, in the order to try; none if there are only pages.</summary>
    public IReadOnlyList<Uri> Addresses { get; init; } = [];

    /// <summary>The authors' page; null for what comes with this repository.</summary>
    public Uri? Page { get; init; }

    /// <summary>Bytes of the file; null if that is not published.</summary>
    public long? Size { get; init; }

    /// <summary>SHA-256 of the file in hexadecimal digits; null if that is not published.</summary>
    public string? Sha256 { get; init; }

    /// <summary>SHA-1 of the file in hexadecimal digits, which decides where no SHA-256 is known; null if that is not published.</summary>
    public string? Sha1 { get; init; }

    /// <summary>The license of the weights; null if none is stated.</summary>
    public string? License { get; init; }

    /// <summary>The weights of a network.</summary>
    /// <param name="name">Its name, such as <c>vgg16</c>; case does not count.</param>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    public static PublishedWeights Of(string name) =>
        All.FirstOrDefault(weights => weights.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException(
            $"there is no network '{name}'; expected one of {string.Join(", ", All.Select(weights => weights.Name))}", nameof(name));
}
