using System.Diagnostics.CodeAnalysis;
using CaffeSharpGen.Cuda.Libraries.Loading;
using CaffeSharpGen.Cuda.Libraries.Places;

namespace CaffeSharpGen.Cuda.Libraries;

/// <summary>Finds the driver.</summary>
internal static class DriverSearch
{
    /// <summary>The oldest CUDA whose drivers have all the calls that are bound.</summary>
    public static readonly Version Oldest = new(11, 4);

    // CUDA_ERROR_STUB_LIBRARY: the toolkit's libcuda for linking programs, which images for building have under the driver's name.
    private const int StubLibrary = 34;

    /// <summary>Loads the first driver that is there and new enough.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="loader">The loader of libraries.</param>
    /// <param name="open">Gets what is loaded.</param>
    /// <param name="driver">The driver.</param>
    /// <param name="reason">What was looked for, where, and what was found.</param>
    public static bool TryFind(
        Machine machine, INativeLoader loader, OpenLibraries open,
        [NotNullWhen(true)] out LoadedLibrary? driver, [NotNullWhen(false)] out string? reason)
    {
        string name = LibraryNames.Driver(machine.IsWindows);
        IReadOnlyList<SearchPlace> places = SearchPlaces.OfDriver(machine);
        Findings unusable = new();
        LoadedLibrary? tooOld = null;
        foreach (string file in places.SelectMany(place => place.Files(name)))
        {
            using OpenLibraries trial = new(loader);
            if (Load(loader, trial, file, unusable) is not { } found)
                continue;
            if (found.Version >= Oldest)
            {
                trial.MoveTo(open);
                (driver, reason) = (found, null);
                return true;
            }
            tooOld ??= found;
        }
        driver = null;
        reason = tooOld is null
            ? $"NVIDIA's driver was not found: looked for {name} in {Findings.Listed(places, "and")}{unusable}; "
                + $"{name} comes with the driver{(machine.IsWindows ? "" : ", and into a container by 'docker run --gpus all'")}"
            : $"NVIDIA's driver, {tooOld.Path}, supports CUDA {tooOld.Version}; {Oldest} or newer is needed";
        return false;
    }

    private static LoadedLibrary? Load(INativeLoader loader, OpenLibraries trial, string file, Findings unusable)
    {
        nint handle = trial.Load(file, out string? failure);
        if (handle == 0)
        {
            if (failure is not null)
                unusable.Add(file, $"does not load: {failure}");
            return null;
        }
        nint function = loader.Export(handle, "cuDriverGetVersion");
        if (function == 0)
        {
            unusable.Add(file, "has no cuDriverGetVersion");
            return null;
        }
        string path = loader.FileOf(function) ?? file;
        int status = loader.GetDriverVersion(function, out int version);
        if (status == 0)
            return new(handle, path, OfCuda(version));
        unusable.Add(path, status == StubLibrary ? "a stub for building programs, no driver" : $"cuDriverGetVersion fails with {status}");
        return null;
    }

    /// <summary>A version of CUDA from the number that calls answer: 12040 is 12.4.</summary>
    public static Version OfCuda(long number) => new((int)(number / 1000), (int)(number % 1000 / 10));
}
