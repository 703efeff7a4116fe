using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cuda.Interop;

/// <summary>What a call answered, by name. cuDNN 8 and 9 number the same answers differently.</summary>
/// <param name="library">Who answered.</param>
/// <param name="code">What.</param>
internal readonly struct Status(CudaLibrary library, int code)
{
    private const int DriverOutOfMemory = 2;

    // Of cuDNN 9.
    private const int HostAllocationFailed = 4003, DeviceAllocationFailed = 4004;

    // A kernel's fault, or the hardware's: the context cannot be used any more.
    private static ReadOnlySpan<int> DriverFatal => [214, 220, 226, 700, 702, 709, 710, 714, 715, 716, 717, 718, 719, 721];

    // Name, code of cuDNN 8, code of cuDNN 9, which has further ones; 0 for none.
    private static readonly (string Name, int Eight, int Nine)[] cudnnNames =
    [
        ("NOT_INITIALIZED", 1, 1001), ("ALLOC_FAILED", 2, DeviceAllocationFailed), ("BAD_PARAM", 3, 2000), ("INTERNAL_ERROR", 4, 4000),
        ("INVALID_VALUE", 5, 2001), ("ARCH_MISMATCH", 6, 3007), ("MAPPING_ERROR", 7, 0), ("EXECUTION_FAILED", 8, 5000),
        ("NOT_SUPPORTED", 9, 3000), ("LICENSE_ERROR", 10, 1005), ("RUNTIME_PREREQUISITE_MISSING", 11, 3008),
        ("ALLOC_FAILED", 0, HostAllocationFailed), ("SUBLIBRARY_VERSION_MISMATCH", 0, 1002), ("SUBLIBRARY_LOADING_FAILED", 0, 1008),
    ];

    private static readonly (string Name, int Code)[] cublasNames =
    [
        ("NOT_INITIALIZED", 1), ("ALLOC_FAILED", 3), ("INVALID_VALUE", 7), ("ARCH_MISMATCH", 8), ("MAPPING_ERROR", 11),
        ("EXECUTION_FAILED", 13), ("INTERNAL_ERROR", 14), ("NOT_SUPPORTED", 15), ("LICENSE_ERROR", 16),
    ];

    /// <summary>Whether memory was wanting.</summary>
    public bool IsOutOfMemory => library switch
    {
        CudaLibrary.Driver => code == DriverOutOfMemory,
        CudaLibrary.Cublas => code == 3,
        _ => code is 2 or HostAllocationFailed or DeviceAllocationFailed,
    };

    /// <summary>Whether the device can do nothing more in this process.</summary>
    public bool IsFatal => library == CudaLibrary.Driver && DriverFatal.Contains(code);

    /// <summary>
    /// Whether the algorithm or its arguments are ones that the library does not have: another may. Not where the installation is at fault
    /// (cuDNN 9 counts an incompatible driver or runtime, and missing parts, among what it does not support).
    /// </summary>
    public bool IsNotSupported => library switch
    {
        CudaLibrary.Cudnn => code is 9 or 6 or (>= 3000 and < 4000 and not (3005 or 3006 or 3008 or 3009)),
        CudaLibrary.Cublas => code is 15 or 8,
        _ => false,
    };

    /// <summary>Such as <c>CUDA_ERROR_OUT_OF_MEMORY</c>.</summary>
    public string Name => library switch
    {
        CudaLibrary.Driver => DriverName(),
        CudaLibrary.Cublas => $"CUBLAS_STATUS_{NameOf(cublasNames, code)}",
        _ => $"CUDNN_STATUS_{CudnnName()}",
    };

    /// <summary>What it means, as the library says it; empty if it says nothing.</summary>
    public string Text => library switch
    {
        CudaLibrary.Driver => DriverText(),
        CudaLibrary.Cudnn => CudnnText(),
        _ => "",
    };

    // Codes of version 9 are thousands of a kind, with details behind; of version 8 they are below 100.
    private string CudnnName()
    {
        if (code < 1000)
            return NameOf([.. cudnnNames.Select(name => (name.Name, name.Eight))], code);
        foreach ((string name, _, int nine) in cudnnNames)
        {
            if (nine == code)
                return name;
        }
        return (code / 1000) switch
        {
            1 => "NOT_INITIALIZED",
            2 => "BAD_PARAM",
            3 => "NOT_SUPPORTED",
            4 => "INTERNAL_ERROR",
            5 => "EXECUTION_FAILED",
            _ => code.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    private static string NameOf((string Name, int Code)[] names, int code)
    {
        foreach ((string name, int its) in names)
        {
            if (its == code)
                return name;
        }
        return code.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private unsafe string DriverName()
    {
        byte* name;
        return Driver.cuGetErrorName(code, &name) == 0 && name is not null ? Marshal.PtrToStringUTF8((nint)name)! : $"error {code}";
    }

    private unsafe string DriverText()
    {
        byte* text;
        return Driver.cuGetErrorString(code, &text) == 0 && text is not null ? Marshal.PtrToStringUTF8((nint)text)! : "";
    }

    private unsafe string CudnnText() => Marshal.PtrToStringUTF8((nint)Cudnn.cudnnGetErrorString(code)) ?? "";
}
