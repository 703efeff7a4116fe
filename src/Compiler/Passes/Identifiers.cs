using System.Text;

namespace CaffeSharpGen.Compiler.Passes;

/// <summary>
/// Makes C# identifiers of Caffe's names. The rule: a name is cut at every character that is neither letter nor digit, each part begins
/// upper-case, and the parts are joined with <c>_</c>; a digit in front gets a <c>_</c> before it. <c>relu5_3</c> becomes <c>Relu5_3</c>,
/// <c>fire2/squeeze1x1</c> becomes <c>Fire2_Squeeze1x1</c>. A name that is taken gets <c>_2</c>, <c>_3</c>, … in the order of the layers.
/// </summary>
public static class Identifiers
{
    /// <summary>The identifier of one name by itself; <c>_</c> if it has no letter or digit.</summary>
    public static string Of(string name)
    {
        var identifier = new StringBuilder();
        bool partBegins = true;
        foreach (char c in name)
        {
            if (!char.IsLetterOrDigit(c))
            {
                partBegins = true;
                continue;
            }
            if (partBegins && identifier.Length > 0)
                identifier.Append('_');
            identifier.Append(partBegins ? Upper(c) : c);
            partBegins = false;
        }
        if (identifier.Length == 0 || char.IsDigit(identifier[0]))
            identifier.Insert(0, '_');
        return identifier.ToString();
    }

    // A few phonetic letters are longer in UTF-8 when upper-case. They stay as they are: an identifier is no longer than its name.
    private static char Upper(char c) => char.ToUpperInvariant(c) is var upper && upper >= '\u0800' && c < '\u0800' ? c : upper;

    /// <summary>Different identifiers for names, in their order, none of them reserved.</summary>
    public static IReadOnlyList<string> Unique(IEnumerable<string> names, IEnumerable<string> reserved)
    {
        var taken = new HashSet<string>(reserved, StringComparer.Ordinal);
        var nextSuffixes = new Dictionary<string, int>(StringComparer.Ordinal);
        var identifiers = new List<string>();
        foreach (string name in names)
        {
            string plain = Of(name), unique = plain;
            if (!taken.Add(unique))
            {
                // A suffix once taken stays taken: the search goes on where the last one ended.
                if (!nextSuffixes.TryGetValue(plain, out int suffix))
                    suffix = 2;
                do
                {
                    unique = $"{plain}_{suffix++}";
                }
                while (!taken.Add(unique));
                nextSuffixes[plain] = suffix;
            }
            identifiers.Add(unique);
        }
        return identifiers;
    }
}
