using System.IO.Compression;
using System.Text;
using CaffeSharpGen.Cuda.Interop;

namespace CaffeSharpGen.Cuda.Contexts;

/// <summary>The arguments of a kernel, which takes one struct; sizes and offsets are those of the struct in its <c>.cu</c> file.</summary>
internal interface IKernelArguments
{
    /// <summary>The kernel's name, zero-terminated.</summary>
    static abstract ReadOnlySpan<byte> Kernel { get; }
}

/// <summary>Our kernels on a GPU: PTX in this assembly, compiled by the driver.</summary>
internal sealed unsafe class KernelModule : IDisposable
{
    // CUjit_option: ERROR_LOG_BUFFER and its size.
    private const int ErrorLog = 5, ErrorLogSize = 6;
    private const int LogBytes = 8192;

    // Kernels stride over what is more.
    private const long MostBlocks = 1 << 14;

    /// <summary>Threads of a block.</summary>
    public const int Threads = 256;

    private readonly CudaContext context;
    private readonly KernelModuleHandle module;
    private readonly List<nint> functions = [];

    /// <summary>Compiles the kernels.</summary>
    public KernelModule(CudaContext context)
    {
        this.context = context;
        module = Load(context, Ptx());
    }

    /// <summary>The text of the kernels, zero-terminated.</summary>
    public static byte[] Ptx()
    {
        using Stream packed = typeof(KernelModule).Assembly.GetManifestResourceStream("kernels.ptx.gz")
            ?? throw new InvalidOperationException("CaffeSharpGen.Cuda was built without its kernels");
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var text = new MemoryStream();
        unpacked.CopyTo(text);
        text.WriteByte(0);
        return text.ToArray();
    }

    /// <summary>Launches a kernel.</summary>
    /// <param name="arguments">What it gets.</param>
    /// <param name="gridX">Blocks along x.</param>
    /// <param name="gridY">Blocks along y: images, as a rule.</param>
    /// <param name="threads">Threads of a block.</param>
    public void Launch<T>(in T arguments, long gridX, int gridY, int threads)
        where T : unmanaged, IKernelArguments
    {
        if (gridX == 0 || gridY == 0)
            return;
        fixed (T* pointer = &arguments)
        {
            void* parameter = pointer;
            int status = Driver.cuLaunchKernel(
                Function<T>(), checked((uint)gridX), (uint)gridY, 1, (uint)threads, 1, 1, 0, context.Stream, &parameter, null);
            // The name costs memory: a launch that succeeds allocates nothing.
            if (status != 0)
                context.Require(status, $"cuLaunchKernel of {Encoding.UTF8.GetString(T.Kernel[..^1])}");
        }
    }

    /// <summary>Launches a kernel whose threads stride over the items of each image.</summary>
    /// <param name="arguments">What it gets.</param>
    /// <param name="items">Items of an image: one for a thread.</param>
    /// <param name="images">Count of images.</param>
    public void LaunchOver<T>(in T arguments, long items, int images)
        where T : unmanaged, IKernelArguments =>
        Launch(arguments, Math.Min((items + Threads - 1) / Threads, MostBlocks), Math.Min(images, ushort.MaxValue), Threads);

    /// <inheritdoc/>
    public void Dispose() => module.Dispose();

    private nint Function<T>()
        where T : IKernelArguments
    {
        int index = Slot<T>.Index;
        while (functions.Count <= index)
            functions.Add(0);
        if (functions[index] != 0)
            return functions[index];
        nint function;
        fixed (byte* name = T.Kernel)
            context.Require(Driver.cuModuleGetFunction(&function, module.Value, name), nameof(Driver.cuModuleGetFunction));
        return functions[index] = function;
    }

    private static KernelModuleHandle Load(CudaContext context, byte[] ptx)
    {
        byte[] log = new byte[LogBytes];
        nint made;
        int status;
        fixed (byte* text = ptx, errors = log)
        {
            int* names = stackalloc int[] { ErrorLog, ErrorLogSize };
            void** values = stackalloc void*[] { errors, (void*)LogBytes };
            status = Driver.cuModuleLoadDataEx(&made, text, 2, names, values);
        }
        if (status != 0)
        {
            string said = Encoding.UTF8.GetString(log).TrimEnd('\0', '\n').Trim();
            throw Check.Failure(CudaLibrary.Driver, status, nameof(Driver.cuModuleLoadDataEx), said);
        }
        var module = new KernelModuleHandle(context.Handle);
        module.Take(made);
        return module;
    }

    // A position in the lists of functions for each kind of arguments: a launch looks nothing up by name.
    private static class Slots
    {
        private static int count;

        public static int Next() => Interlocked.Increment(ref count) - 1;
    }

    private static class Slot<T>
    {
        public static readonly int Index = Slots.Next();
    }
}
