using System.Reflection;
using System.Xml.Linq;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>Dependencies point one way (docs/architecture.md).</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Model"] = [],
        ["Compiler"] = ["Model"],
        ["Generator"] = ["Compiler"],
        ["Runtime"] = ["Model"],
        ["Cuda"] = ["Runtime"],
        ["Extensions"] = ["Runtime"],
        ["GradCam"] = ["Runtime"],
        ["Imaging"] = ["GradCam"],
        ["Models"] = ["Imaging"],
        ["Torch7"] = ["Runtime"],
        ["Hdf5"] = ["Runtime"],
        ["Language"] = ["Runtime", "Torch7"],
        ["Dynamic"] = ["Compiler", "Runtime"],
        ["Templates"] = [],
    };

    [Fact]
    public void Projects_reference_only_what_they_may()
    {
        string[] projects = [.. Directory.GetFiles(SharedFolder.InRepository("src"), "*.csproj", SearchOption.AllDirectories)
            .Where(project => !project.Contains($"{Path.DirectorySeparatorChar}content{Path.DirectorySeparatorChar}"))]; // Templates of projects.
        Assert.Equal(Allowed.Keys.Order(), projects.Select(Path.GetFileNameWithoutExtension).Order());
        foreach (string project in projects)
        {
            IEnumerable<string> references = XDocument.Load(project).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
            Assert.Equal(Allowed[Path.GetFileNameWithoutExtension(project)], references);
        }
    }

    [Theory]
    [InlineData(typeof(Shape))]
    [InlineData(typeof(Compiler.Graph.NetworkCompiler))]
    [InlineData(typeof(Generator.CaffeGenerator))]
    [InlineData(typeof(Network))]
    [InlineData(typeof(GradCam.Explanation))]
    [InlineData(typeof(Imaging.Picture))]
    [InlineData(typeof(Cuda.CudaOptions))]
    [InlineData(typeof(Extensions.TensorViews))]
    [InlineData(typeof(Models.ImageNet))]
    [InlineData(typeof(Torch7.Torch7File))]
    [InlineData(typeof(Language.UnrolledNetwork))]
    [InlineData(typeof(Dynamic.PrototxtNetwork))]
    public void Assemblies_use_only_what_they_may(Type member)
    {
        string project = member.Assembly.GetName().Name!["CaffeSharpGen.".Length..];
        IEnumerable<string> used = member.Assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(name => name.StartsWith("CaffeSharpGen", StringComparison.Ordinal));
        Assert.Subset(Below(project).Select(name => $"CaffeSharpGen.{name}").ToHashSet(), used.ToHashSet());
    }

    // What a project sees: what it references, and what that references.
    private static IEnumerable<string> Below(string project) => Allowed[project].SelectMany(name => Below(name).Append(name));

    [Fact]
    public void The_compiler_knows_no_Roslyn() =>
        Assert.DoesNotContain(typeof(Compiler.Graph.NetworkCompiler).Assembly.GetReferencedAssemblies(), name => name.Name!.Contains("CodeAnalysis", StringComparison.Ordinal));

    [Theory]
    [InlineData(typeof(Compiler.Graph.NetworkCompiler))]
    [InlineData(typeof(Network))]
    [InlineData(typeof(GradCam.Explanation))]
    [InlineData(typeof(Imaging.Picture))]
    [InlineData(typeof(Cuda.CudaOptions))]
    [InlineData(typeof(Extensions.TensorViews))]
    [InlineData(typeof(Models.ImageNet))]
    [InlineData(typeof(Torch7.Torch7File))]
    [InlineData(typeof(Language.UnrolledNetwork))]
    [InlineData(typeof(Shape))]
    [InlineData(typeof(Dynamic.PrototxtNetwork))]
    public void What_ships_is_analysed_for_trimming_and_ahead_of_time_compilation(Type member) => Assert.Equal(
        ["IsAotCompatible", "IsTrimmable"],
        member.Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Where(data => data.Key.StartsWith("Is", StringComparison.Ordinal) && data.Value == "True")
            .Select(data => data.Key).Order());
}
