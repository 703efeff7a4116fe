using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>A layer of the current format, read as it is.</summary>
internal static class V2Layer
{
    private static readonly HashSet<string> Own = new(["name", "type", "bottom", "top"], StringComparer.Ordinal);

    public static LayerNode Read(FieldNode layer)
    {
        var message = (MessageNode)layer.Value;
        var reader = new FieldReader(message, NetSchema.Layer);
        return new LayerNode(
            layer.Id, reader.String("name", ""), TypeOf(message, reader.String("type", "")),
            [.. reader.Strings("bottom")], [.. reader.Strings("top")],
            message.Fields.Length == 0 ? [] : [.. message.Fields.Where(field => !Own.Contains(field.Name))]);
    }

    // Of a Python layer, module and class.
    private static string TypeOf(MessageNode layer, string type)
    {
        if (type != "Python" || layer.Fields.FirstOrDefault(field => field.Name == "python_param")?.Value is not MessageNode python)
            return type;
        var reader = new FieldReader(python, OtherParameters.Python);
        return $"{reader.String("module", "")}.{reader.String("layer", "")}";
    }
}
