namespace CaffeSharpGen.SideBySide.Engines;

/// <summary>One of the engines that are compared.</summary>
/// <param name="Id">On command lines.</param>
/// <param name="Name">In tables.</param>
/// <param name="Explains">Whether it has a backward pass.</param>
/// <param name="Make">Makes it, with so many threads. Only its worker does: peers are loaded into no other process.</param>
/// <param name="Tunables">Settings of glibc's memory in its process (GLIBC_TUNABLES).</param>
internal sealed record EngineKind(string Id, string Name, bool Explains, Func<int, Engine> Make, string Tunables = "")
{
    // Peers take new memory for every activation; by default glibc gives it back to the system at once, and the pages are made anew each time.
    private const string KeepsMemory = "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=4294967296";

    /// <summary>The program whose workers run it, null for this one.</summary>
    public string? Program { get; init; }

    /// <summary>What that program calls it.</summary>
    public string IdInWorker { get; init; } = Id;

    public static EngineKind Ours { get; } = new("ours", "CaffeSharpGen", true, threads => new OurEngine(threads));

    public static EngineKind Onnx { get; } = new("onnx", "ONNX Runtime", false, threads => new OnnxEngine(threads), KeepsMemory);

    /// <summary>As it comes.</summary>
    public static EngineKind Torch { get; } = new("torch", "TorchSharp", true, threads => new TorchEngine(threads, channelsLast: false));

    public static EngineKind TorchKeepsMemory { get; } =
        new("torch-kept", "TorchSharp, memory kept", true, threads => new TorchEngine(threads, channelsLast: false), KeepsMemory);

    public static EngineKind TorchChannelsLast { get; } =
        new("torch-last", "TorchSharp, memory kept, channels last", true, threads => new TorchEngine(threads, channelsLast: true), KeepsMemory);

    public static IReadOnlyList<EngineKind> All { get; } = [Ours, Onnx, Torch, TorchKeepsMemory, TorchChannelsLast];

    /// <summary>Those that run unless others are asked for: channels last, libtorch ends the process on ResNet-50.</summary>
    public static IEnumerable<EngineKind> Usual => All.Where(kind => kind != TorchChannelsLast);

    public static EngineKind Find(string id) => All.Single(kind => kind.Id == id);
}
