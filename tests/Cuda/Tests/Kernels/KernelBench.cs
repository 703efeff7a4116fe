using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Cuda.Tests.Kernels;

/// <summary>Launches single kernels over values that lie wherever a test wants them.</summary>
internal sealed class KernelBench : IDisposable
{
    private const int Threads = 256;
    private readonly CudaDevice device;
    private readonly List<IDisposable> owned = [];

    /// <summary>Takes a device for a test.</summary>
    /// <param name="gpu">The device.</param>
    /// <param name="descending">Whether the last thread of a block goes first.</param>
    public KernelBench(KernelDevice gpu, bool descending) => (device, CudaDouble.Descending) = (gpu.Device, descending);

    private CudaContext Context => device.Context;

    /// <summary>Puts a value of several images on the device.</summary>
    /// <param name="values">All its elements.</param>
    /// <param name="images">Count of images.</param>
    /// <param name="offset">Floats in front of the first image; 0 to 3 make it aligned or not.</param>
    /// <param name="gap">Floats between images.</param>
    public Placed Put(float[] values, int images, int offset = 0, int gap = 0)
    {
        var placed = new Placed(Context, values, images, offset, gap);
        owned.Add(placed);
        return placed;
    }

    /// <summary>Puts an array on the device.</summary>
    public ulong Put<T>(params T[] values)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
        float[] words = new float[(bytes.Length + 3) / 4];
        bytes.CopyTo(MemoryMarshal.AsBytes(words.AsSpan()));
        var memory = new DeviceMemory(Context, (nuint)words.Length * sizeof(float));
        owned.Add(memory);
        Context.Staging.Upload(words, memory.Pointer);
        return memory.Pointer;
    }

    /// <summary>Reads an array back.</summary>
    public T[] Get<T>(ulong pointer, int count)
        where T : unmanaged
    {
        T[] values = new T[count];
        Span<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
        float[] words = new float[(bytes.Length + 3) / 4];
        Context.Staging.Download(pointer, words);
        MemoryMarshal.AsBytes(words.AsSpan())[..bytes.Length].CopyTo(bytes);
        return values;
    }

    /// <summary>Launches a kernel whose threads stride over items, with fewer threads than items if there are many.</summary>
    public void Launch<T>(T arguments, long items, int images)
        where T : unmanaged, IKernelArguments => LaunchRows(arguments, Math.Min((items + Threads - 1) / Threads, 3), images);

    /// <summary>Launches a kernel with as many blocks as it is told.</summary>
    public void LaunchRows<T>(T arguments, long rows, int images)
        where T : unmanaged, IKernelArguments
    {
        using CudaContext.Turn turn = Context.Enter();
        Context.Kernels.Launch(arguments, rows, images, Threads);
        Context.Synchronize();
    }

    public void Dispose()
    {
        owned.ForEach(it => it.Dispose());
        CudaDouble.Descending = false;
    }
}

/// <summary>A value on the device with marks around its images, which nothing may touch.</summary>
internal sealed class Placed : IDisposable
{
    private const float Mark = -777;
    private readonly CudaContext context;
    private readonly DeviceMemory memory;
    private readonly float[] all;
    private readonly int images, offset, count, gap;

    public Placed(CudaContext context, float[] values, int images, int offset, int gap)
    {
        (this.context, this.images, this.offset, this.gap) = (context, images, offset, gap);
        count = values.Length / images;
        all = new float[offset + images * (count + gap)];
        Array.Fill(all, Mark);
        for (int n = 0; n < images; n++)
            values.AsSpan(n * count, count).CopyTo(all.AsSpan(offset + n * (count + gap)));
        memory = new DeviceMemory(context, (nuint)all.Length * sizeof(float));
        context.Staging.Upload(all, memory.Pointer);
    }

    public View View => new(memory.Pointer + (ulong)offset * sizeof(float), count + gap);

    /// <summary>Its elements now.</summary>
    public float[] Values()
    {
        context.Staging.Download(memory.Pointer, all);
        float[] values = new float[images * count];
        for (int n = 0; n < images; n++)
        {
            Span<float> image = all.AsSpan(offset + n * (count + gap), count);
            image.CopyTo(values.AsSpan(n * count));
            image.Fill(Mark);
        }
        Assert.All(all, value => Assert.Equal(Mark, value));
        return values;
    }

    public void Dispose() => memory.Dispose();
}

/// <summary>Random values.</summary>
internal static class Sample
{
    public static float[] Of(Random random, int count, double scale = 1) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(scale * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(6.283185307 * random.NextDouble())))];
}
