using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CaffeSharpGen.Generator.Tests.Names;

/// <summary>
/// The names that a generated class and its members cannot have, held against what there is: members of the base class, verbs that extend them,
/// what a generated class declares, and the library's namespaces. A member that is added to any of them is in these tests at once.
/// </summary>
public sealed class MemberNamesTests
{
    private static readonly Assembly[] Library = [typeof(Operation).Assembly, typeof(Network).Assembly, typeof(Explain).Assembly, typeof(UnrolledNetwork).Assembly];

    // What a class of another assembly inherits: of objects too.
    private static readonly string[] Inherited =
    [
        .. typeof(CompiledNetwork<>).GetMembers(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy)
            .Where(IsInherited).Select(member => member.Name).Distinct().Order(StringComparer.Ordinal),
    ];

    // Extension methods of networks.
    private static readonly string[] Verbs =
    [
        .. Library.SelectMany(assembly => assembly.GetExportedTypes()).Where(type => type.IsDefined(typeof(ExtensionAttribute)))
            .SelectMany(type => type.GetMethods()).Where(method => method.IsDefined(typeof(ExtensionAttribute)))
            .Where(method => method.GetParameters()[0].ParameterType is var type && (type.Name.Split('`')[0] is nameof(Network) or nameof(CompiledNetwork<>) || type.IsGenericParameter))
            .Select(method => method.Name).Distinct().Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void There_are_such_names()
    {
        Assert.Superset(new HashSet<string>(["Network", "ForwardFrom", "HookAt", "MemberwiseClone", "Finalize", "BatchSize", "Equals"]), new HashSet<string>(Inherited));
        Assert.Superset(new HashSet<string>(["GradCam", "GuidedBackprop"]), new HashSet<string>(Verbs));
        Assert.Superset(new HashSet<string>(["Load", "Share", "Shapes", "Definition", "get_Definition", "definition", "Operation"]), Declared());
    }

    [Fact]
    public void No_hook_hides_an_inherited_member_a_verb_or_a_declared_one()
    {
        string[] names = [.. Inherited, .. Verbs, .. Declared(), "net", "Channels", "Height", "Width", "Count"];
        var run = new GeneratorRun(new Prototxt("net.prototxt", Net("net", names)));
        Assert.Empty(run.AllMessages());
        string[] hooks = [.. Regex.Matches(run.Sources["Demo.Net.g.cs"], @"Hook<Net> (\w+) =>").Select(match => match.Groups[1].Value)];
        Assert.Equal(names.Length + 1, hooks.Length);
        Assert.Empty(hooks.Intersect(names, StringComparer.Ordinal));
    }

    // No member has the name of its class (CS0542).
    [Fact]
    public void A_class_called_as_any_member_compiles_or_is_an_error()
    {
        HashSet<string> declared = Declared();
        string[] names = [.. Inherited, .. Verbs, .. declared, "BackwardTo8x8", "Pass", "Csg", "Op", "Demo", "System", "CaffeSharpGen"];
        names = [.. names.Distinct()];
        var run = new GeneratorRun([.. names.Select((name, i) => new Prototxt($"{i}.prototxt", Net("net", ["fc"])) { Metadata = { ["CaffeClassName"] = name } })]);
        Assert.Empty(run.AllMessages());
        foreach (Diagnostic error in run.Diagnostics)
        {
            Assert.Equal((ProblemCodes.Metadata, DiagnosticSeverity.Error), (error.Id, error.Severity));
            Assert.Contains("because one of its members has that name; give it another name with the metadata CaffeClassName", error.GetMessage());
        }
        string[] refused = [.. run.Diagnostics.Select(error => Regex.Match(error.GetMessage(), @"cannot be called (\w+),").Groups[1].Value)];
        Assert.Equal(declared.Except(["Data", "Fc"]).Order(StringComparer.Ordinal), refused.Order(StringComparer.Ordinal));
        Assert.Equal(2 * (names.Length - refused.Length), run.Sources.Count);
    }

    // A network of more than 120 groups has methods that run a part of it.
    [Fact]
    public void The_methods_of_a_large_network_are_members_too()
    {
        string[] methods = ["ForwardFrom8x8", "ForwardFrom8x8_2", "BackwardTo8x8", "BackwardTo8x8_2"];
        string text = Net("net", [.. Enumerable.Range(0, 150).Select(i => $"layer{i}"), "forwardFrom8x8", "backwardTo8x8"]);
        var run = new GeneratorRun(new Prototxt("net.prototxt", text));
        Assert.Empty(run.AllMessages());
        Assert.All(methods, method => Assert.Contains($"private void {method}(", run.Sources["Demo.Net.Passes.g.cs"]));
        Assert.Equal(["ForwardFrom8x8_3", "BackwardTo8x8_3"], run.Diagnostics.Select(message => Regex.Match(message.GetMessage(), @"is the member (\w+)").Groups[1].Value));
        foreach (string method in methods)
        {
            var refused = new GeneratorRun(new Prototxt("net.prototxt", text) { Metadata = { ["CaffeClassName"] = method } });
            Assert.Contains("because one of its members has that name", Assert.Single(refused.Diagnostics).GetMessage());
        }
        Assert.Empty(new GeneratorRun(new Prototxt("net.prototxt", text) { Metadata = { ["CaffeClassName"] = "ForwardFrom9x9" } }).AllMessages());
    }

    [Fact]
    public void The_name_of_a_net_is_treated_as_that_of_a_class()
    {
        var run = new GeneratorRun(new Prototxt("a.prototxt", Net("shapes 2", ["fc"])), new Prototxt("b.prototxt", Net("shapes", ["fc"])));
        Diagnostic error = Assert.Single(run.Diagnostics);
        Assert.Contains("the class cannot be called Shapes", error.GetMessage());
        Assert.Equal("b.prototxt", error.Location.GetLineSpan().Path);
        Assert.Contains("Demo.Shapes_2.g.cs", run.Sources.Keys);
        Assert.Empty(run.AllMessages());
    }

    // What C# makes of a property has a name too.
    [Theory]
    [InlineData("get_Data")]
    [InlineData("get_Fc")]
    [InlineData("set_Data")]
    [InlineData("Data")]
    // Words in lower case draw a warning (CS8981) where they name a type.
    [InlineData("vgg")]
    [InlineData("value")]
    [InlineData("notnull")]
    public void A_class_may_have_a_name_near_a_member(string name)
    {
        var run = new GeneratorRun(new Prototxt("net.prototxt", Net("net", ["fc"])) { Metadata = { ["CaffeClassName"] = name } });
        Assert.Equal(2, run.Sources.Count);
        Assert.Empty(run.AllMessages());
    }

    [Fact]
    public void A_class_called_as_a_word_of_csharp_compiles_or_is_an_error()
    {
        string[] words = [.. SyntaxFacts.GetKeywordKinds().Concat(SyntaxFacts.GetContextualKeywordKinds()).Select(SyntaxFacts.GetText).Append("dynamic").Append("nint").Append("nuint").Append("args")];
        var run = new GeneratorRun([.. words.Select((word, i) => new Prototxt($"{i}.prototxt", Net("net", ["fc"])) { Metadata = { ["CaffeClassName"] = word } })]);
        Assert.Empty(run.AllMessages());
        Assert.All(run.Diagnostics, error => Assert.Contains("expected the name of a C# class", error.GetMessage()));
        Assert.Equal(words.Length, run.Diagnostics.Length + (run.Sources.Count / 2));
    }

    [Theory]
    [InlineData("Csg")]
    [InlineData("Op.Csg")]
    [InlineData("Demo.System")]
    [InlineData("Acme.CaffeSharpGen")]
    [InlineData("Shapes")]
    [InlineData("Net")]
    [InlineData("global")]
    [InlineData("record.file.var")]
    public void A_namespace_may_have_any_name(string @namespace)
    {
        // The program that surrounds the network has types and namespaces that generated code could take for the library's (report 44).
        string program = $"class Op; class Csg; namespace {@namespace}.System {{ class Math; }} namespace {@namespace}.CaffeSharpGen {{ class Network; }} namespace {@namespace}.Tensor {{ class Hook; }}";
        bool isTypesName = @namespace == "Csg" || @namespace.StartsWith("Op", StringComparison.Ordinal);
        var run = new GeneratorRun(@namespace, isTypesName ? "" : program, new Prototxt("net.prototxt", Net("net", ["System", "Op", "Csg", "global"])));
        Assert.Equal(2, run.Sources.Count);
        Assert.Empty(run.AllMessages());
    }

    /// <summary>A project's global usings hold in generated files too, where an alias of the same name would be there twice.</summary>
    [Theory]
    [InlineData("global using Csg = global::System;")]
    [InlineData("global using Op = global::System.Text.StringBuilder;")]
    [InlineData("global using CaffeSharpGen = global::System.Text; global using Operations = global::System.IO; global using Network = global::System.Int32;")]
    [InlineData("global using Csg = global::CaffeSharpGen; global using Op = global::CaffeSharpGen.Operations; global using CaffeSharpGen; global using System;")]
    public void A_project_may_have_any_alias_for_all_its_files(string usings)
    {
        var run = new GeneratorRun(usings, new Prototxt("net.prototxt", Net("net", ["System", "Op", "Csg", "global"])));
        Assert.Equal(2, run.Sources.Count);
        // That the program itself does not use its usings is no matter of generated files.
        Assert.DoesNotContain(run.AllMessages(), message => message.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) != false);
    }

