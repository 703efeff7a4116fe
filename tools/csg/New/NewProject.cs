using System.Security;
using CaffeSharpGen.Compiler.Passes;
using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Dynamic;

namespace CaffeSharpGen.Csg.New;

/// <summary>A console project around a network.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ClassName">Class of the network.</param>
/// <param name="Prototxt">Name of the prototxt in it.</param>
/// <param name="Options">How the prototxt is compiled.</param>
/// <param name="Program">Text of its program.</param>
/// <param name="Arguments">What the program wants on its command line.</param>
internal sealed record NewProject(
    string Name, string ClassName, string Prototxt, PrototxtOptions Options, string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The project of a prototxt.</summary>
    public static NewProject Of(string file, CompiledPrototxt compiled, PrototxtOptions options, string? name)
    {
        string stem = Identifiers.Of(Path.GetFileNameWithoutExtension(file));
        string project = name ?? (stem[0] == '_' ? $"Network{stem}App" : $"{stem}App");
        string className = ProjectName.Class(compiled.Definition.Name, project);
        var use = NetworkUse.Of(compiled);
        // MSBuild reads some characters of an item as more than a name.
        string prototxt = Path.GetFileName(file) is var given && given.AsSpan().ContainsAny(";*?%$@()") ? "network.prototxt" : given;
        return new NewProject(
            project, className, prototxt, options, ProgramText.Write(project, className, compiled.Definition, use),
            ProgramText.Arguments(use));
    }

    /// <summary>Its files, with their texts.</summary>
    /// <param name="prototxt">Text of the prototxt.</param>
    public IReadOnlyDictionary<string, string> Files(string prototxt) => new Dictionary<string, string>
    {
        [$"{Name}.csproj"] = ProjectFile(),
        ["Program.cs"] = Program,
        [Prototxt] = prototxt,
    };

    private string ProjectFile() => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <InvariantGlobalization>true</InvariantGlobalization>
            <PublishAot>true</PublishAot>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="CaffeSharpGen.Imaging" Version="{CsgProgram.Version}" />
            <AdditionalFiles Include="{Xml(Prototxt)}" {string.Join(' ', Metadata())} />
          </ItemGroup>
        </Project>

        """.ReplaceLineEndings();

    // Of the options that were given; the others have their defaults.
    private IEnumerable<string> Metadata() =>
        from entry in new (string Name, string Value)[]
        {
            ("CaffeClassName", ClassName), ("CaffeNamespace", ProjectName.Namespace(Name)), ("CaffeInputShape", Options.InputShape),
            ("CaffeIgnoreFields", string.Join(", ", Options.IgnoreFields)), ("CaffeStages", string.Join(", ", Options.Stages)),
            ("CaffeLevel", Options.Level == 0 ? "" : $"{Options.Level}"),
            ("CaffeKeepLoss", Options.LossValues ? "values" : Options.KeepLoss ? "true" : ""),
            ("CaffeDialect", Options.Dialect), ("CaffeAlignCrop", Options.AlignCrop ? "true" : ""),
            ("CaffeCustomLayers", Options.CustomLayers),
        }
        where entry.Value.Length > 0
        select $"{entry.Name}=\"{Xml(entry.Value)}\"";

    private static string Xml(string text) => SecurityElement.Escape(text);
}
