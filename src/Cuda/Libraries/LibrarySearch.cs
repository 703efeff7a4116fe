using CaffeSharpGen.Cuda.Libraries.Loading;
using CaffeSharpGen.Cuda.Libraries.Places;

namespace CaffeSharpGen.Cuda.Libraries;

/// <summary>
/// One search for the libraries: the driver, then the pair of cuBLAS and cuDNN of the highest majors that fit each other and the
/// driver. Of equal majors, the one in the earlier place is taken. A driver drives libraries of its own CUDA's major, whatever their
/// minor, and of older majors. Which cards a library serves is not known before a device is opened: <c>CSG_CUDA</c> chooses an
/// older one by hand.
/// </summary>
internal static class LibrarySearch
{
    /// <summary>Searches. What was loaded and is of no use is unloaded.</summary>
    public static SearchOutcome Run(Machine machine, INativeLoader loader)
    {
        using OpenLibraries open = new(loader);
        if (!DriverSearch.TryFind(machine, loader, open, out LoadedLibrary? driver, out string? reason))
            return SearchOutcome.Failed(reason);

        IReadOnlyList<SearchPlace> places = SearchPlaces.OfLibraries(machine);
        CublasSearch cublasSearch = new(machine, loader, places, driver);
        CudnnSearch cudnnSearch = new(machine, loader, places);
        List<LoadedLibrary> withoutCudnn = [];
        foreach (int major in LibraryNames.CublasMajors)
        {
            using OpenLibraries pair = new(loader);
            if (cublasSearch.Find(major, pair) is not var (lt, cublas))
                continue;
            if (cudnnSearch.Find(cublas.Version.Major, pair) is var (cudnn, cuda))
            {
                pair.Keep();
                open.Keep();
                return SearchOutcome.Of(new(driver, lt, cublas, cudnn, cuda));
            }
            withoutCudnn.Add(cublas);
        }
        Shortage shortage = new(machine, places, driver);
        return SearchOutcome.Failed(withoutCudnn.Count == 0
            ? shortage.OfCublas(cublasSearch.Unusable)
            : shortage.OfCudnn(withoutCudnn, cudnnSearch.Unusable));
    }
}