    [Fact]
    public void The_namespaces_of_the_library_are_not_for_networks()
    {
        string[] namespaces = [.. Library.SelectMany(assembly => assembly.GetExportedTypes()).Select(type => type.Namespace!).Distinct()];
        Assert.Contains("CaffeSharpGen.Operations", namespaces);
        foreach (string @namespace in namespaces)
        {
            var run = new GeneratorRun(new Prototxt("net.prototxt", Net("hook", ["fc"])) { Metadata = { ["CaffeNamespace"] = @namespace } });
            Assert.True(run.Diagnostics.Length == 1, $"{@namespace} is not refused");
            Assert.Contains("another namespace than those of the library", run.Diagnostics[0].GetMessage());
            Assert.Empty(run.Sources);
        }
    }

    [Fact]
    public void A_class_cannot_be_called_as_the_namespace_of_another()
    {
        var run = new GeneratorRun(
            new Prototxt("a.prototxt", Net("net", ["fc"])),
            new Prototxt("b.prototxt", Net("plan", ["fc"])) { Metadata = { ["CaffeNamespace"] = "Demo.net.Inner" } });
        Diagnostic error = Assert.Single(run.Diagnostics);
        Assert.Equal(("a.prototxt", ProblemCodes.Metadata), (error.Location.GetLineSpan().Path, error.Id));
        Assert.Contains("lies in the namespace Demo.Net (case does not count); give this one another name", error.GetMessage());
        Assert.Equal(2, run.Sources.Count);
        Assert.Empty(run.AllMessages());
    }

