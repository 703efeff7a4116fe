using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Generator.Tests.Corpus;

/// <summary>Rows of theories over the corpus; one row that is skipped where the corpus is absent.</summary>
internal static class CorpusNames
{
    // Rows are made before any test runs, where nothing can be skipped.
    private static readonly bool IsThere = File.Exists(Path.Combine(
        Environment.GetEnvironmentVariable("CSG_SHARED") ?? Path.Combine(SharedFolder.Repository, "..", "shared"), "corpus", "valid.tsv"));

    /// <summary>The names of files.</summary>
    public static IEnumerable<TheoryDataRow<string>> All => IsThere
        ? CorpusFile.All().Select(file => new TheoryDataRow<string>(file.Name))
        : [new TheoryDataRow<string>("") { Skip = SharedFolder.ReasonOf("corpus") }];

    /// <summary>A file.</summary>
    public static CorpusFile Find(string name) => CorpusFile.All().Single(file => file.Name == name);
}
