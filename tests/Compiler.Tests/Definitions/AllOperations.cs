using System.Reflection;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>Reads every operation that there is. Programs name those that they have instead.</summary>
internal static class AllOperations
{
    private static readonly Dictionary<string, Reader> Readers = Types.ToDictionary(type => type.Name, type =>
        type.GetMethod("Read", BindingFlags.Public | BindingFlags.Static, [typeof(Fields)])!.CreateDelegate<Reader>());

    private delegate Operation Reader(Fields fields);

    public static IEnumerable<Type> Types =>
        typeof(Operation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operation))).OrderBy(type => type.Name, StringComparer.Ordinal);

    public static Operation Read(string kind, Fields fields) => Readers[kind](fields);
}
