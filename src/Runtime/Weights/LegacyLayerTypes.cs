using System.Collections.Frozen;
using System.Globalization;

namespace CaffeSharpGen.Weights;

/// <summary>
/// The numbers that stand for layer types in files of Caffe's second format. The set is closed. (The Compiler has the same table for prototxts,
/// with the names that stand there; the two projects do not depend on each other.)
/// </summary>
internal static class LegacyLayerTypes
{
    // The place in the list is the number; 0 is no type.
    private static readonly string[] Names =
    [
        "", "Accuracy", "BNLL", "Concat", "Convolution", "Data", "Dropout", "EuclideanLoss", "Flatten", "HDF5Data",
        "HDF5Output", "Im2col", "ImageData", "InfogainLoss", "InnerProduct", "LRN", "MultinomialLogisticLoss", "Pooling", "ReLU", "Sigmoid",
        "Softmax", "SoftmaxWithLoss", "Split", "TanH", "WindowData", "Eltwise", "Power", "SigmoidCrossEntropyLoss", "HingeLoss", "MemoryData",
        "ArgMax", "Threshold", "DummyData", "Slice", "MVN", "AbsVal", "Silence", "ContrastiveLoss", "Exp", "Deconvolution",
    ];

    private static readonly FrozenDictionary<string, int> Numbers =
        Names.Select((name, number) => KeyValuePair.Create(name, number)).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Today's name of a type; a number that nobody knows stays a number.</summary>
    public static string NameOf(ulong number) =>
        number < (ulong)Names.Length ? Names[number] : number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number of a type, if it had one: types since then, such as BatchNorm, have none.</summary>
    public static bool TryGetNumber(string name, out int number) => Numbers.TryGetValue(name, out number);
}
