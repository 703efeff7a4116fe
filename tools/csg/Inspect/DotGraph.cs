using System.Globalization;
using System.Text;

namespace CaffeSharpGen.Csg.Inspect;

/// <summary>A network for Graphviz: a node a layer, with its shape; fused layers in one box.</summary>
internal static class DotGraph
{
    /// <summary>The graph.</summary>
    public static string Write(NetworkReport network)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"digraph {Quoted(network.Name)} {{");
        text.AppendLine("  node [shape=box, style=rounded, fontname=\"sans-serif\"];");
        bool isOpen = false;
        for (int i = 0; i < network.Layers.Count; i++)
        {
            LayerReport layer = network.Layers[i];
            if (isOpen && !layer.IsFused)
            {
                text.AppendLine("  }");
                isOpen = false;
            }
            if (!isOpen && !layer.IsFused && i + 1 < network.Layers.Count && network.Layers[i + 1].IsFused)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  subgraph cluster_{i} {{ style=dotted;");
                isOpen = true;
            }
            string operation = layer.Operation.Length > 0 ? layer.Operation : layer.Type;
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{(isOpen ? "    " : "  ")}{Quoted(layer.Name)} [label={Quoted($"{layer.Name}\n{operation}\n{layer.Shape}")}];");
        }
        if (isOpen)
            text.AppendLine("  }");
        foreach (LayerReport layer in network.Layers)
        {
            foreach (string read in layer.Reads)
                text.AppendLine(CultureInfo.InvariantCulture, $"  {Quoted(read)} -> {Quoted(layer.Name)};");
        }
        return text.AppendLine("}").ToString();
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
            quoted.Append(c switch { '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", _ => c.ToString() });
        return quoted.Append('"').ToString();
    }
}
