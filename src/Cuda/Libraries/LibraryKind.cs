namespace CaffeSharpGen.Cuda.Libraries;

/// <summary>A library of NVIDIA's that is loaded.</summary>
internal enum LibraryKind
{
    /// <summary>The driver: <c>libcuda.so.1</c>, <c>nvcuda.dll</c>.</summary>
    Driver,

    /// <summary>What cuBLAS and cuDNN are built upon. None of its calls is bound.</summary>
    CublasLt,

    /// <summary>Products of matrices.</summary>
    Cublas,

    /// <summary>Convolutions.</summary>
    Cudnn,
}
