using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using CaffeSharpGen.Cuda.Testing.Translation;

namespace CaffeSharpGen.Cuda.Testing;

/// <summary>
/// The test double of CUDA, cuBLAS and cuDNN: one native library under all their names, in this process. Its state is the process's:
/// tests that use it run one after another.
/// </summary>
public static unsafe partial class CudaDouble
{
    /// <summary>The names that the library has in <see cref="Folder"/>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "libcuda.so.1", "libcublas.so.12", "libcublasLt.so.12", "libcudnn.so.9", "libcudnn_graph.so.9", "libcudnn_ops.so.9", "libcudnn_cnn.so.9",
    ];

    private static readonly Lazy<string> BuiltLibrary = new(() => NativeBuild.Build("library", "libcudadouble.so",
        new Dictionary<string, string>(NativeBuild.Sources("native/")) { ["kernel.h"] = NativeBuild.Sources("kernels/")["kernel.h"] },
        ["-std=c++17", "-O3", "-march=native", "-ffp-contract=fast", "-fvisibility=hidden", "-I."], Names));

    private static readonly Lazy<Controls> LoadedControls = new(() => new Controls(NativeLibrary.Load(Library)));
    private static readonly ConcurrentDictionary<string, Lazy<string>> Translations = new(StringComparer.Ordinal);
    private static readonly Lock Starting = new();
    private static readonly HashSet<string> StartedKernels = new(StringComparer.Ordinal);

    /// <summary>The library's path; it is built if it is not at hand.</summary>
    /// <exception cref="InvalidOperationException">there is no compiler, or it failed.</exception>
    public static string Library => BuiltLibrary.Value;

    /// <summary>The folder with the library under its names: what <c>CSG_CUDA</c> is set to.</summary>
    public static string Folder => Path.GetDirectoryName(Library)!;

    /// <summary>Makes the double this process's CUDA: sets <c>CSG_CUDA</c> and hands it the translation of these modules of PTX.</summary>
    /// <exception cref="InvalidOperationException">the library or a translation cannot be built.</exception>
    /// <exception cref="PtxException">PTX has something that the translator does not know.</exception>
    public static void Start(params string[] ptx)
    {
        lock (Starting)
        {
            Environment.SetEnvironmentVariable("CSG_CUDA", Folder);
            foreach (string text in ptx)
            {
                string kernels = Translate(text);
                if (!StartedKernels.Add(kernels))
                    continue;
                if (Call("csg_double_kernels", kernels) != 0)
                    throw new InvalidOperationException($"The double does not take {kernels}: {LastFault}");
            }
            Environment.SetEnvironmentVariable("CSG_DOUBLE_KERNELS", string.Join(Path.PathSeparator, StartedKernels));
        }
    }

    /// <summary>Translates PTX and compiles it: the path of a library that <c>CSG_DOUBLE_KERNELS</c> may name.</summary>
    /// <exception cref="InvalidOperationException">the compiler failed.</exception>
    /// <exception cref="PtxException">PTX has something that the translator does not know.</exception>
    public static string Translate(string ptx) => Translations.GetOrAdd(ptx, static text => new(() => BuildKernels(text))).Value;

    private static string BuildKernels(string ptx)
    {
        Dictionary<string, string> files = new(NativeBuild.Sources("kernels/"), StringComparer.Ordinal);
        foreach ((int i, string text) in PtxToC.Translate(ptx, ptx.Length > 100_000 ? Math.Min(4, 2 * Environment.ProcessorCount) : 1).Index())
            files[$"kernels{i}.c"] = text;
        // Floats are what they are in PTX: nothing is contracted, reassociated, or supposed to be a number.
        return NativeBuild.Build("kernels", "libkernels.so", files,
            ["-std=gnu11", "-O2", "-march=native", "-ffp-contract=off", "-fno-strict-aliasing", "-fwrapv", "-fno-math-errno", "-fvisibility=hidden", "-w", "-I."]);
    }

    /// <summary>
    /// Fills a folder for any process: with its <c>CSG_CUDA</c> set to it, and <c>CSG_DOUBLE_KERNELS</c> to the file <c>kernels.so</c> in it,
    /// a program runs against the double.
    /// </summary>
    /// <param name="folder">made if there is none.</param>
    /// <param name="ptx">the kernels.</param>
    /// <param name="names">names of the libraries, <see cref="Names"/> by default.</param>
    /// <param name="missing">exported calls that this copy lacks, as older libraries do. Such a copy has a state of its own.</param>
    public static void WriteFolder(string folder, string? ptx = null, IEnumerable<string>? names = null, IEnumerable<string>? missing = null)
    {
        Directory.CreateDirectory(folder);
        byte[] library = File.ReadAllBytes(Library);
        foreach (string name in missing ?? [])
        {
            // A symbol whose name has another first letter is found by no one.
            int at = library.AsSpan().IndexOf(Encoding.ASCII.GetBytes($"\0{name}\0"));
            if (at < 0)
                throw new ArgumentException($"The double has no call {name}.", nameof(missing));
            library[at + 1] = (byte)'_';
        }
        File.WriteAllBytes(Path.Combine(folder, "libcudadouble.so"), library);
        Link(folder, "libcudadouble.so", names ?? Names);
        if (ptx is not null)
            File.Copy(Translate(ptx), Path.Combine(folder, "kernels.so"), overwrite: true);
    }

    /// <summary>Fills a folder with links of other names to this process's double: what is loaded from there shares its state.</summary>
    public static void LinkFolder(string folder, params IEnumerable<string> names)
    {
        Directory.CreateDirectory(folder);
        Link(folder, Library, names);
    }

    private static void Link(string folder, string target, IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            string path = Path.Combine(folder, name);
            File.Delete(path);
            File.CreateSymbolicLink(path, target);
        }
    }
}
