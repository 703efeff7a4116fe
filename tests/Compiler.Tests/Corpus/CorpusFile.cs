namespace CaffeSharpGen.Tests;

/// <summary>A prototxt of <c>../shared/corpus/valid</c>: real networks from public repositories.</summary>
/// <param name="Name">Its file.</param>
/// <param name="IsCore">Whether it has layer types of BVLC's Caffe alone.</param>
/// <param name="Types">Its layer types.</param>
public sealed record CorpusFile(string Name, bool IsCore, IReadOnlyList<string> Types)
{
    /// <summary>How many there are.</summary>
    public const int Count = 65;

    /// <summary>What a person has to say of a file: what it leaves open, or fields of which only the person knows that they change nothing.</summary>
    private static readonly Dictionary<string, (string InputShape, string[] IgnoreFields)> Settings = new(StringComparer.Ordinal)
    {
        // What its three Input layers take is not in the file.
        ["opencv__opencv__testdata_dnn_layers_net_faster_rcnn_proposal.prototxt"] =
            ("rpn_cls_prob_reshape: 1,18,14,14, rpn_bbox_pred: 1,36,14,14, im_info: 1,3", []),
    };

    /// <summary>The setting for shapes of inputs; empty where the file says them.</summary>
    public string InputShape => Settings.TryGetValue(Name, out (string InputShape, string[]) setting) ? setting.InputShape : "";

    /// <summary>Fields to ignore.</summary>
    public IReadOnlyList<string> IgnoreFields => Settings.TryGetValue(Name, out (string, string[] IgnoreFields) setting) ? setting.IgnoreFields : [];

    /// <summary>All files; skips the running test where the folder is absent.</summary>
    public static CorpusFile[] All() =>
    [
        .. File.ReadLines(SharedFolder.Require("corpus", "valid.tsv")).Skip(1).Select(line => line.Split('\t'))
            .Select(row => new CorpusFile(row[0], row[1] == "core", row[6].Split(','))),
    ];

    /// <summary>The text.</summary>
    public string Read() => File.ReadAllText(SharedFolder.Require("corpus", "valid", Name));

    /// <inheritdoc/>
    public override string ToString() => Name;
}
