using System.Reflection;
using System.Text.RegularExpressions;
using CaffeSharpGen.Cuda.Interop;
using CaffeSharpGen.Cuda.Libraries;
using CaffeSharpGen.Cuda.Libraries.Loading;
using CaffeSharpGen.Cuda.Libraries.Places;
using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Cuda.Tests;

/// <summary>Which calls are bound, and that both bindings bind them alike.</summary>
public sealed partial class ImportTests
{
    private static readonly (string Library, Type Type)[] libraries =
        [("cuda", typeof(Driver)), ("cublas", typeof(Cublas)), ("cudnn", typeof(Cudnn))];

    [Fact]
    public void The_probe_asks_for_the_calls_that_are_bound()
    {
        string[] probed =
        [
            .. File.ReadLines(SharedFolder.InRepository("bench", "gpu", "probe-calls.txt"))
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .SelectMany(words => words[1..].Select(name => $"{words[0].Split(':')[0]} {name}"))
                .Order(StringComparer.Ordinal),
        ];
        string[] bound =
        [
            .. libraries.SelectMany(each => NamesOf(each.Type).Concat(CalledByTheFinder(each.Library)).Distinct().Select(name => $"{each.Library} {name}"))
                .Order(StringComparer.Ordinal),
        ];
        Assert.Contains("cublas cublasGetProperty", bound);
        Assert.Equal(bound, probed);
    }

    [Fact]
    public void Libraries_are_asked_for_the_calls_that_are_bound() => Assert.Equal(
        libraries.Select(each => NamesOf(each.Type)), BoundCalls.All.Select(each => each.Names));

    [Theory]
    [InlineData("cuGraphInstantiateWithFlags")]
    [InlineData("cublasSetWorkspace_v2")]
    [InlineData("cudnnGetConvolutionBackwardDataAlgorithm_v7")]
    public void A_library_that_lacks_a_call_is_one_sentence(string call)
    {
        using var folder = new TemporaryFolder();
        string place = folder.PathOf("cuda");
        CudaDouble.WriteFolder(place, missing: [call]);
        var finder = new LibraryFinder(
            () => Machine.Current() with { Variable = name => name == "CSG_CUDA" ? place : null }, new NativeLoader());
        Assert.True(finder.TryFind(out LibrarySet? found, out string? reason), reason);
        Assert.StartsWith($"{Path.Combine(place, "libcudadouble.so")} lacks {call}: it is older", BoundCalls.WhyNot(found), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Driver.cs")]
    [InlineData("Cublas.cs")]
    public void Both_bindings_have_the_same_signatures(string file)
    {
        string[] imported = SignaturesOf("src", "Cuda", "Interop", file), managed = SignaturesOf("src", "Cuda", "Interop", "ManagedCuda", file);
        Assert.NotEmpty(imported);
        Assert.Equal(imported, managed);
    }

    [Fact]
    public void The_files_have_all_calls_of_their_classes()
    {
        foreach ((string file, Type type) in new[] { ("Driver.cs", typeof(Driver)), ("Cublas.cs", typeof(Cublas)) })
            Assert.Equal(NamesOf(type).Length, SignaturesOf("src", "Cuda", "Interop", file).Length);
    }

    private static string[] NamesOf(Type type) =>
        Array.ConvertAll(type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly), method => method.Name);

    // It asks libraries for their versions before they are chosen. cuBLAS's part cublasLt has a prefix of its own, and the probe none for it.
    private static IEnumerable<string> CalledByTheFinder(string library) =>
        Directory.GetFiles(SharedFolder.InRepository("src", "Cuda", "Libraries"), "*.cs")
            .SelectMany(file => Export().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .Where(name => Regex.IsMatch(name, library == "cuda" ? "^cu[A-Z]" : $"^{library}(?!Lt)"));

    // Result, name and parameters, names of these included, in the order of the file.
    private static string[] SignaturesOf(params string[] path) =>
    [
        .. Signature().Matches(File.ReadAllText(SharedFolder.InRepository(path)))
            .Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}({Blanks().Replace(match.Groups[3].Value, " ").Trim()})"),
    ];

    [GeneratedRegex(@"Export\(\w+, ""(\w+)""\)")]
    private static partial Regex Export();

    [GeneratedRegex(@"public static (?:unsafe )?(?:partial )?([\w*]+) (\w+)\(([^)]*)\)")]
    private static partial Regex Signature();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
