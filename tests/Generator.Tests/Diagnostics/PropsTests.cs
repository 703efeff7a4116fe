using System.Diagnostics;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Generator.Tests.Diagnostics;

/// <summary>What MSBuild hands to the generator of an item's metadata, and to <c>dotnet watch</c>.</summary>
public sealed class PropsTests
{
    // The file between them takes what follows a ';' for a comment: "label: 1,7" and the stage "two" would be lost without a word.
    [Fact]
    public void Lists_may_be_separated_by_semicolons()
    {
        using var project = new Project($"""
            <Import Project="{SharedFolder.InRepository("src", "Generator", "build", "CaffeSharpGen.props")}" />
            <ItemGroup>
              <AdditionalFiles Include="a.prototxt" CaffeInputShape="data: 1,3,16,16; label: 1,7" CaffeStages="one;two" CaffeIgnoreFields="ceil_mode; mem_param" CaffeDialect="Ours" CaffeCustomLayers="a.B=1x5; C=same" />
              <AdditionalFiles Include="b.prototxt" CaffeInputShape="1,3,16,16" />
            </ItemGroup>
            """);
        project.MSBuild("-t:GenerateMSBuildEditorConfigFile");
        string handed = File.ReadAllText(Assert.Single(project.Folder.GetFiles("*.editorconfig", SearchOption.AllDirectories)).FullName);
        Assert.Contains("build_metadata.AdditionalFiles.CaffeInputShape = data: 1,3,16,16, label: 1,7", handed);
        Assert.Contains("build_metadata.AdditionalFiles.CaffeStages = one,two", handed);
        Assert.Contains("build_metadata.AdditionalFiles.CaffeIgnoreFields = ceil_mode, mem_param", handed);
        Assert.Contains("build_metadata.AdditionalFiles.CaffeDialect = Ours", handed);
        Assert.Contains("build_metadata.AdditionalFiles.CaffeCustomLayers = a.B=1x5, C=same", handed);
        Assert.Contains("build_metadata.AdditionalFiles.CaffeInputShape = 1,3,16,16\n", handed.ReplaceLineEndings("\n"));
    }

    // Roslyn would keep the last class.
    [Fact]
    public void Two_classes_of_one_file_are_an_error()
    {
        using var project = new Project($"""
            <Import Project="{SharedFolder.InRepository("src", "Generator", "build", "CaffeSharpGen.props")}" />
            <ItemGroup>
              <AdditionalFiles Include="a.prototxt" CaffeClassName="Small" />
              <AdditionalFiles Include="a.prototxt" CaffeClassName="Large" />
              <AdditionalFiles Include="b.prototxt" CaffeClassName="Other" />
              <AdditionalFiles Include="b.prototxt" CaffeClassName="Other" />
            </ItemGroup>
            """);
        string said = project.MSBuild("-t:GenerateMSBuildEditorConfigFile", exitCode: 1);
        Assert.Contains("a.prototxt", said);
        Assert.Contains("(Small, Large)", said);
        Assert.DoesNotContain("b.prototxt", said);
    }

    // What dotnet watch watches: it has read everything else before the targets of packages.
    [Fact]
    public void A_prototxt_is_watched()
    {
        using var project = new Project("""
            <ItemGroup>
              <AdditionalFiles Include="folder/a.prototxt;other.txt" />
            </ItemGroup>
            """);
        string targets = SharedFolder.InRepository("src", "Runtime", "build", "CaffeSharpGen.targets");
        File.WriteAllText(Path.Combine(project.Folder.FullName, "Directory.Build.targets"), $"""<Project><Import Project="{targets}" /></Project>""");
        string said = project.MSBuild("-getItem:Watch");
        Assert.Contains("a.prototxt", said);
        Assert.DoesNotContain("other.txt", said);
    }

    private sealed class Project : IDisposable
    {
        public Project(string content) => File.WriteAllText(Path.Combine(Folder.FullName, "p.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              {content}
            </Project>
            """);

        public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("props-");

        public string MSBuild(string argument, int exitCode = 0)
        {
            using Process build = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", "p.csproj", argument, "-nologo", "-v:q"])
            {
                WorkingDirectory = Folder.FullName,
                RedirectStandardOutput = true,
            })!;
            string said = build.StandardOutput.ReadToEnd();
            build.WaitForExit();
            Assert.True(build.ExitCode == exitCode, said);
            return said;
        }

        public void Dispose() => Folder.Delete(recursive: true);
    }
}
