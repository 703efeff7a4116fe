namespace CaffeSharpGen.Cuda.Libraries.Places;

/// <summary>The places of a machine in which libraries are looked for, in their order.</summary>
internal static class SearchPlaces
{
    /// <summary>The variable that names the folders of the libraries. Where it is set, no other is searched for them.</summary>
    public const string Variable = "CSG_CUDA";

    /// <summary>Where the driver is. It belongs to the system, so these do not depend on what is installed for programs.</summary>
    public static IReadOnlyList<SearchPlace> OfDriver(Machine machine)
    {
        List<SearchPlace> places = [.. Chosen(machine)];
        if (machine.IsWindows)
            return [.. places, new(machine.WindowsSystem, [machine.WindowsSystem])];
        places.Add(SearchPlace.Loader);
        // Containers have the host's driver in the first, Linux under Windows has Windows' driver in the second; not every loader knows.
        foreach (string folder in new[] { "usr/local/nvidia/lib64", "usr/lib/wsl/lib" }.Select(name => Path.Combine(machine.Root, name)))
            places.Add(new(folder, Directory.Exists(folder) ? [folder] : []));
        return places;
    }

    /// <summary>Where cuBLAS and cuDNN are.</summary>
    public static IReadOnlyList<SearchPlace> OfLibraries(Machine machine)
    {
        SearchPlace[] chosen = [.. Chosen(machine)];
        if (chosen.Length > 0)
            return chosen;
        List<SearchPlace> places = [new("the application's folder", [machine.Application])];
        // LoadLibrary would look in the current folder, too, where anybody's file may be: the folders of PATH are searched one by one.
        places.Add(machine.IsWindows ? new("PATH", [.. machine.Folders("PATH").Where(Path.IsPathFullyQualified)]) : SearchPlace.Loader);
        places.AddRange(ToolkitFolders.Places(machine));
        places.AddRange(PythonFolders.Places(machine));
        return [.. Distinct(places)];
    }

    private static IEnumerable<SearchPlace> Chosen(Machine machine) =>
        machine.Folders(Variable) is { Length: > 0 } folders ? [new(Variable, [.. folders.Select(Path.GetFullPath)])] : [];

    // A folder belongs to the first place that has it, and is searched if it is there.
    private static IEnumerable<SearchPlace> Distinct(IEnumerable<SearchPlace> places)
    {
        HashSet<string> seen = [];
        foreach (SearchPlace place in places)
        {
            if (ReferenceEquals(place, SearchPlace.Loader))
                yield return place;
            else
                yield return place with { Folders = [.. place.Folders.Select(Path.GetFullPath).Where(Directory.Exists).Where(seen.Add)] };
        }
    }
}