    // Report 43: a pattern and the file itself, whose metadata are merged.
    [Fact]
    public void A_file_that_a_project_names_twice_gives_one_class()
    {
        var run = new GeneratorRun(new Prototxt("a.prototxt", Net("net", ["fc"])), new Prototxt("a.prototxt", Net("net", ["fc"])));
        Assert.Empty(run.Diagnostics);
        Assert.Equal(2, run.Sources.Count);
        Assert.Empty(run.AllMessages());
    }

    // Report 43: file systems list files in different orders.
    [Fact]
    public void Which_file_gets_a_class_does_not_depend_on_their_order()
    {
        Prototxt a = new("models/a/deploy.prototxt", Net("", ["fc"])), b = new("models/b/deploy.prototxt", Net("", ["fc"]));
        Assert.All(new[] { new GeneratorRun(a, b), new GeneratorRun(b, a) }, run => Assert.Equal(b.Path, Assert.Single(run.Diagnostics).Location.GetLineSpan().Path));
    }

    // Differ by the way in which Unicode writes them, or by characters without a sign of their own, which C# does not count in names.
    [Fact]
    public void Names_that_look_alike() => RequireClean(
        "é", "e\u0301", "E\u0301", "Å", "\u212B", "A\u030A", "ﬁ", "fi", "a\u200Db", "a\u200Cb", "ab", "a\u00ADb", "a\u2060b", "\uFEFFab", "ab\u202E", "Ａ", "A", "a", "ſ", "ı", "i", "İ", "K", "\u212A", "ß", "ẞ",
        "Ⅻ", "〇", "१", "𝒜", "a𝒜", "\u0660x", "x\u0660", "ǆ", "ǅ", "ɐ", "Ɐ");

