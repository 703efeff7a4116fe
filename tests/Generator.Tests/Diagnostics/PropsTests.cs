using System.Diagnostics;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Generator.Tests.Diagnostics;

/// <summary>What MSBuild hands to the generator of an item's metadata.</summary>
public sealed class PropsTests
{
    // The file between them takes what follows a ';' for a comment: "label: 1,7" and the stage "two" would be lost without a word.
    [Fact]
    public void Lists_may_be_separated_by_semicolons()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("props-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "p.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <Import Project="{SharedFolder.InRepository("src", "Generator", "build", "CaffeSharpGen.props")}" />
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
                  <ItemGroup>
                    <AdditionalFiles Include="a.prototxt" CaffeInputShape="data: 1,3,16,16; label: 1,7" CaffeStages="one;two" CaffeIgnoreFields="ceil_mode; mem_param" CaffeDialect="Ours" />
                    <AdditionalFiles Include="b.prototxt" CaffeInputShape="1,3,16,16" />
                  </ItemGroup>
                </Project>
                """);
            using Process build = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", "p.csproj", "-t:GenerateMSBuildEditorConfigFile", "-nologo", "-v:q"])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
            })!;
            string said = build.StandardOutput.ReadToEnd();
            build.WaitForExit();
            Assert.True(build.ExitCode == 0, said);
            string handed = File.ReadAllText(Assert.Single(folder.GetFiles("*.editorconfig", SearchOption.AllDirectories)).FullName);
            Assert.Contains("build_metadata.AdditionalFiles.CaffeInputShape = data: 1,3,16,16, label: 1,7", handed);
            Assert.Contains("build_metadata.AdditionalFiles.CaffeStages = one,two", handed);
            Assert.Contains("build_metadata.AdditionalFiles.CaffeIgnoreFields = ceil_mode, mem_param", handed);
            Assert.Contains("build_metadata.AdditionalFiles.CaffeDialect = Ours", handed);
            Assert.Contains("build_metadata.AdditionalFiles.CaffeInputShape = 1,3,16,16\n", handed.ReplaceLineEndings("\n"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
