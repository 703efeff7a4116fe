using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace CaffeSharpGen.Samples.Tests;

/// <summary>
/// A program on a machine without CUDA: the variable CSG_CUDA names an empty folder, and libraries are then looked for nowhere else.
/// </summary>
/// <param name="create">Makes a current folder for the program, which is in the folder that is given.</param>
public abstract class DeviceTests(Func<string, ProgramPlace> create) : IDisposable
{
    private readonly DirectoryInfo noLibraries = Directory.CreateTempSubdirectory("no-cuda-");
    private readonly List<ProgramPlace> places = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        noLibraries.Delete(recursive: true);
        foreach (ProgramPlace place in places)
            place.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("cuda:0", "--device", "cuda")]
    [InlineData("cuda:3", "--device", "cuda:3")]
    [InlineData("cuda:0", "-gpuid", "0")]
    [InlineData("cuda:1", "--gpuid", "1", "--device", "CUDA:1", "--tf32", "-backend", "cudnn")]
    public void A_GPU_that_is_not_there_is_an_error_with_a_way_out(string device, params string[] arguments)
    {
        ProgramPlace place = NewPlace();
        Outcome run = place.Run(arguments);
        run.FailedWith(
            1, $"error: {device} cannot be used: ", "libcuda", noLibraries.FullName,
            "; give --device cpu, or --device auto to take a GPU only where there is one");
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Empty(place.Files);
        string message = (string)place.Run(["--json", .. arguments]).FailedWithJson(1)["error"]!["message"]!;
        Assert.Equal(run.Error.Trim(), $"error: {message}");
    }

    [Fact]
    public void Auto_takes_the_processor_says_why_and_changes_nothing()
    {
        ProgramPlace plain = NewPlace(), auto = NewPlace();
        Outcome expected = plain.Run("--device", "cpu", "--threads", "2").Succeeded(), run = auto.Run("--device", "auto", "--threads", "2");
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("note: --device auto takes the CPU: ", run.Error);
        Assert.Contains(noLibraries.FullName, run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Equal(WithoutTimes(expected.Out), WithoutTimes(run.Out));
        RequireSameFiles(plain, auto);

        // Of JSON the standard output has nothing else, too.
        Outcome json = auto.Run("--json", "--device", "auto", "--tf32");
        Assert.Equal((0, run.Error), (json.ExitCode, json.Error));
        Assert.StartsWith("CPU", (string)JsonNode.Parse(json.Out)!["device"]!);
    }

    // The library that finds those of CUDA is a file without contents here: a program that names it ends.
    [Fact]
    public void Without_a_GPU_asked_for_not_even_the_finder_of_libraries_is_loaded()
    {
        ProgramPlace plain = NewPlace();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("without-finder-");
        try
        {
            CopyProgram(folder.FullName);
            string finder = Path.Combine(folder.FullName, "CaffeSharpGen.Cuda.dll");
            Assert.True(File.Exists(finder));
            File.WriteAllBytes(finder, []);
            ProgramPlace place = NewPlace(folder.FullName);
            foreach (string[] arguments in new[] { Array.Empty<string>(), ["--device", "cpu"], ["-gpuid", "-1", "-backend", "cudnn"] })
                Assert.Equal(WithoutTimes(plain.Run(arguments).Succeeded().Out), WithoutTimes(place.Run(arguments).Succeeded().Out));
            RequireSameFiles(plain, place);
            Assert.Contains("CaffeSharpGen.Cuda", place.Run("--device", "auto").Error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private ProgramPlace NewPlace(string? programFolder = null)
    {
        ProgramPlace place = create(programFolder ?? AppContext.BaseDirectory);
        place.Environment["CSG_CUDA"] = noLibraries.FullName;
        places.Add(place);
        return place;
    }

    // Natives of other systems are large.
    private static void CopyProgram(string to)
    {
        string from = AppContext.BaseDirectory, natives = Path.Combine("runtimes", RuntimeInformation.RuntimeIdentifier);
        IEnumerable<string> files = Directory.GetFiles(from).Where(file => Path.GetExtension(file) is ".dll" or ".json" or ".so" or ".dylib");
        if (Directory.Exists(Path.Combine(from, natives)))
            files = files.Concat(Directory.GetFiles(Path.Combine(from, natives), "*", SearchOption.AllDirectories));
        foreach (string file in files)
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static string[] WithoutTimes(string output) =>
        [.. output.Split('\n').Where(line => !line.StartsWith("ms ", StringComparison.Ordinal))];

    private static void RequireSameFiles(ProgramPlace expected, ProgramPlace actual)
    {
        Assert.NotEmpty(expected.Files);
        Assert.Equal(expected.Files, actual.Files);
        Assert.All(expected.Files, file => Assert.Equal(File.ReadAllBytes(expected.At(file)), File.ReadAllBytes(actual.At(file))));
    }
}
