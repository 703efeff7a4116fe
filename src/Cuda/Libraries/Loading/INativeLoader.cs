namespace CaffeSharpGen.Cuda.Libraries.Loading;

/// <summary>The system's loader of libraries, and the few calls that say what a library is.</summary>
internal interface INativeLoader
{
    /// <summary>Loads a library.</summary>
    /// <param name="path">A full path, or the name of a file that the loader looks for in its own folders.</param>
    /// <param name="failure">Why a library that is there does not load; null if none is there.</param>
    /// <returns>The handle, to be given to <see cref="Free"/>; 0 if the library does not load.</returns>
    nint Load(string path, out string? failure);

    /// <summary>Undoes one <see cref="Load"/>.</summary>
    void Free(nint library);

    /// <summary>The address of an exported function; 0 if the library has none of that name.</summary>
    nint Export(nint library, string name);

    /// <summary>The file that holds a function; null where the system does not say.</summary>
    string? FileOf(nint function);

    /// <summary>Calls <c>cuDriverGetVersion</c>.</summary>
    /// <returns>The status; 0 is success.</returns>
    int GetDriverVersion(nint function, out int version);

    /// <summary>Calls <c>cublasGetProperty</c>.</summary>
    /// <param name="function">Its address.</param>
    /// <param name="property">0 is the major, 1 the minor, 2 the patch.</param>
    /// <param name="value">What it answers.</param>
    /// <returns>The status; 0 is success.</returns>
    int GetCublasProperty(nint function, int property, out int value);

    /// <summary>Calls <c>cudnnGetVersion</c> or <c>cudnnGetCudartVersion</c>, which cannot fail.</summary>
    long GetCudnnNumber(nint function);
}
