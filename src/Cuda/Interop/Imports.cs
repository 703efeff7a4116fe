using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Libraries;

[assembly: DisableRuntimeMarshalling]

namespace CaffeSharpGen.Cuda.Interop;

/// <summary>Where the imports of this assembly come from: the libraries that were found, whatever their files are called.</summary>
internal static class Imports
{
    private static readonly Lock Gate = new();
    private static bool isRegistered;

    /// <summary>Serves the imports. When it returns, they are served, whichever thread did it; none is called before.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (isRegistered)
                return;
            NativeLibrary.SetDllImportResolver(typeof(Imports).Assembly, (name, _, _) => CudaLibraries.Resolve(name));
#if MANAGED_CUDA
            // Its assemblies have resolvers of their own, for names without versions. What those do not find is asked for here.
            System.Runtime.Loader.AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => CudaLibraries.Resolve(name);
#endif
            isRegistered = true;
        }
    }
}
