using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Samples.Networks;

/// <summary>A network that is compiled into this program.</summary>
/// <param name="Entry">What is known of it.</param>
/// <param name="Loader">Loads it.</param>
public sealed record CompiledNetwork(ManifestEntry Entry, Func<WeightSource, Device, Network> Loader) : PictureNetwork(Entry)
{
    /// <inheritdoc/>
    public override Network Load(WeightSource weights, Device device) => Loader(weights, device);

    /// <summary>Checks the size: a network that is compiled into the program has its own.</summary>
    public override PictureNetwork WithInputSize(int size) => size == Entry.Input.Width && size == Entry.Input.Height
        ? this
        : throw new UserError(
            $"{Entry.Name} is compiled for pictures of {Entry.Input.Width}×{Entry.Input.Height}; "
            + $"expected --input-sz {Entry.Input.Width}, found {size}");
}
