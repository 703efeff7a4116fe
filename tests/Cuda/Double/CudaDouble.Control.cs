using System.Runtime.InteropServices;
using System.Text;

namespace CaffeSharpGen.Cuda.Testing;

/// <content>What a test sets and asks.</content>
public static unsafe partial class CudaDouble
{
    private static readonly string[] Kinds =
        ["context", "stream", "event", "module", "graph", "executable graph", "memory", "pinned memory", "cuBLAS", "cuDNN", "tensor", "filter", "convolution"];

    /// <summary>How many devices there are.</summary>
    public static int Devices { get => (int)Get("devices"); set => Set("devices", value); }

    /// <summary>The compute capability of the devices.</summary>
    public static (int Major, int Minor) ComputeCapability
    {
        get => ((int)Get("major"), (int)Get("minor"));
        set { Set("major", value.Major); Set("minor", value.Minor); }
    }

    /// <summary>The CUDA version of the driver: 12080 is 12.8.</summary>
    public static int DriverVersion { get => (int)Get("driver"); set => Set("driver", value); }

    /// <summary>The version of cuDNN: 90600 is 9.6.0, 8907 is 8.9.7 (with the statuses of cuDNN 8).</summary>
    public static int CudnnVersion { get => (int)Get("cudnn"); set => Set("cudnn", value); }

    /// <summary>The CUDA version that cuDNN was built for: 12080 is 12.8.</summary>
    public static int CudartVersion { get => (int)Get("cudart"); set => Set("cudart", value); }

    /// <summary>The version of cuBLAS: 120804 is 12.8.4.</summary>
    public static int CublasVersion { get => (int)Get("cublas"); set => Set("cublas", value); }

    /// <summary>The memory of a device in bytes.</summary>
    public static long MemoryLimit { get => Get("memory"); set => Set("memory", value); }

    /// <summary>Whether work runs when it is given to a stream, and not when somebody waits for it.</summary>
    public static bool Eager { get => Get("eager") != 0; set => Set("eager", value ? 1 : 0); }

    /// <summary>Whether the last thread of a block goes first, and the last block.</summary>
    public static bool Descending { get => Get("descending") != 0; set => Set("descending", value ? 1 : 0); }

    /// <summary>Whether streams that are only asked whether they are done come no further.</summary>
    public static bool Stalled { get => Get("stalled") != 0; set => Set("stalled", value ? 1 : 0); }

    /// <summary>Threads of the processor that work is spread over: 1 or 2.</summary>
    public static int Threads { get => (int)Get("threads"); set => Set("threads", value); }

    /// <summary>Calls so far that could have failed.</summary>
    public static long Calls => Get("calls");

    /// <summary>Calls that were made to fail.</summary>
    public static long FailedCalls => Get("failed");

    /// <summary>Bytes of device memory in use.</summary>
    public static long UsedMemory => Get("used");

    /// <summary>Bytes of pinned memory in use.</summary>
    public static long PinnedMemory => Get("pinned");

    /// <summary>Contexts that are pushed on this thread: 0 outside our calls.</summary>
    public static int CurrentContexts => (int)Get("contexts");

    /// <summary>Pieces of work that wait in streams.</summary>
    public static int PendingWork => (int)Get("pending");

    /// <summary>What was wrong last, in words.</summary>
    public static string LastFault => Text("csg_double_fault");

    /// <summary>Live objects by kind, of kinds that have any. A context that is gone leaves what was alive in it here: leaks.</summary>
    public static IReadOnlyDictionary<string, int> Live
    {
        get
        {
            var live = (delegate* unmanaged<int, int>)LoadedControls.Value["csg_double_live"];
            return Kinds.Select((kind, i) => (Kind: kind, Count: live(i))).Where(each => each.Count != 0).ToDictionary(each => each.Kind, each => each.Count);
        }
    }

    /// <summary>Live objects in all.</summary>
    public static int LiveObjects => Live.Values.Sum();

    /// <summary>How often each call was made; launches also count as <c>launch:kernel</c>.</summary>
    public static IReadOnlyDictionary<string, long> Log => Text("csg_double_log").Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ')).ToDictionary(pair => pair[0], pair => long.Parse(pair[1]));

    /// <summary>Settings, counts and the log as at first. Objects stay.</summary>
    public static void Reset() => ((delegate* unmanaged<void>)LoadedControls.Value["csg_double_reset"])();

    /// <summary>Takes what is alive for dead, so that a test that leaks on purpose does not trouble the next one.</summary>
    public static void ForgetLeaks() => ((delegate* unmanaged<void>)LoadedControls.Value["csg_double_forget"])();

    /// <summary>The n-th call from now fails, with this code or with one that the library would answer; 0 takes it back.</summary>
    public static void FailCall(long n, int code = 0)
    {
        Set("failCode", code);
        Set("failAt", n);
    }

    /// <summary>All calls of a name fail with this code; 0 takes it back.</summary>
    public static void FailCalls(string name, int code)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(name + "\0"))
            ((delegate* unmanaged<byte*, int, void>)LoadedControls.Value["csg_double_fail"])(text, code);
    }

    /// <summary>Reads device memory as it is now, whatever streams still have to do.</summary>
    /// <exception cref="ArgumentException">the bytes are not in one live allocation.</exception>
    public static void Peek(ulong address, Span<byte> to)
    {
        fixed (byte* pointer = to)
        {
            if (((delegate* unmanaged<ulong, void*, nuint, int>)LoadedControls.Value["csg_double_peek"])(address, pointer, (nuint)to.Length) == 0)
                throw new ArgumentException($"{to.Length} bytes at 0x{address:x} are not in one live allocation.", nameof(address));
        }
    }

    private static void Set(string name, long value)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(name + "\0"))
        {
            if (((delegate* unmanaged<byte*, long, int>)LoadedControls.Value["csg_double_set"])(text, value) == 0)
                throw new InvalidOperationException($"The double has no setting {name}.");
        }
    }

    private static long Get(string name)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(name + "\0"))
            return ((delegate* unmanaged<byte*, long>)LoadedControls.Value["csg_double_get"])(text);
    }

    private static int Call(string name, string argument)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(argument + "\0"))
            return ((delegate* unmanaged<byte*, int>)LoadedControls.Value[name])(text);
    }

    private static string Text(string name)
    {
        var ask = (delegate* unmanaged<byte*, nuint, nuint>)LoadedControls.Value[name];
        byte[] buffer = new byte[ask(null, 0)];
        fixed (byte* pointer = buffer)
            ask(pointer, (nuint)buffer.Length);
        return Encoding.UTF8.GetString(buffer.AsSpan(0, Math.Max(0, buffer.AsSpan().IndexOf((byte)0))));
    }

    /// <summary>The library's control calls by name.</summary>
    private sealed class Controls(nint library)
    {
        public nint this[string name] => NativeLibrary.GetExport(library, name);
    }
}
