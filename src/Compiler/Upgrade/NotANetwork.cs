using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>Recognizes a prototxt that is no network, so that its fields are not reported one by one.</summary>
internal static class NotANetwork
{
    // Fields of SolverParameter that say which network it trains.
    private static readonly string[] NetFields = ["net", "train_net"];

    private static readonly HashSet<string> SolverFields = new(
    [
        "base_lr", "lr_policy", "gamma", "power", "momentum", "weight_decay", "max_iter", "test_iter", "test_interval", "test_net",
        "stepsize", "stepvalue", "snapshot", "snapshot_prefix", "solver_mode", "solver_type", "display", "average_loss", "iter_size",
        "random_seed",
        "net_param", "train_net_param", "type", "device_id", "test_initialization", "average_interval",
    ], StringComparer.Ordinal);

    // Messages that the text formats of other programs have in their root.
    private static readonly (string Field, string What)[] Others =
    [
        ("node", "a graph of TensorFlow (GraphDef)"), ("op", "a network of Caffe2 (NetDef)"), ("graph", "a network of ONNX"),
        ("model", "a configuration of TensorFlow's object detection"), ("blocks", "a program of PaddlePaddle"),
        ("dynamic_batching", "a configuration of Triton"), ("instance_group", "a configuration of Triton"),
    ];

    private const int FewSolverFields = 2;

    /// <summary>What it is instead; null if that is not known.</summary>
    public static Problem? Recognize(MessageNode root)
    {
        if (MayHaveLayers(root) || root.Fields.Length == 0)
            return null;
        FieldNode? net = root.Fields.FirstOrDefault(field => NetFields.Contains(field.Name) && field.Value is ScalarNode);
        if (net is not null)
        {
            return Wrong(net, "this is a solver (SolverParameter), not a network; its network is "
                + Excerpt.Of(((ScalarNode)net.Value).Text));
        }
        FieldNode? inner = root.Fields
            .FirstOrDefault(field => field is { Name: "net_param" or "train_net_param", Value: MessageNode });
        if (inner is not null)
            return Wrong(inner, $"this is a solver (SolverParameter), not a network; its network is the message {inner.Name}");
        if (root.Fields.Count(field => SolverFields.Contains(field.Name)) > FewSolverFields)
            return Wrong(root.Fields[0], "this is a solver (SolverParameter), not a network; its network is in another file");
        if (root.Fields.All(field => field is { Name: "item", Value: MessageNode }))
            return Wrong(root.Fields[0], "this is a map of labels (LabelMap), not a network");
        foreach ((string name, string what) in Others)
        {
            if (root.Fields.FirstOrDefault(field => field.Name == name && field.Value is MessageNode) is { } field)
                return Wrong(field, $"this is {what}, not a network of Caffe");
        }
        return null;
    }

    /// <summary>Whether there is anything that layers or inputs come from.</summary>
    public static bool MayHaveLayers(MessageNode root) => root.Fields.Any(field => field.Name is "layer" or "layers" or "input");

    private static Problem Wrong(FieldNode field, string message) => new(ProblemCodes.Layer, Severity.Error, field.Id, message);
}
