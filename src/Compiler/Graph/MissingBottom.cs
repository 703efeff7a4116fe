using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>Says why no earlier layer has a blob that a layer reads, and what may be meant.</summary>
/// <param name="net">The layers.</param>
/// <param name="earlier">The blobs that there are so far.</param>
internal sealed class MissingBottom(NetNode net, IEnumerable<string> earlier)
{
    private Dictionary<string, LayerNode>? firstOfTop;
    private int asked;

    /// <summary>The end of a message, such as <c>; did you mean 'conv1'?</c>; empty if nothing is known.</summary>
    public string Why(LayerNode layer, string bottom)
    {
        if (WhyAbsent(bottom) is { } absent)
            return absent;
        // What follows compares all names that there are: where many are missing, only the first few get it.
        if (++asked > ProblemLimits.MostGuesses)
            return "";
        return Later(layer, bottom) ?? InvisibleCharacters.In(bottom) + NearestNames.Suggestion(bottom, earlier);
    }

    // Of several layers of that top, the one that can be had.
    private string? WhyAbsent(string blob) =>
        net.Absent.Where(top => top.Blob == blob).OrderBy(top => top.CanBeIncluded ? 0 : 1).FirstOrDefault() is { } found
            ? $"; {found.Reason}"
            : null;

    // Layers are in the order in which they run.
    private string? Later(LayerNode layer, string blob)
    {
        if (layer.Tops.Contains(blob))
            return ", it is its own top; a layer works in place over a blob that an earlier layer computes";
        if (!FirstOfTop.TryGetValue(blob, out LayerNode? later))
            return null;
        return Reads(later, layer)
            ? $"; layer '{later.Name}' ({later.FullType}) further down has it, and reads what this layer computes: that is a cycle, "
                + "and Caffe runs layers in the order of the file"
            : $"; layer '{later.Name}' ({later.FullType}) further down has it: move that layer in front of this one, "
                + "for Caffe runs layers in the order of the file";
    }

    private Dictionary<string, LayerNode> FirstOfTop
    {
        get
        {
            if (firstOfTop is null)
            {
                firstOfTop = new(StringComparer.Ordinal);
                foreach (LayerNode layer in net.Layers)
                {
                    foreach (string top in layer.Tops)
                    {
                        if (!firstOfTop.ContainsKey(top))
                            firstOfTop.Add(top, layer);
                    }
                }
            }
            return firstOfTop;
        }
    }

    // Whether a layer reads, directly or through others, what another one computes.
    private bool Reads(LayerNode reader, LayerNode other)
    {
        var seen = new HashSet<LayerNode>(ReferenceComparer.Instance) { reader };
        var open = new Stack<LayerNode>([reader]);
        while (open.Count > 0)
        {
            foreach (string bottom in open.Pop().Bottoms)
            {
                if (!FirstOfTop.TryGetValue(bottom, out LayerNode? layer))
                    continue;
                if (ReferenceEquals(layer, other))
                    return true;
                if (seen.Add(layer))
                    open.Push(layer);
            }
        }
        return false;
    }

    // Layers are records, whose comparison reads all fields.
    private sealed class ReferenceComparer : IEqualityComparer<LayerNode>
    {
        public static ReferenceComparer Instance { get; } = new();

        public bool Equals(LayerNode? one, LayerNode? other) => ReferenceEquals(one, other);

        public int GetHashCode(LayerNode layer) => layer.Id;
    }
}
