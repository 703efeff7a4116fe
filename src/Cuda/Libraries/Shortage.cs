using CaffeSharpGen.Cuda.Libraries.Places;

namespace CaffeSharpGen.Cuda.Libraries;

/// <summary>Says in one sentence which library is missing.</summary>
/// <param name="machine">The machine.</param>
/// <param name="places">Where it was looked for.</param>
/// <param name="driver">The driver that is there.</param>
internal sealed class Shortage(Machine machine, IReadOnlyList<SearchPlace> places, LoadedLibrary driver)
{
    // The newest CUDA whose libraries serve all cards that ours serves: those of 13 begin with compute capability 7.5.
    private const int MostServed = 12;

    private static readonly EnumerationOptions Readable = new() { IgnoreInaccessible = true };

    /// <summary>No cuBLAS is usable.</summary>
    /// <param name="unusable">Those that were found.</param>
    public string OfCublas(Findings unusable)
    {
        int[] majors = [.. LibraryNames.CublasMajors.Where(major => major <= driver.Version.Major)];
        AddOtherMajors(unusable, "cublas", LibraryNames.CublasMajors);
        return $"cuBLAS {Either(majors)} was not found, for a driver that supports CUDA {driver.Version}: "
            + $"looked for {Files("cublas", majors)} in {Places()}{unusable}; "
            + Advice(Math.Min(driver.Version.Major, MostServed), "brings it and cuDNN");
    }

    /// <summary>No cuDNN fits a cuBLAS.</summary>
    /// <param name="cublas">Each cuBLAS that would do.</param>
    /// <param name="unusable">The cuDNNs that were found.</param>
    public string OfCudnn(IReadOnlyList<LoadedLibrary> cublas, Findings unusable)
    {
        int[] cudaMajors = [.. cublas.Select(it => it.Version.Major)];
        AddOtherMajors(unusable, "cudnn", LibraryNames.CudnnMajors);
        string needed = $"cuDNN {Either(LibraryNames.CudnnMajors)} for CUDA {Either(cudaMajors)}";
        return $"{needed} was not found, to go with {Findings.Listed(cublas.Select(it => it.Path), "or")}: "
            + $"looked for {Files("cudnn", LibraryNames.CudnnMajors)} in {Places()}{unusable}; {Advice(cudaMajors[0], "brings it")}";
    }

    private string Places() => places is [{ Name: SearchPlaces.Variable }]
        ? $"{places[0]} and nowhere else, as that variable is set"
        : Findings.Listed(places, "and");

    private string Files(string stem, int[] majors) =>
        Findings.Listed(majors.Select(major => LibraryNames.File(stem, major, machine.IsWindows)), "or");

    private static string Either(int[] majors) => Findings.Listed(majors, "or");

    private static string Advice(int cudaMajor, string does) => $"'pip install nvidia-cudnn-cu{cudaMajor}' {does}";

    // What has the right name and another age explains more than "nothing".
    private void AddOtherMajors(Findings unusable, string stem, int[] understood)
    {
        foreach (string folder in places.SelectMany(place => place.Folders).Where(Directory.Exists))
        {
            var others = from file in Directory.EnumerateFiles(folder, machine.IsWindows ? $"{stem}64_*.dll" : $"lib{stem}.so.*", Readable)
                         let major = LibraryNames.MajorOf(Path.GetFileName(file), stem, machine.IsWindows)
                         where major is not null && !understood.Contains(major.Value)
                         group file by major.Value;
            foreach (IGrouping<int, string> files in others) // libcudnn.so.7 and libcudnn.so.7.6.5 are one.
                unusable.Add(files.MinBy(file => file.Length)!, files.Key < understood[^1] ? "too old" : "too new");
        }
    }
}
