namespace CaffeSharpGen.Cuda.Libraries.Places;

/// <summary>What the search knows of the system that it runs on.</summary>
internal sealed record Machine
{
    /// <summary>Whether files are named as on Windows.</summary>
    public required bool IsWindows { get; init; }

    /// <summary>The value of an environment variable; null or empty if it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The folder that holds <c>usr</c>.</summary>
    public required string Root { get; init; }

    /// <summary>The user's folder.</summary>
    public required string Home { get; init; }

    /// <summary>The application's folder.</summary>
    public required string Application { get; init; }

    /// <summary>The folder of Windows that holds <c>nvcuda.dll</c>.</summary>
    public required string WindowsSystem { get; init; }

    /// <summary>The machine that runs this process.</summary>
    public static Machine Current() => new()
    {
        IsWindows = OperatingSystem.IsWindows(),
        Variable = Environment.GetEnvironmentVariable,
        Root = "/",
        Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        Application = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory),
        WindowsSystem = Environment.SystemDirectory,
    };

    /// <summary>The value of a variable that names one folder; null if it is not set.</summary>
    public string? Folder(string variable) => Variable(variable) is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;

    /// <summary>The folders that a variable lists, in its order.</summary>
    public string[] Folders(string variable) =>
        (Variable(variable) ?? "").Split(IsWindows ? ';' : ':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
