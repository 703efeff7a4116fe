namespace CaffeSharpGen.Cuda.Libraries;

/// <summary>How the libraries are called: as files of Linux and Windows, and in imports.</summary>
internal static class LibraryNames
{
    /// <summary>The majors of cuBLAS that are understood, which are those of CUDA; the best first.</summary>
    public static readonly int[] CublasMajors = [13, 12, 11];

    /// <summary>The majors of cuDNN that are understood; the best first.</summary>
    public static readonly int[] CudnnMajors = [9, 8];

    /// <summary>The library that an import means: by our names, or by those that ManagedCuda has.</summary>
    /// <returns>Null for the name of something else.</returns>
    public static LibraryKind? OfImport(string name) => name switch
    {
        "cuda" or "nvcuda" or "libcuda" => LibraryKind.Driver,
        "cublasLt" => LibraryKind.CublasLt,
        "cublas" or "cublas64_11" or "cublas64_12" or "cublas64_13" => LibraryKind.Cublas,
        "cudnn" => LibraryKind.Cudnn,
        _ => null,
    };

    /// <summary>The driver's file. The same in all versions.</summary>
    public static string Driver(bool isWindows) => isWindows ? "nvcuda.dll" : "libcuda.so.1";

    /// <summary>The file of a library that has a major in its name: of cublas, cublasLt, cudnn, or a part of cuDNN.</summary>
    public static string File(string stem, int major, bool isWindows) => isWindows ? $"{stem}64_{major}.dll" : $"lib{stem}.so.{major}";

    /// <summary>The major in the name of a library's file.</summary>
    /// <returns>Null if the file is none of that library; parts of cuDNN are not cuDNN.</returns>
    public static int? MajorOf(string fileName, string stem, bool isWindows)
    {
        string before = isWindows ? $"{stem}64_" : $"lib{stem}.so.";
        if (!fileName.StartsWith(before, isWindows ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
            return null;
        string major = fileName[before.Length..].Split('.')[0];
        return int.TryParse(major, out int number) ? number : null;
    }

    /// <summary>
    /// The parts of cuDNN that our calls reach, in an order in which each finds those that it needs. <c>libcudnn</c> itself holds no
    /// code: it opens them by name at the first call into each, and ends the process if that fails.
    /// </summary>
    public static string[] CudnnParts(int major) => major >= 9
        ? ["cudnn_graph", "cudnn_ops", "cudnn_cnn"]
        : ["cudnn_ops_infer", "cudnn_cnn_infer"];

    /// <summary>The parts that those open in turn. Where one is missing, a call answers with a status.</summary>
    public static string[] CudnnEngines(int major) => major >= 9
        ? ["cudnn_heuristic", "cudnn_engines_precompiled", "cudnn_engines_runtime_compiled"]
        : [];
}
