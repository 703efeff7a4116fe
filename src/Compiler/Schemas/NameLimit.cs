using System.Text;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Schemas;

/// <summary>
/// How long names may be. A layer's name becomes the name of a C# member, of which .NET's metadata takes 1023 bytes of UTF-8 (CS7013 beyond
/// that), and stands in every message about the layer. So all names in a net have a limit a little below.
/// </summary>
public static class NameLimit
{
    /// <summary>The most bytes of UTF-8 that a name may have; as many characters, if they are those of ASCII.</summary>
    public const int MostBytes = 1000;

    /// <summary>Whether a name is short enough.</summary>
    public static bool Holds(string name) =>
        name.Length <= MostBytes / 4 || (name.Length <= MostBytes && Encoding.UTF8.GetByteCount(name) <= MostBytes);

    /// <summary>What is wrong with a name that is too long, such as <c>1200 bytes long (in UTF-8), and the limit is 1000</c>.</summary>
    public static string Fault(string name) => $"{Encoding.UTF8.GetByteCount(name)} bytes long (in UTF-8), and the limit is {MostBytes}";

    /// <summary>Finds the names of nets, inputs, layers, types and blobs that are too long.</summary>
    public static EquatableArray<Problem> Check(MessageNode root)
    {
        var problems = new ProblemList();
        foreach (FieldNode field in root.Fields)
        {
            if (field.Name is "name" or "input")
                CheckName(field, $"the name of the {(field.Name == "name" ? "net" : "input")}", problems);
            else if (field.Name is "layer" or "layers" && field.Value is MessageNode layer)
                CheckLayer(layer, problems);
        }
        return problems.ToImmutable();
    }

    private static void CheckLayer(MessageNode layer, ProblemList problems)
    {
        foreach (FieldNode field in layer.Fields)
        {
            if (field.Name is "name" or "type")
                CheckName(field, $"the {field.Name} of a layer", problems);
            else if (field.Name is "bottom" or "top")
                CheckName(field, $"the name of a {field.Name}", problems);
            else if (field.Name == "layer" && field.Value is MessageNode inner) // Caffe's first format has a layer in each layer.
                CheckLayer(inner, problems);
        }
    }

    private static void CheckName(FieldNode field, string what, ProblemList problems)
    {
        if (field.Value is not ScalarNode { Kind: ScalarKind.String } name || Holds(name.Text))
            return;
        problems.Add(new Problem(ProblemCodes.Layer, Severity.Error, name.Id,
            $"{what}, '{Excerpt.Of(name.Text)}', is {Fault(name.Text)}; give it a shorter one"));
    }
}