    [Fact]
    public void Names_that_are_no_text() => RequireClean("\uD800", "a\uDC00", "\uFFFE", "\uFFFF", "\uFDD0", "\u200B", "\u0001", "]]>", "--->", "/* */ //", "@class", "#if x", "\\\\u0041");

    private static bool IsInherited(MemberInfo member) => member switch
    {
        ConstructorInfo => false,
        MethodInfo method => IsVisible(method) && !method.IsSpecialName,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        EventInfo @event => IsVisible(@event.AddMethod!),
        Type type => type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem,
        _ => true,
    } && !member.Name.Contains('.', StringComparison.Ordinal);

    private static bool IsVisible(MethodInfo method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // All that a generated class declares besides its hooks; of networks whose batch is free and of others.
    private static HashSet<string> Declared()
    {
        string net = Net("net", ["fc"]);
        var run = new GeneratorRun(
            new Prototxt("a.prototxt", net), new Prototxt("b.prototxt", net.Replace("top: 'fc'", "top: 'fc' } layer { name: 'r' type: 'Reshape' bottom: 'fc' top: 'r' reshape_param { shape { dim: 3 dim: 64 } }", StringComparison.Ordinal)) { Metadata = { ["CaffeClassName"] = "Other" } });
        Assert.Equal(4, run.Sources.Count);
        return
        [
            .. run.Sources.Values.SelectMany(text => CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>())
                .Where(type => type.Parent is not ClassDeclarationSyntax).SelectMany(type => type.Members).SelectMany<MemberDeclarationSyntax, string>(member => member switch
                {
                    MethodDeclarationSyntax { ExplicitInterfaceSpecifier: not null } or ConstructorDeclarationSyntax => [],
                    MethodDeclarationSyntax method => [method.Identifier.Text],
                    BaseTypeDeclarationSyntax type => [type.Identifier.Text],
                    FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Identifier.Text),
                    PropertyDeclarationSyntax property when property.Modifiers.Any(SyntaxKind.StaticKeyword) => [property.Identifier.Text, $"get_{property.Identifier.Text}"],
                    PropertyDeclarationSyntax => [], // A hook.
                    _ => throw new InvalidOperationException($"what is the name of {member}?"),
                }),
        ];
    }

    private static void RequireClean(params string[] names)
    {
        var run = new GeneratorRun(new Prototxt("net.prototxt", Net("net", names)));
        Assert.Empty(run.Diagnostics.Where(message => message.Severity != DiagnosticSeverity.Info));
        Assert.Equal(2, run.Sources.Count);
        Assert.Empty(run.AllMessages());
    }

    private static string Net(string name, string[] layers) => $"name: '{name}' input: 'data' input_shape {{ dim: 1 dim: 3 dim: 8 dim: 8 }}\n"
        + string.Join("\n", layers.Select((layer, i) => $"layer {{ name: '{layer}' type: 'ReLU' bottom: 'data' top: '{(layers.Length == 1 ? layer : $"top {i}")}' }}"));
}
