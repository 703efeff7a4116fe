namespace CaffeSharpGen.Compiler.Problems;

/// <summary>The kinds of problems. A kind keeps its code for ever: people suppress them by it.</summary>
public static class ProblemCodes
{
    /// <summary>The text is not a prototxt.</summary>
    public const string Syntax = "CSG0001";

    /// <summary>A field has a value of the wrong kind, or out of range.</summary>
    public const string WrongValue = "CSG0002";

    /// <summary>A field that is not understood: what it changes is not known.</summary>
    public const string UnknownField = "CSG0003";

    /// <summary>A field that may stand once stands twice.</summary>
    public const string RepeatedField = "CSG0004";

    /// <summary>A legacy form that cannot be upgraded.</summary>
    public const string Legacy = "CSG0005";

    /// <summary>The shape of an input cannot be known from the prototxt; or the prototxt says more of an input than its shape.</summary>
    public const string InputShape = "CSG0006";

    /// <summary>A layer is wrong in itself or does not fit its bottoms.</summary>
    public const string Layer = "CSG0101";

    /// <summary>A layer of a type that CaffeSharpGen does not have, or of none.</summary>
    public const string UnknownLayerType = "CSG0102";

    /// <summary>A bottom that no earlier layer has as a top.</summary>
    public const string UnknownBottom = "CSG0103";

    /// <summary>Two layers have the same top.</summary>
    public const string DuplicateTop = "CSG0104";

    /// <summary>Several dialects have a layer's type, and its fields fit each: whose is taken.</summary>
    public const string SeveralDialects = "CSG0105";

    /// <summary>A Crop without an offset whose bottoms do not lie on each other: forks align them, BVLC's Caffe does not.</summary>
    public const string UnalignedCrop = "CSG0106";

    /// <summary>Metadata of the item in the project is wrong.</summary>
    public const string Metadata = "CSG0201";

    /// <summary>A layer's member has another name than its layer.</summary>
    public const string Renamed = "CSG0202";
}
