using CaffeSharpGen.Cuda.Libraries.Loading;
using CaffeSharpGen.Cuda.Libraries.Places;

namespace CaffeSharpGen.Cuda.Libraries;

/// <summary>Finds a cuDNN that is built for the CUDA of a cuBLAS.</summary>
/// <remarks>
/// What is relied on. <c>libcudnn</c> is a thin library that opens its parts by name at the first call into each. The loader finds
/// them beside it only where NVIDIA gave the library a search path for that, which not all builds have, and a part that is not found
/// ends the process. So the parts are loaded before, by their full paths: both loaders take a library that is loaded already for
/// a name without folder. No call is made, not even for the version, before the parts that our calls reach are loaded.
/// </remarks>
/// <param name="machine">The machine.</param>
/// <param name="loader">The loader of libraries.</param>
/// <param name="places">Where to look.</param>
internal sealed class CudnnSearch(Machine machine, INativeLoader loader, IReadOnlyList<SearchPlace> places)
{
    private readonly Dictionary<string, int> cudaMajors = [];

    /// <summary>What was found and is of no use.</summary>
    public Findings Unusable { get; } = new();

    /// <summary>Loads the first cuDNN that fits; the highest major first. cuBLAS is loaded before, as cuDNN uses it.</summary>
    /// <param name="cudaMajor">The major of cuBLAS.</param>
    /// <param name="open">Gets what is loaded.</param>
    /// <returns>cuDNN and the CUDA that it is built for; null if none fits.</returns>
    public (LoadedLibrary Cudnn, Version Cuda)? Find(int cudaMajor, OpenLibraries open)
    {
        foreach (int major in LibraryNames.CudnnMajors)
        {
            foreach (string file in places.SelectMany(place => place.Files(LibraryNames.File("cudnn", major, machine.IsWindows))))
            {
                if (cudaMajors.TryGetValue(file, out int known) && known != cudaMajor)
                    continue;
                using OpenLibraries trial = new(loader);
                if (Load(file, major, trial) is not { } found || found.Cuda.Major != cudaMajor)
                    continue;
                LoadEngines(file, major, trial);
                trial.MoveTo(open);
                return found;
            }
        }
        return null;
    }

    private (LoadedLibrary Cudnn, Version Cuda)? Load(string file, int major, OpenLibraries trial)
    {
        string? failure;
        // Loading is harmless; a name that the loader does not know is no finding.
        if (SearchPlace.IsName(file) && trial.Load(file, out failure) == 0 && failure is null)
            return null;
        foreach (string part in LibraryNames.CudnnParts(major).Select(stem => LibraryNames.File(stem, major, machine.IsWindows)))
        {
            if (trial.Load(SearchPlace.Beside(file, part), out failure) != 0)
                continue;
            Unusable.Add(file, failure is null ? $"lacks its part {part}" : $"its part {part} does not load: {failure}");
            return null;
        }
        nint handle = trial.Load(file, out failure);
        if (handle == 0)
        {
            Unusable.Add(file, $"does not load: {failure}");
            return null;
        }
        return Identify(file, handle);
    }

    private (LoadedLibrary Cudnn, Version Cuda)? Identify(string file, nint handle)
    {
        nint version = loader.Export(handle, "cudnnGetVersion"), cuda = loader.Export(handle, "cudnnGetCudartVersion");
        if (version == 0 || cuda == 0)
        {
            Unusable.Add(file, $"has no {(version == 0 ? "cudnnGetVersion" : "cudnnGetCudartVersion")}");
            return null;
        }
        string path = loader.FileOf(version) ?? file;
        LoadedLibrary library = new(handle, path, OfCudnn(loader.GetCudnnNumber(version)));
        Version builtFor = DriverSearch.OfCuda(loader.GetCudnnNumber(cuda));
        cudaMajors[file] = builtFor.Major;
        Unusable.Add(path, $"cuDNN {library.Version} for CUDA {builtFor}");
        return LibraryNames.CudnnMajors.Contains(library.Version.Major) ? (library, builtFor) : null;
    }

    // Where one of them does not load, a call that needs it says so by its status.
    private void LoadEngines(string file, int major, OpenLibraries trial)
    {
        foreach (string engine in LibraryNames.CudnnEngines(major))
            trial.Load(SearchPlace.Beside(file, LibraryNames.File(engine, major, machine.IsWindows)), out _);
    }

    // 91300 is 9.13.0; up to cuDNN 8 the numbers are shorter, and 8902 is 8.9.2.
    private static Version OfCudnn(long number) => number >= 90000
        ? new((int)(number / 10000), (int)(number % 10000 / 100), (int)(number % 100))
        : new((int)(number / 1000), (int)(number % 1000 / 100), (int)(number % 100));
}
