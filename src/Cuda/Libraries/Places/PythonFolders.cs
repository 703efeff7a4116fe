namespace CaffeSharpGen.Cuda.Libraries.Places;

/// <summary>Where packages of Python have the libraries. Python does not run for it.</summary>
internal static class PythonFolders
{
    // Wheels for CUDA 13 share a folder; those of PyTorch's own server have the libraries inside.
    private static readonly string[] OfLinux = ["nvidia/cu13/lib", "nvidia/cublas/lib", "nvidia/cudnn/lib", "torch/lib"];
    private static readonly string[] OfWindows =
        ["nvidia/cu13/bin/x86_64", "nvidia/cu13/bin", "nvidia/cublas/bin", "nvidia/cudnn/bin", "torch/lib"];

    /// <summary>The environments that variables name, those of PATH, the user's packages and the system's.</summary>
    public static IEnumerable<SearchPlace> Places(Machine machine)
    {
        if (machine.Folder("VIRTUAL_ENV") is { } environment)
            yield return new("VIRTUAL_ENV", [.. Libraries(machine, Packages(machine, [environment]))]);
        if (machine.Folder("CONDA_PREFIX") is { } conda)
        {
            // conda's own packages are beside the system's libraries of the environment.
            string own = Path.Combine(conda, machine.IsWindows ? "Library/bin" : "lib");
            yield return new("CONDA_PREFIX", [own, .. Libraries(machine, Packages(machine, [conda]))]);
        }
        yield return new("the packages of the Python in PATH", [.. Libraries(machine, Packages(machine, OfPath(machine)))]);
        yield return new("the user's Python packages", [.. Libraries(machine, OfUser(machine))]);
        yield return new("the system's Python packages", [.. Libraries(machine, Packages(machine, OfSystem(machine)))]);
    }

    private static IEnumerable<string> Libraries(Machine machine, IEnumerable<string> packages) =>
        from folder in packages
        from name in machine.IsWindows ? OfWindows : OfLinux
        select Path.Combine(folder, name);

    // The folders of packages of Pythons; Debian calls its own dist-packages.
    private static IEnumerable<string> Packages(Machine machine, IEnumerable<string> pythons) => machine.IsWindows
        ? pythons.Select(python => Path.Combine(python, "Lib", "site-packages"))
        : from python in pythons
          from library in new[] { "lib", "lib64" }
          from version in VersionedFolders.In(Path.Combine(python, library), "python")
          from name in new[] { "site-packages", "dist-packages" }
          select Path.Combine(version, name);

    // A Python that PATH leads to without the variables of an environment: containers have it so, as /opt/venv/bin/python3.
    private static IEnumerable<string> OfPath(Machine machine) =>
        from folder in machine.Folders("PATH")
        where Path.IsPathFullyQualified(folder) && File.Exists(Path.Combine(folder, machine.IsWindows ? "python.exe" : "python3"))
        let python = machine.IsWindows && Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)) != "Scripts"
            ? folder
            : Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder))
        where python is not null && !OfSystem(machine).Contains(python)
        select python;

    private static IEnumerable<string> OfUser(Machine machine)
    {
        if (!machine.IsWindows)
            return Packages(machine, [Path.Combine(machine.Home, ".local")]);
        return machine.Folder("APPDATA") is { } data
            ? VersionedFolders.In(Path.Combine(data, "Python"), "Python").Select(version => Path.Combine(version, "site-packages"))
            : [];
    }

    private static IEnumerable<string> OfSystem(Machine machine)
    {
        if (!machine.IsWindows)
            return [Path.Combine(machine.Root, "usr/local"), Path.Combine(machine.Root, "usr")];
        string? own = machine.Folder("LOCALAPPDATA") is { } local ? Path.Combine(local, "Programs", "Python") : null;
        return from parent in new[] { own, machine.Folder("ProgramFiles") }
               where parent is not null
               from python in VersionedFolders.In(parent, "Python")
               select python;
    }
}
