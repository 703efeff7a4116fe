using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cpu;

/// <summary>Native floats that begin at a cache line and are not cleared, in huge pages where the system has them: fewer are touched, and looked up.</summary>
internal sealed unsafe class LargeMemory : IDisposable
{
    private readonly HugePageSlab? slab;

    public LargeMemory(long floats)
    {
        nuint bytes = checked((nuint)Math.Max(floats, 1) * sizeof(float));
        Bytes = (long)bytes;
        if (bytes <= HugePageSlab.MostBytesOfPiece)
        {
            Pointer = (float*)HugePageSlab.Take((int)bytes, out slab);
        }
        else
        {
            Pointer = (float*)NativeMemory.AlignedAlloc(bytes, HugePageSlab.HugePage);
            MemoryAdvice.UseHugePages(Pointer, bytes / HugePageSlab.HugePage * HugePageSlab.HugePage);
        }
        // Else the garbage collector would see no reason to look for networks that nobody disposed of.
        GC.AddMemoryPressure(Bytes);
    }

    ~LargeMemory() => Free();

    public long Bytes { get; }

    public float* Pointer { get; private set; }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (Pointer is null)
            return;
        GC.RemoveMemoryPressure(Bytes);
        if (slab is null)
            NativeMemory.AlignedFree(Pointer);
        else
            slab.Return();
        Pointer = null;
    }
}
