using CaffeSharpGen.Tests;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests.Corpus;

/// <summary>The networks of the corpus become C# that compiles, all in one project, without any message.</summary>
public sealed class SourceTests
{
    [Fact]
    public void All_files_compile_to_csharp_that_compiles()
    {
        CorpusFile[] files = CorpusFile.All();
        Assert.Equal(CorpusFile.Count, files.Length);
        Prototxt[] prototxts = [.. files.Select((file, i) => CorpusClass.Of(file, i, file.InputShape))];
        var run = new GeneratorRun(prototxts);
        ILookup<string, string> errors = run.Diagnostics.Where(message => message.Severity == DiagnosticSeverity.Error)
            .ToLookup(message => message.Location.GetLineSpan().Path, message => message.ToString());
        var wrong = new List<string>();
        for (int i = 0; i < files.Length; i++)
        {
            if (errors[prototxts[i].Path].FirstOrDefault() is { } error)
                wrong.Add($"{files[i]} does not compile: {error}");
        }
        wrong.AddRange(run.AllMessages().Take(5).Select(message => message.ToString()));
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }
}
