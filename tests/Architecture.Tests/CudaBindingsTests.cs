using System.Diagnostics;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>
/// The switch that compiles the CUDA driver's and cuBLAS's calls over ManagedCuda. Its packages are no dependency: the tests that need them
/// run where the environment variable CSG_FEED names a folder with them.
/// </summary>
public sealed class CudaBindingsTests
{
    [Theory]
    [InlineData("CudaBindings is 'Managed'; expected ManagedCuda, or LibraryImport", "-p:CudaBindings=Managed")]
    [InlineData("Classify is published ahead of time with CudaBindings=ManagedCuda", "-p:CudaBindings=ManagedCuda", "-p:PublishAot=true", "-p:_IsPublishing=true")]
    public void What_does_not_work_is_an_error_that_says_what_does(string error, params string[] properties)
    {
        (int exitCode, string output) = Dotnet(["msbuild", Project("samples", "Classify"), "-nologo", "-t:CheckCudaBindings", .. properties]);
        Assert.NotEqual(0, exitCode);
        Assert.Contains(error, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-p:CudaBindings=LibraryImport", "-p:PublishAot=true", "-p:_IsPublishing=true")]
    [InlineData("-p:CudaBindings=ManagedCuda", "-p:PublishAot=false", "-p:_IsPublishing=true")]
    [InlineData("-p:CudaBindings=ManagedCuda", "-p:PublishAot=true")]
    public void What_works_is_none(params string[] properties)
    {
        (int exitCode, string output) = Dotnet(["msbuild", Project("samples", "Classify"), "-nologo", "-t:CheckCudaBindings", .. properties]);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void Without_the_switch_nothing_of_ManagedCuda_is_referenced()
    {
        Assert.Equal("", References("-p:CudaBindings="));
        Assert.Equal("ManagedCuda-12;ManagedCuda-CUBLAS", References("-p:CudaBindings=ManagedCuda"));
    }

    [Fact]
    public void A_package_is_not_made_of_it()
    {
        (int exitCode, string output) = Dotnet(
            ["msbuild", Project("src", "Cuda"), "-nologo", "-t:RefuseToPackManagedCuda", "-p:CudaBindings=ManagedCuda"]);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("CaffeSharpGen.Cuda is packed with CudaBindings=ManagedCuda", output, StringComparison.Ordinal);
    }

    /// <summary>It takes minutes: the projects are built anew, and every example of every layer runs on the test double.</summary>
    [Fact]
    public void With_the_switch_every_layer_computes_the_same()
    {
        string? feed = Environment.GetEnvironmentVariable("CSG_FEED");
        Assert.SkipWhen(string.IsNullOrEmpty(feed), "CSG_FEED names no folder with ManagedCuda's packages");
        using var folder = new TemporaryFolder();
        string artifacts = folder.PathOf("artifacts");
        (int exitCode, string output) = Dotnet(
            [
                "build", Project("tests", "Conformance"), "--artifacts-path", artifacts, "-p:CudaBindings=ManagedCuda",
                $"-p:RestoreAdditionalProjectSources={Path.GetFullPath(feed)}", "-p:RunAnalyzersDuringBuild=false", "-nodeReuse:false",
            ]);
        Assert.True(exitCode == 0, output);
        (exitCode, output) = Dotnet(
            [Path.Combine(artifacts, "bin", "Conformance", "debug", "CaffeSharpGen.Conformance.dll"), "-class", "CaffeSharpGen.Conformance.CudaTests"]);
        Assert.True(exitCode == 0, output);
        Assert.Contains("Failed: 0", output, StringComparison.Ordinal);
    }

    private static string References(string property)
    {
        (int exitCode, string output) = Dotnet(["msbuild", Project("src", "Cuda"), "-nologo", "-getItem:PackageReference", property]);
        Assert.True(exitCode == 0, output);
        return string.Join(';', System.Text.Json.JsonDocument.Parse(output).RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString()!)
            .Where(name => name.StartsWith("ManagedCuda", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private static string Project(string room, string name) => SharedFolder.InRepository(room, name, $"{name}.csproj");

    private static (int ExitCode, string Output) Dotnet(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
        // A test may run within a build, whose settings are not for this one.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
