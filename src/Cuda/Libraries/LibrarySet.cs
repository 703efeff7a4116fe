namespace CaffeSharpGen.Cuda.Libraries;

/// <summary>Libraries that are loaded and fit each other.</summary>
/// <param name="Driver">The driver. Its version is the newest CUDA that it supports, 11.4 or newer.</param>
/// <param name="CublasLt">cuBLASLt.</param>
/// <param name="Cublas">cuBLAS of major 13, 12 or 11.</param>
/// <param name="Cudnn">cuDNN of major 9 or 8. The two number their status codes differently.</param>
/// <param name="CudnnCuda">The CUDA that cuDNN is built for, such as 12.9. Its major is that of cuBLAS.</param>
internal sealed record LibrarySet(
    LoadedLibrary Driver, LoadedLibrary CublasLt, LoadedLibrary Cublas, LoadedLibrary Cudnn, Version CudnnCuda)
{
    /// <summary>The library of a kind.</summary>
    public LoadedLibrary this[LibraryKind library] => library switch
    {
        LibraryKind.Driver => Driver,
        LibraryKind.CublasLt => CublasLt,
        LibraryKind.Cublas => Cublas,
        LibraryKind.Cudnn => Cudnn,
        _ => throw new ArgumentOutOfRangeException(nameof(library), library, "expected a library of CUDA"),
    };
}
