using System.Reflection;
using CaffeSharpGen.Tests;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests.Corpus;

/// <summary>The networks of the corpus, generated and compiled once for all tests.</summary>
internal static class CorpusAssembly
{
    private static readonly Lazy<(CorpusNetwork[] Networks, Assembly Generated)> all = new(Generate);

    /// <summary>A network and its generated class.</summary>
    public static (CorpusNetwork Network, Type Generated) Find(string name)
    {
        (CorpusNetwork[] networks, Assembly generated) = all.Value;
        int index = Array.FindIndex(networks, network => network.File.Name == name);
        return (networks[index], generated.GetType($"Demo.{CorpusClass.NameOf(index)}", throwOnError: true)!);
    }

    private static (CorpusNetwork[] Networks, Assembly Generated) Generate()
    {
        CorpusNetwork[] networks = [.. CorpusFile.All().Select(CorpusNetwork.Of)];
        var run = new GeneratorRun([.. networks.Select((network, i) => CorpusClass.Of(network.File, i, network.InputShape))]);
        Assert.DoesNotContain(run.Diagnostics, message => message.Severity == DiagnosticSeverity.Error);
        return (networks, run.Load());
    }
}
