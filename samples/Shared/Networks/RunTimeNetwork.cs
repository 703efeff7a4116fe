using System.Globalization;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Samples.Networks;

/// <summary>
/// A network that is compiled when the program runs, by the compiler of those that are compiled into it: results and speed are the same.
/// </summary>
public sealed record RunTimeNetwork : PictureNetwork
{
    private readonly Func<PrototxtOptions, CompiledPrototxt> compile;
    private readonly PrototxtOptions options;
    private readonly CompiledPrototxt? compiled;

    /// <summary>Takes a prototxt of <c>models/</c>, which is compiled when it is needed.</summary>
    /// <param name="entry">What is known of it.</param>
    public RunTimeNetwork(ManifestEntry entry) : base(entry) =>
        (compile, options) = (other => CompileShipped(entry.Prototxt, other), new PrototxtOptions());

    /// <summary>Takes a prototxt that was compiled.</summary>
    /// <param name="entry">What is known of it.</param>
    /// <param name="compiled">What it was compiled to.</param>
    /// <param name="compile">Compiles it anew.</param>
    /// <param name="options">How it was compiled.</param>
    public RunTimeNetwork(
        ManifestEntry entry, CompiledPrototxt compiled, Func<PrototxtOptions, CompiledPrototxt> compile, PrototxtOptions options)
        : base(entry) =>
        (this.compiled, this.compile, this.options) = (compiled, compile, options);

    /// <inheritdoc/>
    public override NetworkDefinition Definition => compiled?.Definition ?? base.Definition;

    /// <inheritdoc/>
    public override Network Load(WeightSource weights, Device device) => new(Definition, weights, device);

    /// <inheritdoc/>
    public override PictureNetwork WithInputSize(int size)
    {
        NetworkInput input = Entry.Input;
        if (size == input.Width && size == input.Height)
            return this;
        int channels = PictureInput.Of(Definition).Channels;
        PrototxtOptions resized = options with { InputShape = string.Create(CultureInfo.InvariantCulture, $"1,{channels},{size},{size}") };
        return new RunTimeNetwork(Entry with { Input = input with { Width = size, Height = size } }, compile(resized), compile, resized)
        {
            Notes = Notes,
            DataLayer = DataLayer,
            DroppedLosses = DroppedLosses,
        };
    }
}
