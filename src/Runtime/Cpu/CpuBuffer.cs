using System.Buffers;
using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cpu;

/// <summary>A value in native memory, plain C order, aligned to a cache line.</summary>
public sealed unsafe class CpuBuffer : DeviceBuffer
{
    private const nuint Alignment = 64;
    private readonly Tensor view;
    private float* pointer;

    /// <summary>Makes a buffer of zeros.</summary>
    public CpuBuffer(Shape shape) : base(shape)
    {
        nuint bytes = (nuint)Math.Max(shape.Count, 1) * sizeof(float);
        pointer = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(pointer, bytes);
        view = new Tensor(shape, new Elements(this).Memory);
    }

    /// <summary>Frees what was not disposed of.</summary>
    ~CpuBuffer() => Free();

    /// <summary>The first element.</summary>
    /// <exception cref="ObjectDisposedException">The buffer, or its network, was disposed of.</exception>
    public float* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(pointer is null, this);
            return pointer;
        }
    }

    /// <summary>All elements.</summary>
    public Span<float> Span => new(Pointer, Shape.Count);

    /// <inheritdoc/>
    public override Tensor Open() => view;

    /// <inheritdoc/>
    public override void Commit()
    {
        // The tensor is the buffer itself.
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(pointer);
        pointer = null;
    }

    private sealed class Elements(CpuBuffer buffer) : MemoryManager<float>
    {
        public override Span<float> GetSpan() => buffer.Span;

        public override MemoryHandle Pin(int elementIndex = 0) => new(buffer.Pointer + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
