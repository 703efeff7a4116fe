using System.Globalization;

namespace CaffeSharpGen;

/// <summary>
/// The layer types of Caffe's second format, an enum: its numbers, which stand in files of weights, its names, which stand in prototxts,
/// and the current names of the types. The set is closed, but for what forks add.
/// </summary>
public static class LegacyLayerTypes
{
    private static readonly (int Number, string Name, string Today)[] All =
    [
        (0, "NONE", ""), (1, "ACCURACY", "Accuracy"), (2, "BNLL", "BNLL"), (3, "CONCAT", "Concat"), (4, "CONVOLUTION", "Convolution"),
        (5, "DATA", "Data"), (6, "DROPOUT", "Dropout"), (7, "EUCLIDEAN_LOSS", "EuclideanLoss"), (8, "FLATTEN", "Flatten"),
        (9, "HDF5_DATA", "HDF5Data"), (10, "HDF5_OUTPUT", "HDF5Output"), (11, "IM2COL", "Im2col"), (12, "IMAGE_DATA", "ImageData"),
        (13, "INFOGAIN_LOSS", "InfogainLoss"), (14, "INNER_PRODUCT", "InnerProduct"), (15, "LRN", "LRN"),
        (16, "MULTINOMIAL_LOGISTIC_LOSS", "MultinomialLogisticLoss"), (17, "POOLING", "Pooling"), (18, "RELU", "ReLU"),
        (19, "SIGMOID", "Sigmoid"), (20, "SOFTMAX", "Softmax"), (21, "SOFTMAX_LOSS", "SoftmaxWithLoss"), (22, "SPLIT", "Split"),
        (23, "TANH", "TanH"), (24, "WINDOW_DATA", "WindowData"), (25, "ELTWISE", "Eltwise"), (26, "POWER", "Power"),
        (27, "SIGMOID_CROSS_ENTROPY_LOSS", "SigmoidCrossEntropyLoss"), (28, "HINGE_LOSS", "HingeLoss"), (29, "MEMORY_DATA", "MemoryData"),
        (30, "ARGMAX", "ArgMax"), (31, "THRESHOLD", "Threshold"), (32, "DUMMY_DATA", "DummyData"), (33, "SLICE", "Slice"),
        (34, "MVN", "MVN"), (35, "ABSVAL", "AbsVal"), (36, "SILENCE", "Silence"), (37, "CONTRASTIVE_LOSS", "ContrastiveLoss"),
        (38, "EXP", "Exp"), (39, "DECONVOLUTION", "Deconvolution"),
    ];

    // Members that forks add to the enum, each with a number of its own choice: their names alone say what is meant.
    private static readonly (string Name, string Today)[] OfForks =
    [
        ("ROI_POOLING", "ROIPooling"), ("CROP", "Crop"), ("BN", "BN"), ("UPSAMPLE", "Upsample"), ("UNPOOLING", "Unpooling"),
        ("MULTI_STAGE_MEANFIELD", "MultiStageMeanfield"),
    ];

    // Larger than any number in use.
    private const int FirstOfForks = 1 << 20;

    /// <summary>The enum, with members of forks under numbers that no file has.</summary>
    public static IEnumerable<(int Number, string Name)> Members =>
        All.Select(type => (type.Number, type.Name)).Concat(OfForks.Select((type, index) => (FirstOfForks + index, type.Name)));

    /// <summary>The current name of an enum's member; empty for NONE.</summary>
    public static string Today(string name) =>
        OfForks.FirstOrDefault(type => type.Name == name).Today ?? All.First(type => type.Name == name).Today;

    /// <summary>The current name of a number, empty for that of NONE; a number that is not in the enum stays a number.</summary>
    public static string NameOf(ulong number) =>
        number < (ulong)All.Length ? All[(int)number].Today : number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number of a type, by its current name; later types, such as BatchNorm, have none.</summary>
    public static bool TryGetNumber(string today, out int number)
    {
        // The index of an entry is its number.
        number = Array.FindIndex(All, type => type.Today == today);
        return number >= 0;
    }

    /// <summary>Finds a type by its number, its name, or its current name; null if there is none.</summary>
    public static (string Name, string Today)? Find(string text)
    {
        foreach ((int number, string name, string today) in All)
        {
            if (text.Length > 0 && (text == name || text == today || text == number.ToString(CultureInfo.InvariantCulture)))
                return (name, today);
        }
        foreach ((string name, string today) in OfForks)
        {
            if (text == name || text == today)
                return (name, today);
        }
        return null;
    }
}
