using System.Diagnostics;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>What programs are compiled for: other machines than the one that compiles them.</summary>
public sealed class InstructionSetTests
{
    public static TheoryData<string> Samples => ["Classify", "Vqa", "Caption", "Detect"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_program_for_x64_is_for_v3_unless_told_otherwise_and_one_for_Arm64_for_all_of_them(string sample)
    {
        Assert.Equal("x86-64-v3", Chosen(sample, "-p:RuntimeIdentifier=linux-x64"));
        Assert.Equal("x86-64-v4", Chosen(sample, "-p:RuntimeIdentifier=win-x64", "-p:CaffeInstructionSet=x86-64-v4"));
        Assert.Equal("", Chosen(sample, "-p:RuntimeIdentifier=linux-arm64"));
    }

    [Theory]
    [InlineData("CaffeInstructionSet is 'avx512'; expected one of x86-64-v2, x86-64-v3, x86-64-v4", "-p:CaffeInstructionSet=avx512")]
    [InlineData("CaffeInstructionSet is 'x86-64'; expected one of", "-p:CaffeInstructionSet=x86-64")]
    [InlineData("CaffeInstructionSet is 'native'; expected one of", "-p:CaffeInstructionSet=native")]
    [InlineData("CaffeInstructionSet is 'x86-64-v3, x86-64-v4'; expected one of", "-p:CaffeInstructionSet=x86-64-v3%2C x86-64-v4")]
    [InlineData("CaffeInstructionSet is ' x86-64-v3'; expected one of", "-p:CaffeInstructionSet= x86-64-v3")]
    [InlineData("CaffeInstructionSet is ','; expected one of", "-p:CaffeInstructionSet=%2C")]
    [InlineData("IlcInstructionSet is 'native'", "-p:IlcInstructionSet=native")]
    [InlineData("IlcInstructionSet is ' native'", "-p:IlcInstructionSet= native")]
    [InlineData("IlcInstructionSet is 'native,lzcnt'", "-p:IlcInstructionSet=native%2Clzcnt")]
    [InlineData("IlcInstructionSet is 'lzcnt, +Native'", "-p:IlcInstructionSet=lzcnt%2C +Native")]
    [InlineData("expected one of the two", "-p:IlcInstructionSet=haswell", "-p:CaffeInstructionSet=x86-64-v4")]
    [InlineData("the program is for linux-arm64", "-p:CaffeInstructionSet=x86-64-v4", "-p:RuntimeIdentifier=linux-arm64")]
    public void What_does_not_work_is_an_error_that_says_what_does(string error, params string[] properties)
    {
        (int exitCode, string output) = Build("Classify", ["-t:CheckCaffeInstructionSet", .. properties]);
        Assert.NotEqual(0, exitCode);
        Assert.Contains(error, output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_works_is_none() => Assert.Equal(0, Build("Classify", ["-t:CheckCaffeInstructionSet", "-p:CaffeInstructionSet=x86-64-v2"]).ExitCode);

    /// <summary>Whether the runtime prefers a width is no reason: on Intel's Skylake and Cascade Lake servers it does not prefer the faster one.</summary>
    [Fact]
    public void One_place_asks_which_vectors_there_are()
    {
        string[] files = Directory.GetFiles(SharedFolder.InRepository("src"), "*.cs", SearchOption.AllDirectories);
        Assert.Equal(["VectorSupport.cs"], files.Where(file => File.ReadAllText(file).Contains("IsHardwareAccelerated", StringComparison.Ordinal)).Select(Path.GetFileName));
    }

    private static string Chosen(string sample, params string[] properties)
    {
        (int exitCode, string output) = Build(sample, ["-t:ChooseCaffeInstructionSet", "-getProperty:IlcInstructionSet", .. properties]);
        Assert.True(exitCode == 0, output);
        return output.Trim();
    }

    private static (int ExitCode, string Output) Build(string sample, string[] arguments)
    {
        string project = SharedFolder.InRepository("samples", sample, $"{sample}.csproj");
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-nologo", .. arguments]) { RedirectStandardOutput = true };
        // A test may run within a build, whose settings are not for this one.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
