using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Convolution.Winograd;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Kernels;

/// <summary>The innermost pieces of the convolutions, on one thread with data in its caches: their cost and speed.</summary>
public abstract class Stages : IDisposable
{
    /// <summary>The pieces: what they are called, their operations, and how they are run.</summary>
    public abstract IReadOnlyList<(string Name, double Flops, Action Run)> All { get; }

    /// <summary>With the widest vectors that there are.</summary>
    public static Stages Make()
    {
        using var device = new CpuDevice(CpuKernels.Simd, 1);
        return device.TileWidth switch
        {
            16 => new Stages<Tile512>(),
            8 => new Stages<Tile256>(),
            _ => new Stages<Tile128>(),
        };
    }

    /// <inheritdoc/>
    public abstract void Dispose();
}

internal sealed unsafe class Stages<TVector> : Stages
    where TVector : struct, ITileVector<TVector>
{
    private const int Channels = 64;
    private const int Entries = Channels / BlockedView.Lanes;
    private const int Plane = 28 * 32 + 16;

    private readonly LargeMemory memory = new(1 << 20);
    private readonly OffsetTable table = new([.. Enumerable.Range(0, Entries).Select(i => new TableEntry(i * 28 * 16, 16))]);

    public Stages() => new Span<float>(memory.Pointer, 1 << 20).Clear();

    public override IReadOnlyList<(string Name, double Flops, Action Run)> All =>
    [
        .. PositionTiles.OfProducts(TVector.RegisterCount == 32).Select(
            size => Product(size.Positions, 2 * TVector.Width, () => Two(size.Positions))),
        .. PositionTiles.OfProducts(TVector.RegisterCount == 32).Select(
            size => Product(size.Positions, TVector.Width, () => One(size.Positions))),
        ($"Winograd: a tile of {TVector.Width} input channels to factors", 0, Input),
        ($"Winograd: {TVector.Width} outputs' weights of a channel to factors", 0, Weights),
        ($"Winograd: a tile of {TVector.Width} output channels from products", 0, Output),
        ($"finish 14 places of {TVector.Width} channels: bias and ReLU", 0, Finish),
    ];

    private float* Aside => memory.Pointer + (1 << 18);

    private float* Result => memory.Pointer + (1 << 19);

    public override void Dispose() => memory.Dispose();

    private static (string Name, double Flops, Action Run) Product(int positions, int outputs, Action run) =>
        ($"tile of {positions} places × {outputs} outputs, {Channels} channels", 2.0 * positions * outputs * Channels, run);

    private void Two(int positions) =>
        Products2<TVector>.Multiply(1, positions, memory.Pointer, 16, table.Pointer, table.Pointer + Entries, Aside, Result, 32, false);

    private void One(int positions) =>
        Products1<TVector>.Multiply(1, positions, memory.Pointer, 16, table.Pointer, table.Pointer + Entries, Aside, Result, 32, false);

    private void Input() => WinogradTransform<TVector>.Input(memory.Pointer, 56 * 16, 16, Aside, Result, Plane);

    private void Weights() => WinogradTransform<TVector>.Weights(memory.Pointer, 32, Result, Plane);

    private void Output() =>
        WinogradTransform<TVector>.Output<BiasEpilogue<TVector>, FourOutputs>(
            memory.Pointer, Plane, Aside, new Destination<TVector>(Result), 4, 4, 4);

    private void Finish()
    {
        var run = new ConvolutionRun { To = new BlockedView(Result, 0, 1, 16, 1, 56) };
        run.Epilogue.Bias = Aside;
        run.Epilogue.Rectifier = Rectifier.ReLU;
        EpilogueLoops<TVector>.Panel(run, run.Epilogue.Kind, 0, 0, TVector.Width, memory.Pointer, 32, 14, 0, 1);
    }
}
