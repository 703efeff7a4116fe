using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Generator.Diagnostics;
using CaffeSharpGen.Tests;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests.Diagnostics;

/// <summary>docs/diagnostics.md explains every id, and each of its examples draws that id, with the message that stands below it.</summary>
public sealed partial class DiagnosticsPageTests
{
    private static readonly PageSection[] Sections =
        [.. PageSection.Of(File.ReadAllText(SharedFolder.InRepository("docs", "diagnostics.md")).ReplaceLineEndings("\n"))];

    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    public static IEnumerable<TheoryDataRow<string>> Ids => Descriptors.All.Select(descriptor => new TheoryDataRow<string>(descriptor.Id));

    [Fact]
    public void Every_id_has_a_section() => Assert.Equal(
        Descriptors.All.Select(descriptor => descriptor.Id).Concat(OfRuntime().Keys).Order(StringComparer.Ordinal),
        Sections.Select(section => section.Id));

    [Fact]
    public void Every_code_of_the_compiler_has_a_descriptor() => Assert.Equal(
        typeof(ProblemCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal),
        Descriptors.All.Select(descriptor => descriptor.Id).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_section_is_found_by_the_link_and_called_as_its_diagnostic(string id)
    {
        DiagnosticDescriptor descriptor = Descriptors.Of(id);
        Assert.Equal(ExpectedLink(id), descriptor.HelpLinkUri);
        PageSection section = Sections.Single(section => section.Id == id);
        Assert.Equal(descriptor.Title.ToString(), section.Title);
        Assert.Contains($"""<a id="{id.ToLowerInvariant()}"></a>""", section.Heading, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("https://example.org/net/blob/main/docs/diagnostics.md", "https://example.org/net/blob/main/docs/diagnostics.md#csg0102")]
    public void A_page_without_an_address_gives_no_link(string page, string? link) => Assert.Equal(link, HelpLink.Of(page, "CSG0102"));

    /// <summary>A user of the package does not have the repository: what a message names is in the message, or behind its link.</summary>
    [Fact]
    public void No_message_names_a_document() => Assert.All(
        Sections.SelectMany(section => section.Examples), example => Assert.DoesNotContain(".md", example.Message, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_example_draws_its_message(string id)
    {
        PageSection section = Sections.Single(section => section.Id == id);
        Assert.NotEmpty(section.Examples);
        foreach (PageExample example in section.Examples)
        {
            // No two dialects that there are have a type of one name.
            Diagnostic found = Assert.Single(id == ProblemCodes.SeveralDialects
                ? ForkCompilation.Diagnose("net.prototxt", example.Prototxt)
                : example.Run().Diagnostics);
            Assert.Equal(id, found.Id);
            Assert.Equal(example.Message, Text(found));
        }
    }

    /// <summary>The generator has nothing to say about a network of another class: the runtime's own attributes report it, in C#.</summary>
    [Fact]
    public void An_id_of_the_runtime_has_an_example_in_csharp()
    {
        Assert.NotEmpty(OfRuntime());
        foreach ((string id, string link) in OfRuntime())
        {
            PageSection section = Sections.Single(section => section.Id == id);
            Assert.Equal(ExpectedLink(id), link);
            Assert.NotEmpty(section.Examples);
            foreach (PageExample example in section.Examples)
            {
                Diagnostic found = Assert.Single(example.Run().CompilerMessages());
                Assert.Equal(id, found.Id);
                Assert.Equal(example.Message, found.GetMessage());
            }
        }
    }

    // Each id that an attribute of the runtime reports, and its link.
    private static Dictionary<string, string> OfRuntime() => typeof(Network).Assembly.GetExportedTypes()
        .SelectMany(type => type.GetMembers(Declared).Append(type))
        .SelectMany(member => member.GetCustomAttributes<ObsoleteAttribute>())
        .Where(attribute => attribute.DiagnosticId?.StartsWith("CSG", StringComparison.Ordinal) == true)
        .GroupBy(attribute => attribute.DiagnosticId!, attribute => string.Format(null, attribute.UrlFormat ?? "", attribute.DiagnosticId))
        .ToDictionary(group => group.Key, group => group.Distinct().Single(), StringComparer.Ordinal);

    // Of the one address that Directory.Build.props has; none while that is empty.
    private static string ExpectedLink(string id) =>
        XDocument.Load(SharedFolder.InRepository("Directory.Build.props")).Descendants("CaffeSharpGenUrl").Single().Value is { Length: > 0 } url
            ? $"{url}/blob/main/docs/diagnostics.md#{id.ToLowerInvariant()}"
            : "";

    // As the C# compiler prints it, but for the link.
    private static string Text(Diagnostic diagnostic)
    {
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        return $"{place.Path}({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1}): "
            + $"{diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id}: {diagnostic.GetMessage()}";
    }

    private sealed partial record PageSection(string Id, string Title, string Heading, PageExample[] Examples)
    {
        public static IEnumerable<PageSection> Of(string page) =>
            from Match heading in Headings().Matches(page)
            let examples = Example().Matches(heading.Groups["body"].Value).Select(PageExample.Of)
            let id = heading.Groups["id"].Value
            select new PageSection(id, heading.Groups["title"].Value, heading.Groups["heading"].Value, [.. examples]);

        [GeneratedRegex(
            """^## (?<heading>(<a id="\w+"></a>)?(?<id>\w+): (?<title>.*))\n(?<body>(?:(?!## ).*\n?)*)""", RegexOptions.Multiline)]
        private static partial Regex Headings();

        [GeneratedRegex(
            @"(?:^```(?<language>prototxt|xml|csharp)\n(?<text>(?:.*\n)*?)```\n)+^```text\n(?<message>.*)\n```", RegexOptions.Multiline)]
        private static partial Regex Example();
    }

    private sealed record PageExample(ILookup<string, string> Blocks, string Message)
    {
        public static PageExample Of(Match match) => new(
            match.Groups["language"].Captures.Zip(match.Groups["text"].Captures)
                .ToLookup(pair => pair.First.Value, pair => pair.Second.Value),
            match.Groups["message"].Value);

        public string Prototxt => Assert.Single(Blocks["prototxt"]);

        // The prototxts, the first with the metadata of its item in the project, beside the program.
        public GeneratorRun Run()
        {
            Prototxt[] files = [.. Blocks["prototxt"].Select((text, i) => new Prototxt(i == 0 ? "net.prototxt" : $"net{i + 1}.prototxt", text))];
            foreach (XAttribute attribute in Blocks["xml"].SelectMany(item => XElement.Parse(item).Attributes()).Where(attribute => attribute.Name != "Include"))
                files[0].Metadata[attribute.Name.LocalName] = attribute.Value;
            return new GeneratorRun(Blocks["csharp"].SingleOrDefault(""), files);
        }
    }
}
