using CaffeSharpGen.Cuda.Interop;

namespace CaffeSharpGen.Cuda.Contexts;

/// <summary>
/// What all sessions of a device share: the primary context of the GPU, one stream, the handles of cuBLAS and cuDNN, the kernels, and
/// memory through which they transfer. Sessions and threads take turns (<see cref="Enter"/>), operation by operation; a pass that is
/// recorded is one turn.
/// </summary>
internal sealed unsafe class CudaContext : IDisposable
{
    // CU_STREAM_NON_BLOCKING: the default stream of others does not wait for ours, nor ours for it.
    private const uint NonBlocking = 1;

    // cublasMath_t: TF32_TENSOR_OP_MATH.
    private const int Tf32Math = 3;

    // Milliseconds in which somebody who waits for a turn notices that it is not wanted any more.
    private const int LongestTurnWait = 2;

    private readonly Lock gate = new();
    private readonly ContextHandle context;
    private readonly List<IDisposable> owned = [];
    private readonly Dictionary<Type, object> kept = [];

    // Threads that run passes, once for each pass: a callback of one may run another.
    private readonly List<int> running = [];
    private int depth;
    private bool isDisposed;
    private string? failure;

    /// <summary>Opens a GPU.</summary>
    /// <param name="info">Which.</param>
    /// <param name="options">How it works.</param>
    /// <exception cref="CudaException">A call failed; nothing is left behind.</exception>
    public CudaContext(CudaDeviceInfo info, CudaOptions options)
    {
        (Info, Options) = (info, options);
        int device;
        Check.Driver(Driver.cuDeviceGet(&device, info.Index), nameof(Driver.cuDeviceGet));
        context = new ContextHandle(device);
        nint made;
        Check.Driver(Driver.cuDevicePrimaryCtxRetain(&made, device), nameof(Driver.cuDevicePrimaryCtxRetain));
        context.Take(made);
        try
        {
            using Turn turn = Enter();
            StreamOwner = Make(
                () => new StreamHandle(context), nameof(Driver.cuStreamCreate), made => Driver.cuStreamCreate(made, NonBlocking));
            Stream = StreamOwner.Value;
            Kernels = Own(new KernelModule(this));
            Staging = Own(new Staging(this));
            Order = Own(new StreamOrder(this));
            OpenCublas();
            OpenCudnn();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The GPU.</summary>
    public CudaDeviceInfo Info { get; }

    /// <summary>How it works.</summary>
    public CudaOptions Options { get; }

    /// <summary>The stream that everything runs on.</summary>
    public nint Stream { get; }

    /// <summary>cuBLAS.</summary>
    public nint Cublas { get; private set; }

    /// <summary>cuDNN.</summary>
    public nint Cudnn { get; private set; }

    /// <summary>The kernels.</summary>
    public KernelModule Kernels { get; } = null!;

    /// <summary>Memory of the host through which everything is transferred.</summary>
    public Staging Staging { get; } = null!;

    /// <summary>The order of the stream among those of others.</summary>
    public StreamOrder Order { get; } = null!;

    /// <summary>Versions, such as <c>driver for CUDA 13.0, cuDNN 91300</c>.</summary>
    public string Libraries { get; private set; } = "";

    /// <summary>The memory in use.</summary>
    public MemoryCount Memory { get; } = new();

    /// <summary>The reference to the context, for what lives in it.</summary>
    public ContextHandle Handle => context;

    private StreamHandle StreamOwner { get; } = null!;

    /// <summary>
    /// Waits until no other thread uses the device, and makes its context current until the turn is disposed of. A thread may take a turn
    /// within its own.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ObjectDisposedException">The device was disposed of.</exception>
    /// <exception cref="CudaException">The device cannot be used any more.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Turn Enter(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.CanBeCanceled)
        {
            while (!gate.TryEnter(LongestTurnWait))
                cancellationToken.ThrowIfCancellationRequested();
        }
        else
        {
            gate.Enter();
        }
        try
        {
            if (depth == 0)
            {
                ObjectDisposedException.ThrowIf(isDisposed, typeof(Device));
                if (failure is not null)
                    throw new CudaException(failure);
                Require(Driver.cuCtxPushCurrent_v2(context.Value), nameof(Driver.cuCtxPushCurrent_v2));
            }
            depth++;
            return new Turn(this);
        }
        catch
        {
            gate.Exit();
            throw;
        }
    }

    /// <summary>
    /// Begins a pass, during which the device is not disposed of; dispose what is returned at its end. Others use the device meanwhile:
    /// operations take turns.
    /// </summary>
    /// <inheritdoc cref="Enter" path="/param"/>
    /// <inheritdoc cref="Enter" path="/exception"/>
    public Pass BeginPass(CancellationToken cancellationToken)
    {
        using Turn turn = Enter(cancellationToken);
        running.Add(Environment.CurrentManagedThreadId);
        return new Pass(this);
    }

    /// <summary>Requires that a call of the driver succeeded.</summary>
    /// <exception cref="CudaException">It did not.</exception>
    public void Require(int status, string call)
    {
        if (status != 0)
            throw Failure(CudaLibrary.Driver, status, call);
    }

    /// <summary>Requires that a call of cuBLAS succeeded.</summary>
    /// <exception cref="CudaException">It did not.</exception>
    public void RequireCublas(int status, string call)
    {
        if (status != 0)
            throw Failure(CudaLibrary.Cublas, status, call);
    }

    /// <summary>Requires that a call of cuDNN succeeded.</summary>
    /// <exception cref="CudaException">It did not.</exception>
    public void RequireCudnn(int status, string call)
    {
        if (status != 0)
            throw Failure(CudaLibrary.Cudnn, status, call);
    }

    /// <summary>Waits until everything that was given to the stream is done.</summary>
    public void Synchronize() => Require(Driver.cuStreamSynchronize(Stream), nameof(Driver.cuStreamSynchronize));

    /// <summary>What a room keeps for the device; made when it is first asked for.</summary>
    /// <param name="make">Makes it.</param>
    public T Kept<T>(Func<CudaContext, T> make)
        where T : class
    {
        using Turn turn = Enter();
        if (!kept.TryGetValue(typeof(T), out object? it))
            kept.Add(typeof(T), it = make(this));
        return (T)it;
    }

    /// <summary>Makes something that lives in the context.</summary>
    public T Make<T>(Func<T> handle, string call, Maker make)
        where T : CudaHandle
    {
        nint made;
        int status = make(&made);
        if (status != 0)
            throw Failure(LibraryOf(call), status, call);
        T it = handle();
        it.Take(made);
        return it;
    }

    /// <summary>Frees everything, after passes of other threads.</summary>
    /// <exception cref="InvalidOperationException">A callback of a pass calls it.</exception>
    public void Dispose()
    {
        while (!TryDispose())
            Thread.Sleep(1);
    }

    /// <summary>A call that makes something and stores its handle.</summary>
    internal delegate int Maker(nint* made);

    private static CudaLibrary LibraryOf(string call) =>
        call.StartsWith("cublas", StringComparison.Ordinal) ? CudaLibrary.Cublas
        : call.StartsWith("cudnn", StringComparison.Ordinal) ? CudaLibrary.Cudnn
        : CudaLibrary.Driver;

    private T Own<T>(T it)
        where T : IDisposable
    {
        owned.Add(it);
        return it;
    }

    private bool TryDispose()
    {
        lock (gate)
        {
            if (isDisposed)
                return true;
            if (depth > 0 || running.Contains(Environment.CurrentManagedThreadId))
                throw new InvalidOperationException("the device is in use by a pass of this thread: dispose of it afterwards");
            if (running.Count > 0)
                return false;
            isDisposed = true;
            for (int i = owned.Count - 1; i >= 0; i--)
                owned[i].Dispose();
            StreamOwner?.Dispose();
            context.Dispose();
            return true;
        }
    }

    private void EndPass()
    {
        lock (gate)
            running.Remove(Environment.CurrentManagedThreadId);
    }

    private void OpenCublas()
    {
        CublasHandle handle = Own(
            Make(() => new CublasHandle(context), nameof(Interop.Cublas.cublasCreate_v2), Interop.Cublas.cublasCreate_v2));
        Cublas = handle.Value;
        RequireCublas(Interop.Cublas.cublasSetStream_v2(Cublas, Stream), nameof(Interop.Cublas.cublasSetStream_v2));
        // A workspace of its own, so that a capture allocates nothing: 32 MiB on compute capability 9, 4 MiB before, as cuBLAS would take.
        nuint bytes = Info.ComputeCapability.Major >= 9 ? 32u << 20 : 4u << 20;
        DeviceMemory workspace = Own(new DeviceMemory(this, bytes, MemoryKind.Workspaces));
        RequireCublas(
            Interop.Cublas.cublasSetWorkspace_v2(Cublas, workspace.Pointer, bytes), nameof(Interop.Cublas.cublasSetWorkspace_v2));
        if (Options.Precision == Precision.Tf32)
            RequireCublas(Interop.Cublas.cublasSetMathMode(Cublas, Tf32Math), nameof(Interop.Cublas.cublasSetMathMode));
    }

    private void OpenCudnn()
    {
        CudnnHandle handle = Own(Make(() => new CudnnHandle(context), nameof(Interop.Cudnn.cudnnCreate), Interop.Cudnn.cudnnCreate));
        Cudnn = handle.Value;
        RequireCudnn(Interop.Cudnn.cudnnSetStream(Cudnn, Stream), nameof(Interop.Cudnn.cudnnSetStream));
        int driver;
        Require(Driver.cuDriverGetVersion(&driver), nameof(Driver.cuDriverGetVersion));
        Libraries = $"driver for CUDA {driver / 1000}.{driver % 1000 / 10}, cuDNN {Interop.Cudnn.cudnnGetVersion()}";
    }

    private CudaException Failure(CudaLibrary library, int status, string call)
    {
        var answer = new Status(library, status);
        CudaException error = Check.Failure(library, status, call, answer.IsOutOfMemory ? FreeMemory() : "");
        if (answer.IsFatal)
        {
            failure ??= $"{Info.Name} (cuda:{Info.Index}) cannot be used any more in this process since {error.Message}; "
                + "kernels run asynchronously, so an earlier layer may be the cause";
        }
        return error;
    }

    private string FreeMemory()
    {
        nuint free, total;
        return Driver.cuMemGetInfo_v2(&free, &total) == 0
            ? $"{free >> 20} MiB of {total >> 20} MiB are free on cuda:{Info.Index}"
            : "";
    }

    private void Leave()
    {
        if (--depth == 0)
        {
            nint popped;
            _ = Driver.cuCtxPopCurrent_v2(&popped);
        }
        gate.Exit();
    }

    /// <summary>A pass of a thread; dispose of it where it began.</summary>
    public readonly ref struct Pass(CudaContext context)
    {
        /// <summary>Ends it.</summary>
        public void Dispose() => context.EndPass();
    }

    /// <summary>A thread's turn; dispose of it where it was taken.</summary>
    public readonly ref struct Turn(CudaContext context)
    {
        /// <summary>Lets others have theirs.</summary>
        public void Dispose() => context.Leave();
    }
}
