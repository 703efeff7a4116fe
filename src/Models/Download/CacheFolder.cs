namespace CaffeSharpGen.Models.Download;

/// <summary>Where a user's downloads are.</summary>
internal static class CacheFolder
{
    private const string Name = "caffesharpgen";

    /// <summary>Finds the folder by the variables of an environment.</summary>
    /// <param name="variable">The value of a variable; null or empty if it is not set.</param>
    public static string Find(Func<string, string?> variable)
    {
        if (variable("CAFFESHARPGEN_CACHE") is { Length: > 0 } own)
            return Path.GetFullPath(own);
        // The specification of these folders has relative ones ignored.
        if (variable("XDG_CACHE_HOME") is { Length: > 0 } caches && Path.IsPathFullyQualified(caches))
            return Path.Combine(caches, Name);
        return OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), Name)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", Name);
    }
}
