using System.Globalization;
using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Nets;

/// <summary>Nodes that an upgrade makes itself; they have the id, and so the position, of a node of the text.</summary>
internal static class SyntheticNodes
{
    public static FieldNode Field(int id, string name, params IEnumerable<FieldNode> fields) =>
        new(id, name, new MessageNode(id, [.. fields]));

    public static FieldNode Field(int id, string name, int value) =>
        new(id, name, new ScalarNode(id, ScalarKind.Number, value.ToString(CultureInfo.InvariantCulture)));

    public static FieldNode Field(int id, string name, string text) => new(id, name, new ScalarNode(id, ScalarKind.String, text));

    /// <summary>A value whose elements are all equal.</summary>
    public static LayerNode Constant(int id, string top, IEnumerable<int> shape, float value)
    {
        var number = new FieldNode(
            id, "value", new ScalarNode(id, ScalarKind.Number, value.ToString("G9", CultureInfo.InvariantCulture)));
        return new(
            id, top, "Constant", [], [top],
            [Field(id, "constant_param", Field(id, "shape", shape.Select(length => Field(id, "dim", length))), number)]);
    }

    /// <summary>An input of a known shape.</summary>
    public static LayerNode Input(int id, string name, string top, IEnumerable<int> shape) =>
        new(id, name, "Input", [], [top], [Field(id, "input_param", Field(id, "shape", shape.Select(length => Field(id, "dim", length))))]);
}
