using CaffeSharpGen.Compiler.Tests;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests.Hostile;

/// <summary>Texts that ask for one thing over and over, through the generator: errors in the text, or C# without any message.</summary>
public sealed class HostileTextTests
{
    [Fact]
    public void They_give_errors_or_clean_csharp()
    {
        HostileText[] texts = [.. HostileTexts.Of(1500)];
        // All at once: what compiles, is compiled together.
        var run = new GeneratorRun([.. texts.Select((text, i) => new Prototxt($"Net{i}.prototxt", text.Text) { Metadata = { ["CaffeClassName"] = $"Net{i}" } })]);
        ILookup<string, Diagnostic> messages = run.Diagnostics.ToLookup(message => message.Location.GetLineSpan().Path);
        for (int i = 0; i < texts.Length; i++)
        {
            bool wrong = messages[$"Net{i}.prototxt"].Any(message => message.Severity == DiagnosticSeverity.Error);
            Assert.True(run.Sources.ContainsKey($"Demo.Net{i}.Passes.g.cs") != wrong, texts[i].Name);
            Assert.True(run.Sources.ContainsKey($"Demo.Net{i}.g.cs"), texts[i].Name);
            foreach (Diagnostic message in messages[$"Net{i}.prototxt"])
            {
                Assert.InRange(message.Location.SourceSpan.End, message.Location.SourceSpan.Start, texts[i].Text.Length);
                Assert.InRange(message.GetMessage().Length, 1, 1000);
            }
        }
        Assert.Empty(run.AllMessages());
    }
}
