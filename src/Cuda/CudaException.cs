namespace CaffeSharpGen.Cuda;

/// <summary>A call of the CUDA driver, cuBLAS or cuDNN failed.</summary>
public sealed class CudaException : DeviceException
{
    internal CudaException(string call, int code, string codeName, string detail)
        : base($"{call} failed: {codeName}{(detail.Length == 0 ? "" : $" ({detail})")}") =>
        (Call, Code, CodeName) = (call.Split(' ')[0], code, codeName);

    internal CudaException(string message) : base(message) => (Call, CodeName) = ("", "");

    /// <summary>The call, such as <c>cuMemAlloc_v2</c>; empty where no call was made because the device is not usable any more.</summary>
    public string Call { get; }

    /// <summary>What it answered. cuDNN 8 and 9 number the same answers differently: compare names.</summary>
    public int Code { get; }

    /// <summary>Its name, such as <c>CUDA_ERROR_OUT_OF_MEMORY</c>.</summary>
    public string CodeName { get; }
}
