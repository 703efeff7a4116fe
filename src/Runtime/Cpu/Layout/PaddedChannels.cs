using CaffeSharpGen.Cpu.Memory;

namespace CaffeSharpGen.Cpu.Layout;

/// <summary>A number for each channel, and zeros to the end of the last block.</summary>
internal sealed unsafe class PaddedChannels : IDisposable
{
    private readonly LargeMemory memory;

    public PaddedChannels(ReadOnlySpan<float> values)
    {
        int padded = (values.Length + BlockedView.Lanes - 1) / BlockedView.Lanes * BlockedView.Lanes;
        memory = new LargeMemory(padded);
        var all = new Span<float>(memory.Pointer, padded);
        all.Clear();
        values.CopyTo(all);
    }

    public float* Pointer => memory.Pointer;

    public void Dispose() => memory.Dispose();
}
