using System.Diagnostics;
using System.Globalization;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CaffeSharpGen.Generator.Tests.Hostile;

/// <summary>
/// Mutants of prototxts through compiler and emission: no crash, no hang, every failure is a problem with a place in the text, and what is
/// emitted, for wrong texts too, is C# to its parser. <c>CSG_MUTANTS=1000000</c> makes as many, <c>CSG_MUTANT=17</c> that one alone.
/// </summary>
/// <remarks><see cref="FuzzTests"/> compiles what is emitted, of fewer and smaller texts.</remarks>
public sealed class MutantTests
{
    private const long InTests = 20_000;

    // A mutant takes milliseconds; machines that are busy may stop a thread for seconds.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private static readonly FileSettings Settings = new Prototxt("net.prototxt", "") { Metadata = { ["CaffeClassName"] = "Net" } }.Settings;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest);

    [Fact]
    public void Mutants_give_problems_or_csharp()
    {
        var mutants = new PrototxtMutants();
        if (Number("CSG_MUTANT") is { } one)
        {
            Require(mutants.Make(one));
            return;
        }
        long count = Number("CSG_MUTANTS") ?? InTests, next = -1, compiled = 0;
        int threads = Math.Max(2, Environment.ProcessorCount);
        var since = new long[threads];
        var current = new long[threads];
        string? failure = null;
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(i => new Thread(() => Work(i)))];
        foreach (Thread worker in workers)
        {
            // A hang must not keep the process.
            worker.IsBackground = true;
            worker.Start();
        }
        while (workers.Any(worker => !worker.Join(TimeSpan.FromMilliseconds(100))) && Volatile.Read(ref failure) is null)
        {
            for (int i = 0; i < threads; i++)
            {
                long began = Volatile.Read(ref since[i]);
                if (began != 0 && Stopwatch.GetElapsedTime(began) > Longest)
                    Assert.Fail($"mutant {Volatile.Read(ref current[i])} takes more than {Longest}:\n{mutants.Make(current[i])}");
            }
        }
        Assert.True(failure is null, failure);
        // Faults that nothing survives show little.
        Assert.InRange((double)compiled / count, 0.05, 0.95);

        void Work(int i)
        {
            while (Volatile.Read(ref failure) is null && Interlocked.Increment(ref next) is var number && number < count)
            {
                string text = mutants.Make(number);
                Volatile.Write(ref current[i], number);
                Volatile.Write(ref since[i], Stopwatch.GetTimestamp());
                try
                {
                    if (Require(text))
                        Interlocked.Increment(ref compiled);
                }
                catch (Exception thrown)
                {
                    Interlocked.CompareExchange(ref failure, $"mutant {number}: {thrown}\n{text}", null);
                }
                Volatile.Write(ref since[i], 0);
            }
        }
    }

    // Whether it compiles.
    private static bool Require(string text)
    {
        var file = ParsedFile.Parse(new PrototxtFile("net.prototxt", text, Settings), CancellationToken.None);
        CompiledFile compiled = file.Tree.Compiled;
        foreach (Problem problem in compiled.Problems)
        {
            TextSpan span = file.Spans[problem.Node];
            Assert.InRange(span.Start, 0, text.Length);
            Assert.InRange(span.Start + span.Length, span.Start, text.Length);
            Assert.InRange(problem.Message.Length, 1, 5000);
        }
        bool isWrong = compiled.Problems.Any(problem => problem.Severity == Severity.Error);
        Assert.Equal(isWrong, compiled.Network is null);
        foreach (Emission.EmittedFile emitted in EmittedFiles.Emit(compiled, CancellationToken.None).Files)
        {
            Diagnostic? error = CSharpSyntaxTree.ParseText(emitted.Text, Parsing).GetDiagnostics()
                .FirstOrDefault(message => message.Severity == DiagnosticSeverity.Error);
            Assert.True(error is null, $"{emitted.HintName}: {error}");
        }
        return !isWrong;
    }

    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
