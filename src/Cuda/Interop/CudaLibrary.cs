namespace CaffeSharpGen.Cuda.Interop;

/// <summary>One of the libraries that are called.</summary>
internal enum CudaLibrary
{
    /// <summary>The driver.</summary>
    Driver,

    /// <summary>Products.</summary>
    Cublas,

    /// <summary>Convolutions.</summary>
    Cudnn,
}
