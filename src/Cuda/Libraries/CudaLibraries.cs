using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cuda.Libraries;

/// <summary>Finds libraries; to be replaced by the finder.</summary>
internal static class CudaLibraries
{
    public static nint Resolve(string library)
    {
        string folder = Environment.GetEnvironmentVariable("CSG_CUDA") ?? "";
        string[] names = library switch
        {
            "cuda" => ["libcuda.so.1"],
            "cublas" => ["libcublas.so.13", "libcublas.so.12", "libcublas.so.11"],
            "cudnn" => ["libcudnn.so.9", "libcudnn.so.8"],
            _ => [],
        };
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(Path.Combine(folder, name), out nint handle))
                return handle;
        }
        return 0;
    }

    public static string? WhyNot() => Resolve("cuda") == 0 ? "libcuda was not found" : null;
}
