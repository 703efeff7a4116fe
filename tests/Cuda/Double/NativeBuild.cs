using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace CaffeSharpGen.Cuda.Testing;

/// <summary>
/// Compiles C and C++ into libraries that are kept in <c>artifacts/cuda-double/</c> of the repository under a hash of all that goes in.
/// Several processes may do so at once: the first to end wins.
/// </summary>
internal static class NativeBuild
{
    private static readonly Lazy<(string Name, string Version)> Compiler = new(FindCompiler);
    private static readonly Lazy<string> ProcessorFacts = new(Processor);

    /// <summary>The folder that libraries are kept in.</summary>
    public static string CacheFolder { get; } = FindCacheFolder();

    /// <summary>The text of a source that is embedded in this assembly.</summary>
    public static IReadOnlyDictionary<string, string> Sources(string prefix)
    {
        Assembly assembly = typeof(NativeBuild).Assembly;
        Dictionary<string, string> sources = new(StringComparer.Ordinal);
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using StreamReader reader = new(assembly.GetManifestResourceStream(name)!);
            sources[name[prefix.Length..]] = reader.ReadToEnd();
        }
        return sources;
    }

    /// <summary>Builds a shared library of these files, or finds it built. The folder it lies in has its name.</summary>
    /// <param name="name">the folder's name, to which the hash is added.</param>
    /// <param name="library">the file's name.</param>
    /// <param name="files">names and texts; those that end in .c or .cpp are compiled.</param>
    /// <param name="flags">options of the compiler.</param>
    /// <param name="links">names of links to the library in its folder.</param>
    /// <returns>the path of the library.</returns>
    public static string Build(string name, string library, IReadOnlyDictionary<string, string> files, string[] flags, params IReadOnlyList<string> links)
    {
        string key = Hash([Compiler.Value.Version, ProcessorFacts.Value, library, .. flags, .. links, .. files.SelectMany(file => (string[])[file.Key, file.Value])]);
        string final = Path.Combine(CacheFolder, $"{name}-{key}"), path = Path.Combine(final, library);
        if (File.Exists(path))
            return path;
        string working = Path.Combine(CacheFolder, $"making-{Guid.NewGuid():N}");
        Directory.CreateDirectory(working);
        foreach ((string file, string text) in files)
            File.WriteAllText(Path.Combine(working, file), text);
        string[] sources = [.. files.Keys.Where(file => file.EndsWith(".c", StringComparison.Ordinal) || file.EndsWith(".cpp", StringComparison.Ordinal))
            .OrderByDescending(file => files[file].Length)];
        Parallel.ForEach(sources, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, source =>
            Run(working, [.. flags, "-x", source.EndsWith(".c", StringComparison.Ordinal) ? "c" : "c++", "-fPIC", "-c", source, "-o", source + ".o"]));
        Run(working, ["-shared", "-o", library, .. sources.Select(source => source + ".o"), "-lm", "-ldl", "-lpthread", "-Wl,--no-undefined"]);
        foreach (string source in sources)
            File.Delete(Path.Combine(working, source + ".o"));
        foreach (string link in links)
            File.CreateSymbolicLink(Path.Combine(working, link), library);
        try
        {
            Directory.Move(working, final);
        }
        catch (IOException) when (File.Exists(path))
        {
            Directory.Delete(working, recursive: true);         // another process was quicker
        }
        return path;
    }

    private static void Run(string folder, string[] arguments)
    {
        ProcessStartInfo start = new(Compiler.Value.Name, arguments) { WorkingDirectory = folder, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{Compiler.Value.Name} failed in {folder}:\n{string.Join('\n', errors.Split('\n').Take(40))}");
    }

    private static (string Name, string Version) FindCompiler()
    {
        foreach (string name in (string[])["g++", "clang++", "clang++-14"])
        {
            if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name))))
                continue;
            ProcessStartInfo start = new(name, ["--version"]) { RedirectStandardOutput = true };
            using Process process = Process.Start(start)!;
            string version = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (name, version);
        }
        throw new InvalidOperationException(
            "The test double of CUDA is built by g++ or clang++, and neither is in PATH: install one of them (on Debian, apt-get install g++).");
    }

    /// <summary>Libraries are built for this processor.</summary>
    private static string Processor()
    {
        const string Facts = "/proc/cpuinfo";
        return File.Exists(Facts)
            ? string.Join('\n', File.ReadLines(Facts).TakeWhile(line => line.Length > 0).Where(line => line.StartsWith("flags", StringComparison.Ordinal)
                || line.StartsWith("Features", StringComparison.Ordinal) || line.StartsWith("model name", StringComparison.Ordinal)))
            : Environment.MachineName;
    }

    private static string Hash(IEnumerable<string> parts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string part in parts)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..20];
    }

    private static string FindCacheFolder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CaffeSharpGen.sln")))
                return Path.Combine(folder.FullName, "artifacts", "cuda-double");
        }
        return Path.Combine(Path.GetTempPath(), "caffesharpgen-cuda-double");
    }
}
