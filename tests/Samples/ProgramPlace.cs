using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Samples.Tests;

/// <summary>What the program left behind.</summary>
internal sealed record Outcome(int ExitCode, string Out, string Error)
{
    /// <summary>Requires success, which is silent on the error output.</summary>
    public Outcome Succeeded()
    {
        Assert.Equal((0, ""), (ExitCode, Error));
        return this;
    }

    /// <summary>Requires the errors of a prototxt, as compilers print them, and nothing else.</summary>
    public void FailedInPrototxt(params string[] parts)
    {
        Assert.Equal((1, ""), (ExitCode, Out));
        Assert.All(
            Error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Matches(@"^[^(]+\(\d+,\d+\): error CSG\d{4}: ", line));
        Assert.All(parts, part => Assert.Contains(part, Error));
    }

    /// <summary>Requires a failure that is JSON on the standard output, and nothing else.</summary>
    public JsonNode FailedWithJson(int exitCode)
    {
        Assert.Equal((exitCode, ""), (ExitCode, Error));
        return JsonNode.Parse(Out)!;
    }

    /// <summary>Requires a failure that says just this much, on the error output, in one line.</summary>
    public void FailedWith(int exitCode, params string[] parts)
    {
        Assert.Equal((exitCode, ""), (ExitCode, Out));
        Assert.StartsWith("error: ", Error);
        Assert.Equal(exitCode == 2, Error.Contains("see --help", StringComparison.Ordinal));
        Assert.All(parts, part => Assert.Contains(part, Error));
        Assert.DoesNotContain("Unhandled", Error);
        Assert.DoesNotContain("   at ", Error);
    }
}

/// <summary>A new current folder for runs of a program as a process of its own; deleted at the end.</summary>
/// <param name="program">Its name, such as <c>classify</c>.</param>
public abstract class ProgramPlace(string program) : IDisposable
{
    /// <summary>The files of which some are built into the program.</summary>
    public static string Models { get; } = SharedFolder.InRepository("models");

    /// <summary>The picture that is explained if none is named.</summary>
    public static string Example { get; } = Path.Combine(Models, "scenes.example.png");

    /// <summary>The program's name.</summary>
    public string Program => program;

    /// <summary>Where the program and its libraries are.</summary>
    public string ProgramFolder { get; init; } = AppContext.BaseDirectory;

    /// <summary>Variables of the environment that the program gets, besides those of the tests.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>The folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("sample-").FullName;

    /// <summary>All files in it, relative to it.</summary>
    public string[] Files =>
        [
            .. Directory.GetFiles(Folder, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
        ];

    /// <summary>Full path of a file in it.</summary>
    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Writes a file into it.</summary>
    /// <returns>Its name.</returns>
    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
        return name;
    }

    /// <summary>Copies a file into it.</summary>
    /// <returns>Its new name.</returns>
    public string Copy(string from, string name)
    {
        File.Copy(from, At(name));
        return name;
    }

    /// <summary>Reads a picture in it.</summary>
    public Picture Picture(string name) => Imaging.Picture.Load(At(name));

    /// <summary>Runs the program.</summary>
    internal Outcome Run(params string[] arguments) => RunWith(null, arguments);

    /// <summary>Runs the program with something on its standard input.</summary>
    internal Outcome RunWith(byte[]? input, params string[] arguments)
    {
        var start = new ProcessStartInfo(Host(), [Path.Combine(ProgramFolder, $"{program}.dll"), .. arguments])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = input is not null,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach ((string name, string value) in Environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        if (input is not null)
        {
            using Stream given = process.StandardInput.BaseStream;
            given.Write(input);
        }
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(3)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end within three minutes");
        }
        return new Outcome(process.ExitCode, output.Result, error.Result);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    // The dotnet that runs these tests: <root>/shared/Microsoft.NETCore.App/<version>/ lies below it.
    private static string Host() => Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
