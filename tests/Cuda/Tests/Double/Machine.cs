using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Interop;
using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Cuda.Tests.Double;

/// <summary>A context and a stream of the double, by our own imports. What a test leaves alive fails it.</summary>
internal sealed unsafe class Machine : IDisposable
{
    private readonly List<Action> releases = [];

    public Machine(params string[] ptx)
    {
        CudaDouble.Start(ptx);
        Imports.Register();
        CudaDouble.Reset();
        // What other tests left is theirs to find: here counting starts at nothing.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        CudaDouble.ForgetLeaks();
        Check(Driver.cuInit(0));
        nint context, stream;
        Check(Driver.cuDevicePrimaryCtxRetain(&context, 0));
        Context = context;
        Check(Driver.cuCtxPushCurrent_v2(context));
        Check(Driver.cuStreamCreate(&stream, 1));
        Stream = stream;
    }

    public nint Context { get; }

    public nint Stream { get; }

    public static void Check(int status) => Assert.True(status == 0, $"{status}: {CudaDouble.LastFault}");

    /// <summary>Notes what has to be released in the end; later things go first.</summary>
    public void Releases<T>(T owned, Action<T> release) => releases.Add(() => release(owned));

    public ulong Allocate(long bytes)
    {
        ulong pointer;
        Check(Driver.cuMemAlloc_v2(&pointer, (nuint)bytes));
        Releases(pointer, each => Driver.cuMemFree_v2(each));
        return pointer;
    }

    public ulong Upload<T>(params ReadOnlySpan<T> values) where T : unmanaged
    {
        ulong pointer = Allocate(values.Length * sizeof(T));
        fixed (T* from = values)
            Check(Driver.cuMemcpyHtoDAsync_v2(pointer, from, (nuint)(values.Length * sizeof(T)), Stream));
        return pointer;
    }

    public T[] Download<T>(ulong pointer, int count) where T : unmanaged
    {
        T[] values = new T[count];
        fixed (T* to = values)
            Check(Driver.cuMemcpyDtoHAsync_v2(to, pointer, (nuint)(count * sizeof(T)), Stream));
        return values;
    }

    /// <summary>Memory of the host that is pinned.</summary>
    public T* Pin<T>(int count) where T : unmanaged
    {
        void* pointer;
        Check(Driver.cuMemHostAlloc(&pointer, (nuint)(count * sizeof(T)), 0));
        Releases((nint)pointer, each => Driver.cuMemFreeHost((void*)each));
        return (T*)pointer;
    }

    public nint Load(string ptx)
    {
        nint module;
        fixed (byte* image = System.Text.Encoding.UTF8.GetBytes(ptx + "\0"))
            Check(Driver.cuModuleLoadDataEx(&module, image, 0, null, null));
        Releases(module, each => Driver.cuModuleUnload(each));
        return module;
    }

    public int Launch(nint module, string kernel, int blocks, int threads, params ulong[] arguments)
    {
        nint function;
        fixed (byte* name = System.Text.Encoding.UTF8.GetBytes(kernel + "\0"))
            Check(Driver.cuModuleGetFunction(&function, module, name));
        fixed (ulong* values = arguments)
        {
            void** pointers = stackalloc void*[arguments.Length];
            for (int i = 0; i < arguments.Length; i++)
                pointers[i] = values + i;
            return Driver.cuLaunchKernel(function, (uint)blocks, 1, 1, (uint)threads, 1, 1, 0, Stream, pointers, null);
        }
    }

    public int Synchronize() => Driver.cuStreamSynchronize(Stream);

    public void Dispose()
    {
        CudaDouble.FailCall(0);
        for (int i = releases.Count - 1; i >= 0; i--)
            releases[i]();
        Driver.cuStreamDestroy_v2(Stream);
        nint popped;
        Driver.cuCtxPopCurrent_v2(&popped);
        Driver.cuDevicePrimaryCtxRelease_v2(0);
        Dictionary<string, int> live = new(CudaDouble.Live);
        Assert.True(live.Count == 0, $"still alive: {string.Join(", ", live)}; {CudaDouble.LastFault}");
        Assert.Equal(0, CudaDouble.CurrentContexts);
    }
}
