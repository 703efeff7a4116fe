using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Libraries;

namespace CaffeSharpGen.Cuda.Interop;

/// <summary>Where the imports of this assembly come from: the libraries that were found, whatever their files are called.</summary>
internal static class Imports
{
    private static int isRegistered;

    /// <summary>Serves the imports, before the first of them is called.</summary>
    public static void Register()
    {
        if (Interlocked.Exchange(ref isRegistered, 1) == 0)
            NativeLibrary.SetDllImportResolver(typeof(Imports).Assembly, (name, _, _) => CudaLibraries.Resolve(name));
    }
}
