using System.Reflection;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Generator.Tests.Running;

/// <summary>The definition that a generated class reads from its table.</summary>
internal static class GeneratedDefinition
{
    /// <summary>Compiles the only network of a run and reads its table.</summary>
    public static NetworkDefinition Of(GeneratorRun run) =>
        Of(Assert.Single(run.Load().GetTypes(), type => type.BaseType is { IsGenericType: true } @base && @base.GetGenericTypeDefinition() == typeof(CompiledNetwork<>)));

    private static NetworkDefinition Of(Type network) =>
        (NetworkDefinition)network.GetProperty("Definition", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
}
