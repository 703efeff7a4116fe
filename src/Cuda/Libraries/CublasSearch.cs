using CaffeSharpGen.Cuda.Libraries.Loading;
using CaffeSharpGen.Cuda.Libraries.Places;

namespace CaffeSharpGen.Cuda.Libraries;

/// <summary>Finds cuBLAS, with cuBLASLt.</summary>
/// <param name="machine">The machine.</param>
/// <param name="loader">The loader of libraries.</param>
/// <param name="places">Where to look.</param>
/// <param name="driver">The driver, which decides about majors: each drives its own CUDA's and older ones.</param>
internal sealed class CublasSearch(Machine machine, INativeLoader loader, IReadOnlyList<SearchPlace> places, LoadedLibrary driver)
{
    /// <summary>What was found and is of no use.</summary>
    public Findings Unusable { get; } = new();

    /// <summary>Loads the first cuBLAS of a major that loads and that the driver drives.</summary>
    /// <param name="major">The major in the file's name.</param>
    /// <param name="open">Holds what is loaded.</param>
    /// <returns>cuBLASLt and cuBLAS; null if there is none.</returns>
    public (LoadedLibrary Lt, LoadedLibrary Cublas)? Find(int major, OpenLibraries open)
    {
        foreach (string file in places.SelectMany(place => place.Files(LibraryNames.File("cublas", major, machine.IsWindows))))
        {
            // By the name alone, so that hundreds of megabytes are not mapped in vain.
            if (major > driver.Version.Major)
                MarkTooNew(file, major);
            else if (Load(file, LibraryNames.File("cublasLt", major, machine.IsWindows), open) is { } found)
                return found;
        }
        return null;
    }

    private (LoadedLibrary Lt, LoadedLibrary Cublas)? Load(string file, string ltName, OpenLibraries open)
    {
        using OpenLibraries trial = new(loader);
        // cuBLAS names cuBLASLt without a folder: loaded before it, and by its full path, it is found wherever it is.
        string ltFile = SearchPlace.Beside(file, ltName);
        nint lt = trial.Load(ltFile, out string? ltFailure), handle = trial.Load(file, out string? failure);
        if (handle == 0)
        {
            if ((ltFailure ?? failure) is { } said)
                Unusable.Add(file, lt == 0 && ltFailure is null ? $"lacks {ltName}" : $"does not load: {said}");
            return null;
        }
        if (lt == 0 && (lt = trial.Load(ltName, out _)) == 0) // Found by cuBLAS itself, or not at all.
        {
            Unusable.Add(file, $"lacks {ltName}");
            return null;
        }
        if (Identify(file, handle) is not { } cublas)
            return null;
        trial.MoveTo(open);
        nint ltFunction = loader.Export(lt, "cublasLtGetVersion");
        return (new(lt, (ltFunction == 0 ? null : loader.FileOf(ltFunction)) ?? ltFile, cublas.Version), cublas);
    }

    private LoadedLibrary? Identify(string file, nint handle)
    {
        nint function = loader.Export(handle, "cublasGetProperty");
        if (function == 0)
        {
            Unusable.Add(file, "has no cublasGetProperty");
            return null;
        }
        string path = loader.FileOf(function) ?? file;
        int[] numbers = new int[3];
        for (int property = 0; property < numbers.Length; property++)
        {
            int status = loader.GetCublasProperty(function, property, out numbers[property]);
            if (status != 0)
            {
                Unusable.Add(path, $"cublasGetProperty fails with {status}");
                return null;
            }
        }
        Version version = new(numbers[0], numbers[1], numbers[2]);
        if (LibraryNames.CublasMajors.Contains(version.Major) && version.Major <= driver.Version.Major)
            return new(handle, path, version);
        Unusable.Add(path, $"cuBLAS {version}");
        return null;
    }

    private void MarkTooNew(string file, int major)
    {
        if (!SearchPlace.IsName(file))
            Unusable.Add(file, $"needs a driver for CUDA {major}");
    }
}
