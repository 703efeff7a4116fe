using System.Diagnostics;
using System.Runtime.CompilerServices;
using CaffeSharpGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

// How long the generator takes: cold (a new driver, the process warm), after an edited comment, and after a keystroke in C#.
string models = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "models");
Console.WriteLine("| network | first in process, ms | cold, ms | comment edited, ms | C# edited, ms | C#, kB |");
Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
foreach (string name in args.Length > 0 ? args : ["vgg16", "resnet152"])
{
    string text = File.ReadAllText(Path.Combine(models, name + ".prototxt"));
    double first = Measure(1, () => NewDriver(new Prototxt(name, text)).RunGenerators(Project("")));
    double cold = Measure(20, () => NewDriver(new Prototxt(name, text)).RunGenerators(Project("")));

    var file = new Prototxt(name, text);
    CSharpCompilation project = Project("");
    GeneratorDriver warm = NewDriver(file).RunGenerators(project);
    int edit = 0;
    double comment = Measure(20, () => warm.ReplaceAdditionalText(file, new Prototxt(name, $"# {edit++}\n{text}")).RunGenerators(project));
    CSharpCompilation[] keystrokes = [.. Enumerable.Range(0, 20).Select(i => Project($"class C{i};"))];
    int stroke = 0;
    double cached = Measure(20, () => warm.RunGenerators(keystrokes[stroke++]));
    int size = warm.GetRunResult().GeneratedTrees.Sum(tree => tree.Length);
    Console.WriteLine($"| {name} | {first:f0} | {cold:f1} | {comment:f1} | {cached:f2} | {size / 1000} |");
}

// Median of several runs, in milliseconds.
static double Measure(int runs, Action action)
{
    double[] times = new double[runs];
    for (int i = 0; i < runs; i++)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
    Array.Sort(times);
    return times[runs / 2];
}

static CSharpCompilation Project(string program) => CSharpCompilation.Create("Bench", [CSharpSyntaxTree.ParseText(program)]);

static GeneratorDriver NewDriver(Prototxt file) => CSharpGeneratorDriver.Create([new CaffeGenerator().AsSourceGenerator()], [file]);

static string ThisFile([CallerFilePath] string path = "") => path;

internal sealed class Prototxt(string name, string text) : AdditionalText
{
    public override string Path { get; } = name + ".prototxt";

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}
