using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.RandomNetworks.Networks;

/// <summary>A compiled network, and what a test asks of it beyond its definition.</summary>
internal sealed class NetworkProgram(NetworkDefinition network)
{
    private static readonly ConcurrentDictionary<string, ReadFields> Readers = new(StringComparer.Ordinal);

    private readonly Dictionary<string, int> indices = network.Values.Select((value, index) => (value.Name, index)).ToDictionary(StringComparer.Ordinal);

    /// <summary>The network.</summary>
    public NetworkDefinition Network { get; } = network;

    /// <summary>Compiles a prototxt.</summary>
    /// <returns>Whether it has no errors.</returns>
    public static bool TryCompile(string prototxt, [NotNullWhen(true)] out NetworkDefinition? network, out string problems)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(prototxt);
        (network, EquatableArray<Problem> found) = NetworkCompiler.Compile(parsed.Root, new NetOptions());
        problems = string.Join("\n", parsed.Problems.Concat(found).Select(problem => problem.Message));
        return network is not null;
    }

    /// <summary>Compiles a prototxt that is known to be right.</summary>
    public static NetworkProgram Compile(string prototxt) =>
        TryCompile(prototxt, out NetworkDefinition? network, out string problems) ? new NetworkProgram(network) : throw new ArgumentException(problems);

    /// <summary>The layer that owns a weight of a step, and which of its blobs it is: the one place that knows how weights are shared.</summary>
    public static (string Layer, int Blob) OwnerOf(StepDefinition step, int weight) =>
        step.OwnerOf(weight) is { } owner ? (owner.Layer, owner.Blob) : (step.Layer, step.BlobOf(weight));

    /// <summary>Reads an operation of any kind, as the switch of a compiled class reads those that it has.</summary>
    public static Operation ReadOperation(string kind, Fields fields) => Readers.GetOrAdd(kind, FindReader)(fields);

    /// <summary>Index of the value of a name.</summary>
    public int HookIndex(string name) => indices[name];

    /// <summary>What a step can be in a fused group.</summary>
    public FusionRole RoleOf(StepDefinition step) => step.Operation.RoleIn(Network.UseOf(step));

    private static ReadFields FindReader(string kind) => typeof(Operation).Assembly.GetType($"CaffeSharpGen.Operations.{kind}", throwOnError: true)!
        .GetMethod("Read", BindingFlags.Public | BindingFlags.Static)!.CreateDelegate<ReadFields>();

    private delegate Operation ReadFields(Fields fields);
}
