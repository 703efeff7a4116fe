using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Execution;

/// <summary>
/// Values of which the images lie apart, without gaps for a kernel that goes across images. What is dense already is used as it is.
/// </summary>
internal sealed class DenseCopies(CudaContext context) : IDisposable
{
    private readonly Dictionary<CudaBuffer, DeviceMemory> copies = new(ReferenceEqualityComparer.Instance);
    private readonly List<CudaBuffer> written = [];

    /// <summary>A value that is read.</summary>
    public View Read(CudaBuffer buffer)
    {
        if (buffer.IsDense)
            return buffer.View;
        View copy = CopyOf(buffer);
        if (!written.Contains(buffer))
            buffer.CopyOnDevice(buffer.View, copy);
        return copy;
    }

    /// <summary>A value that is written; all of it, unless it is added to.</summary>
    public View Write(CudaBuffer buffer, bool add)
    {
        if (buffer.IsDense)
            return buffer.View;
        View copy = CopyOf(buffer);
        if (add)
            buffer.CopyOnDevice(buffer.View, copy);
        written.Add(buffer);
        return copy;
    }

    /// <summary>Copies what was written to where it belongs.</summary>
    public void Flush()
    {
        foreach (CudaBuffer buffer in written)
            buffer.CopyOnDevice(CopyOf(buffer), buffer.View);
        written.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (DeviceMemory copy in copies.Values)
            copy.Dispose();
    }

    private View CopyOf(CudaBuffer buffer)
    {
        if (!copies.TryGetValue(buffer, out DeviceMemory? copy))
            copies.Add(buffer, copy = new DeviceMemory(context, (nuint)buffer.Shape.Count * sizeof(float)));
        return new View(copy.Pointer, buffer.ImageCount);
    }
}
