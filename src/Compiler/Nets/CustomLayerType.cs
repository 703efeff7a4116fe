using System.Globalization;

namespace CaffeSharpGen.Compiler.Nets;

/// <summary>
/// A layer type that the user of a network computes himself (the metadata <c>CaffeCustomLayers</c>), with the shapes of its tops.
/// </summary>
/// <param name="Type">Caffe's name of the type; of a Python layer, module and class.</param>
/// <param name="Tops">The shapes of its tops; one serves all tops of a layer. Null is that of the first bottom.</param>
public sealed record CustomLayerType(string Type, EquatableArray<ValueShape?> Tops)
{
    /// <summary>What the setting is, for messages.</summary>
    public const string Expected =
        "types, each with the shapes of its tops, such as rpn.proposal_layer.ProposalLayer=1x5; MyType=same, Nx10";

    /// <summary>The word for the shape of the first bottom.</summary>
    public const string Same = "same";

    private const char Batch = 'N', Bound = '≤';

    /// <summary>
    /// Reads the setting: <c>type=shape</c>, with further shapes where a layer has several tops, and further types; all are separated by
    /// commas or semicolons. A shape is <c>same</c>, that of the first bottom; or lengths separated by x, × or blanks, each a number, N
    /// (the number of images), a multiple of it such as <c>2N</c>, or an upper bound such as <c>≤300</c>.
    /// </summary>
    /// <returns>Null if it is not that.</returns>
    public static EquatableArray<CustomLayerType>? Parse(string text)
    {
        var types = new List<(string Type, List<ValueShape?> Tops)>();
        foreach (string part in text.Split(',', ';').Select(part => part.Trim()).Where(part => part.Length > 0))
        {
            int equals = part.IndexOf('=');
            string shape = part[(equals + 1)..].Trim();
            if (equals >= 0)
            {
                string type = part[..equals].Trim();
                // An Input is what its user fills already.
                if (type.Length == 0 || type == "Input" || type.Any(char.IsWhiteSpace) || types.Any(known => known.Type == type))
                    return null;
                types.Add((type, []));
            }
            ValueShape? lengths = shape == Same ? null : Lengths(shape);
            if (types.Count == 0 || (lengths is null && shape != Same))
                return null;
            types[types.Count - 1].Tops.Add(lengths);
        }
        return [.. types.Select(type => new CustomLayerType(type.Type, [.. type.Tops]))];
    }

    private static ValueShape? Lengths(string text)
    {
        var axes = new List<Dim>();
        foreach (string part in text.Split([' ', '\t', 'x', 'X', '×'], StringSplitOptions.RemoveEmptyEntries))
        {
            bool isBound = part[0] == Bound, isPerImage = part[part.Length - 1] == Batch;
            string digits = part.Trim(Bound, Batch);
            string written = $"{(isBound ? Bound : "")}{digits}{(isPerImage ? Batch : "")}";
            if (digits.Length == 0 && isPerImage)
                digits = "1";
            if (written != part || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length < 1)
                return null;
            axes.Add(new Dim(length, isPerImage, isBound));
        }
        return axes.Count == 0 ? null : ValueShape.Of(axes);
    }
}
