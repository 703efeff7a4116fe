using System.Globalization;

namespace CaffeSharpGen;

/// <summary>
/// The layer types of Caffe's second format, an enum: its numbers, which stand in files of weights, its names, which stand in prototxts,
/// and the current names of the types. The set is closed, but for two names that forks added while it was in use.
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

    // Forks gave numbers beyond the set to different types: what they added is known by name alone, and has negative numbers here. CROP is
    // that of longjon/caffe, branch future; ROI_POOLING that of rbgirshick/caffe-fast-rcnn.
    private static readonly (int Number, string Name, string Today)[] Forks = [(-1, "CROP", "Crop"), (-2, "ROI_POOLING", "ROIPooling")];

    /// <summary>The enum, and the names that forks added, with negative numbers.</summary>
    public static IEnumerable<(int Number, string Name)> Members => All.Concat(Forks).Select(type => (type.Number, type.Name));

    /// <summary>The current name of an enum's member; empty for NONE.</summary>
    public static string Today(string name) => All.Concat(Forks).First(type => type.Name == name).Today;

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
        foreach ((int number, string name, string today) in All.Concat(Forks))
        {
            if (text.Length > 0 && (text == name || text == today || (number >= 0 && text == number.ToString(CultureInfo.InvariantCulture))))
                return (name, today);
        }
        return null;
    }
}
