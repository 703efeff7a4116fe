using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>Inputs as fields of the net: <c>input</c> with <c>input_shape</c>, or with four <c>input_dim</c> each.</summary>
internal static class LegacyInputs
{
    public static IEnumerable<LayerNode> Of(MessageNode root, NetOptions options, List<Problem> problems)
    {
        FieldNode[] names = [.. root.Fields.Where(field => field.Name == "input")];
        EquatableArray<int>[] shapes = [.. Shapes(root)];
        for (int i = 0; i < names.Length; i++)
        {
            string name = ((ScalarNode)names[i].Value).Text;
            if (shapes.Length == names.Length)
                yield return SyntheticNodes.Input(names[i].Id, name, shapes[i]);
            else if (i == 0 && options.InputShape.Length > 0)
                yield return SyntheticNodes.Input(names[i].Id, name, options.InputShape);
            else
                problems.Add(new Problem(ProblemCodes.InputShape, Severity.Error, names[i].Id, $"there are {names.Length} inputs and {shapes.Length} shapes; give input '{name}' an input_shape {{ dim: … }}, or four input_dim, or the metadata CaffeInputShape, such as 1,3,224,224"));
        }
    }

    private static IEnumerable<EquatableArray<int>> Shapes(MessageNode root)
    {
        MessageNode[] shapes = [.. root.Fields.Where(field => field.Name == "input_shape").Select(field => (MessageNode)field.Value)];
        if (shapes.Length > 0)
            return shapes.Select(shape => (EquatableArray<int>)[.. new FieldReader(shape, NetSchema.BlobShape).Ints("dim")]);
        IReadOnlyList<int> lengths = new FieldReader(root, new MessageSchema("NetParameter").Ints("input_dim")).Ints("input_dim");
        return Enumerable.Range(0, lengths.Count / 4).Select(i => (EquatableArray<int>)[lengths[4 * i], lengths[(4 * i) + 1], lengths[(4 * i) + 2], lengths[(4 * i) + 3]]);
    }
}
