using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Kernels;

/// <summary>The innermost pieces of the convolutions, one thread, data in its caches: what a call costs and how fast its sums are.</summary>
public sealed unsafe class Stages : IDisposable
{
    private const int Channels = 64;
    private const int Entries = Channels / BlockedView.Lanes;
    private const int Plane = 28 * 32 + 16;

    private readonly LargeMemory memory = new(1 << 20);
    private readonly OffsetTable table = new([.. Enumerable.Range(0, Entries).Select(i => new TableEntry(i * 28 * 16, 16))]);

    public Stages() => new Span<float>(memory.Pointer, 1 << 20).Clear();

    public static IReadOnlyList<(string Name, double Flops, Action<Stages> Run)> All { get; } =
    [
        .. new[] { 14, 8, 4, 1 }.Select(places => ($"tile of {places} places × 32 outputs, {Channels} channels", 2.0 * places * 32 * Channels, (Action<Stages>)(stages => stages.Two(places)))),
        .. new[] { 14, 8, 4 }.Select(places => ($"tile of {places} places × 16 outputs, {Channels} channels", 2.0 * places * 16 * Channels, (Action<Stages>)(stages => stages.One(places)))),
        ("Winograd: a tile of 16 input channels to factors", 0, stages => stages.Input()),
        ("Winograd: 16 outputs' weights of a channel to factors", 0, stages => stages.Weights()),
        ("Winograd: a tile of 16 output channels from products", 0, stages => stages.Output()),
        ("finish 14 places of 16 channels: bias and ReLU", 0, stages => stages.Finish()),
    ];

    public void Dispose() => memory.Dispose();

    private float* Aside => memory.Pointer + (1 << 18);

    private float* Result => memory.Pointer + (1 << 19);

    private void Two(int places) =>
        Products2<Tile512>.Multiply(1, places, memory.Pointer, 16, table.Pointer, table.Pointer + Entries, Aside, Result, 32, false);

    private void One(int places) =>
        Products1<Tile512>.Multiply(1, places, memory.Pointer, 16, table.Pointer, table.Pointer + Entries, Aside, Result, 32, false);

    private void Input() => WinogradTransform<Tile512>.Input(memory.Pointer, 56 * 16, 16, Aside, Result, Plane);

    private void Weights() => WinogradTransform<Tile512>.Weights(memory.Pointer, 32, Result, Plane);

    private void Output() => WinogradTransform<Tile512>.Output<BiasEnding<Tile512>, FourOutputs>(memory.Pointer, Plane, Aside, new Destination<Tile512>(Result), 4, 4, 4);

    private void Finish()
    {
        var run = new ConvolutionRun { To = new BlockedView(Result, 0, 1, 16, 1, 56) };
        run.Epilogue.Bias = Aside;
        run.Epilogue.Rectifier = Rectifier.ReLU;
        Finish<Tile512>.Panel(run, run.Epilogue.Kind, 0, 0, 16, memory.Pointer, 32, 14, 0, 1);
    }
}
