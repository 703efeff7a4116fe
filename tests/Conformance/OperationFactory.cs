using System.Collections.Immutable;
using System.Reflection;
using CaffeSharpGen.Compiler;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Conformance;

/// <summary>Builds the runtime's operation from the compiler's call, as the emitted C# does.</summary>
internal static class OperationFactory
{
    public static Operation Create(OperationCall call)
    {
        Type type = typeof(Operation).Assembly.GetType($"CaffeSharpGen.Operations.{call.Operation}", throwOnError: true)!;
        ConstructorInfo constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        ParameterInfo[] parameters = constructor.GetParameters();
        string[] unknown = [.. call.Arguments.Select(argument => argument.Name).Except(parameters.Select(parameter => parameter.Name!))];
        Assert.True(unknown.Length == 0, $"{type.Name} has no argument {string.Join(", ", unknown)}");
        return (Operation)constructor.Invoke([.. parameters.Select(parameter => ValueOf(call, parameter))]);
    }

    private static object? ValueOf(OperationCall call, ParameterInfo parameter)
    {
        object? value = call.Arguments.FirstOrDefault(argument => argument.Name == parameter.Name)?.Value;
        return value switch
        {
            null => parameter.HasDefaultValue ? parameter.DefaultValue : throw new InvalidOperationException($"{call.Operation} lacks {parameter.Name}"),
            EnumValue named => Enum.Parse(parameter.ParameterType, named.Member),
            EquatableArray<int> integers => integers.ToImmutableArray(),
            EquatableArray<float> floats => floats.ToImmutableArray(),
            _ => value,
        };
    }
}
