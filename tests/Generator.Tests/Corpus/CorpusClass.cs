using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Generator.Tests.Corpus;

/// <summary>A file of the corpus as an item of a project.</summary>
internal static class CorpusClass
{
    /// <summary>The item, with a class of its own.</summary>
    public static Prototxt Of(CorpusFile file, int number, string inputShape)
    {
        var metadata = new Dictionary<string, string> { ["CaffeClassName"] = NameOf(number) };
        if (inputShape.Length > 0)
            metadata["CaffeInputShape"] = inputShape;
        if (file.IgnoreFields.Count > 0)
            metadata["CaffeIgnoreFields"] = string.Join(", ", file.IgnoreFields);
        return new Prototxt(file.Name, file.Read()) { Metadata = metadata };
    }

    /// <summary>Name of the class.</summary>
    public static string NameOf(int number) => $"Net{number}";
}
