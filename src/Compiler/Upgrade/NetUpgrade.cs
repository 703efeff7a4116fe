using System.Globalization;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;
using CaffeSharpGen.Compiler.Upgrade.Inputs;

namespace CaffeSharpGen.Compiler.Upgrade;

/// <summary>
/// Makes one form of every prototxt, as Caffe's upgrade_proto and FilterNet do: layers of the first and second generation become layers of
/// the current format, legacy inputs and data layers become <c>Input</c> layers, rules are applied for the TEST phase, and losses are
/// dropped. The fields of what is left are checked here, where the layers still are as they were written.
/// </summary>
internal sealed class NetUpgrade
{
    private readonly MessageNode root;
    private readonly NetOptions options;
    private readonly ProblemList problems = new();
    private readonly ProblemList unreported = new();
    private readonly List<AbsentTop> absent = [];
    private readonly List<DataTransform> transforms = [];
    private readonly List<string> droppedLosses = [];

    // Losses and accuracies, also those that are kept as predictions and those of the TRAIN phase.
    private readonly List<LayerNode> forTraining = [];

    // Of all layers of the prototxt, those too that are left out.
    private readonly HashSet<string> bottoms = new(StringComparer.Ordinal);

    // Losses that became predictions, by the blob that is in Caffe the loss itself.
    private readonly Dictionary<string, LayerNode> lossesByTop = new(StringComparer.Ordinal);
    private readonly Dictionary<int, FieldNode> sources;
    private readonly Dictionary<int, LayerNode> readLayers = [];
    private readonly PhaseRules rules;
    private readonly IgnoredFields ignored;
    private readonly SchemaCheck check;
    private readonly LayerCheck layerCheck;
    private readonly LayerSchemas schemas;
    private readonly bool isDraft;

    // Layers of a draft that have not the form of one.
    private readonly HashSet<int> malformed = [];

    private NetUpgrade(MessageNode root, NetOptions options, LayerSchemas schemas, bool isDraft)
    {
        (this.root, this.options, this.schemas, this.isDraft) = (root, options, schemas, isDraft);
        sources = Layers("layer").Concat(Layers("layers")).ToDictionary(source => source.Id);
        rules = new PhaseRules(root, options);
        ignored = new IgnoredFields(options.IgnoredFields, options.SettingNames);
        check = new SchemaCheck(ignored, problems);
        layerCheck = new LayerCheck(schemas, check, ignored, options, problems);
    }

    /// <summary>Checks and upgrades a tree. Layers that are wrong are in the net, marked, so that what reads them is not blamed.</summary>
    /// <returns>The net, null if the tree has not the form of one, and all problems.</returns>
    public static (NetNode? Net, EquatableArray<Problem> Problems) Upgrade(MessageNode root, NetOptions options, LayerSchemas schemas)
    {
        var upgrade = new NetUpgrade(root, options, schemas, isDraft: false);
        NetNode? net = upgrade.Run();
        return (net, upgrade.problems.ToImmutable());
    }

    /// <summary>
    /// Upgrades a tree that has errors, as far as it can be read. Layers that are wrong are in the net, marked; so are data layers that
    /// nothing reads, because the name in a bottom may be what is wrong.
    /// </summary>
    public static NetNode Draft(MessageNode root, NetOptions options, LayerSchemas schemas) =>
        new NetUpgrade(root, options, schemas, isDraft: true).Run()!;

    private NetNode? Run()
    {
        CheckForm();
        if (problems.Count > 0 && !isDraft)
            return null;
        // The fields of something else say nothing.
        if (!NotANetwork.MayHaveLayers(root))
            return new NetNode("", []);
        check.Check(root, NetSchema.Net, subject: "", Faults.UnknownFields);
        LayerNode[] all = [.. Kept()];
        IReadOnlyList<LayerNode> kept = isDraft ? all : LabelPath.Without(all, forTraining);
        var read = new HashSet<string>(kept.SelectMany(layer => layer.Bottoms), StringComparer.Ordinal);
        if (isDraft)
            read.UnionWith(kept.Where(IsData).SelectMany(layer => layer.Tops.Take(1)));
        // Data layers are there for their inputs; one that gives none that is read is not in the network.
        LayerNode[] layers = [.. kept
            .Where(layer => !IsData(layer) || layer.Tops.Any(read.Contains))
            .Select(layer => layerCheck.Fields(sources[layer.Id], layer))];
        EquatableArray<LayerNode> net = [.. Inputs(layers, read), .. layers.Where(layer => !IsInput(layer))];
        problems.AddRange(ignored.WithoutEffect(root));
        ReportUnusedCustomTypes();
        string name = root.Fields.LastOrDefault(field => field.Name == "name")?.Value is ScalarNode scalar ? scalar.Text : "";
        return new NetNode(name, net)
        {
            Absent = [.. absent],
            DataTransforms = [.. transforms],
            DroppedLosses = [.. droppedLosses],
            SettingNames = options.SettingNames,
            AlignCrop = options.AlignCrop,
        };
    }

    // Layers that are left out may well have such a type.
    private void ReportUnusedCustomTypes()
    {
        if (options.CustomLayers.Length == 0)
            return;
        var types = new HashSet<string>(readLayers.Values.Select(layer => layer.Type), StringComparer.Ordinal);
        SettingNames settings = options.SettingNames;
        foreach (CustomLayerType custom in options.CustomLayers.Where(custom => !types.Contains(custom.Type)))
        {
            problems.Add(new Problem(ProblemCodes.Metadata, Severity.Warning, root.Id,
                $"{settings.Called(settings.CustomLayers)} names '{Excerpt.Of(custom.Type)}', which no layer of this file has as its type"
                + $"; correct the name or remove it{NearestNames.Suggestion(custom.Type, types)}"));
        }
    }

    private void CheckForm()
    {
        check.Check(root, NetSchema.Net, subject: "", Faults.WrongValues | Faults.RepeatedFields);
        foreach (FieldNode source in sources.Values.OrderBy(source => source.Id))
        {
            if (problems.IsFull)
                return;
            // Problems with rules that contradict each other come later.
            bool isCustom = options.CustomLayers.Length > 0 && !V0Layers.Is(source) && CustomOf(Read(source).Type) is not null;
            bool isLeftOut = HasRules(source) && !V0Layers.Is(source) && rules.WhyLeftOut(Read(source), unreported) is not null;
            int before = problems.ErrorCount;
            layerCheck.Form(source, isLeftOut, isCustom);
            if (problems.ErrorCount > before)
                malformed.Add(source.Id);
        }
    }

    private static bool HasRules(FieldNode source)
    {
        foreach (FieldNode field in ((MessageNode)source.Value).Fields)
        {
            if (field.Name is "include" or "exclude")
                return true;
        }
        return false;
    }

    private IEnumerable<LayerNode> Inputs(IReadOnlyCollection<LayerNode> layers, HashSet<string> read)
    {
        InputTop[] tops = [.. LegacyInputs.Of(root, layers, options.SettingNames)
            .Concat(layers.Where(IsInput).SelectMany(layer => layer.Type == "Input" ? InputTop.Of(layer)
                : DataLayers.Contains(layer.Type) ? DataLayers.Of(layer, options.SettingNames)
                : OtherSources.Of(layer, options.SettingNames)))];
        // What only losses and layers of other phases read, such as labels, is no input. What no layer reads is one, unless it is of data.
        bool IsThere(InputTop top) => read.Contains(top.Name) || (!top.IsFromDataLayer && !bottoms.Contains(top.Name));
        InputTop[] there = [.. tops.Where(IsThere)];
        // A constant is none, unless it would be the only input, or the user gives it a shape.
        bool IsConstant(InputTop top) => top is { Constant: not null, Shape: not null }
            && options.InputShapes.All(shape => shape.Input != top.Name) && there.Any(other => other.Constant is null);
        InputTop[] inputs = [.. there.Where(top => !IsConstant(top))];
        foreach (InputTop top in there.Where(top => top.Refused.Length > 0))
            problems.Add(new Problem(ProblemCodes.InputShape, Severity.Error, top.Id, top.Refused));
        foreach (InputTop input in inputs.Where(input => input.Refused.Length == 0))
        {
            NoteConstant(input);
            NoteTransform(input);
        }
        return [
            .. InputShapes.Apply(inputs, [.. tops.Except(there).Select(top => top.Name)], options, root, problems),
            .. there.Where(IsConstant).Select(top =>
                SyntheticNodes.Constant(top.Id, top.Name, top.Shape!.Value, top.Constant!.Value)),
        ];
    }

    // Caffe's own has a number in every element, until a program writes others.
    private void NoteConstant(InputTop input)
    {
        if (input.Constant is { } constant and not 0)
        {
            problems.Add(new Problem(ProblemCodes.InputShape, Severity.Info, input.Id,
                $"layer '{input.Layer}' (DummyData) is the input '{input.Name}', which a program fills; "
                + $"in Caffe all its elements are {constant.ToString("R", CultureInfo.InvariantCulture)}"));
        }
    }

    // What the network does not compute although it stands in the prototxt.
    private void NoteTransform(InputTop input)
    {
        if (input.Transform is not { } transform)
            return;
        transforms.Add(transform);
        // Where the file is one for training, which of its data layers it is.
        string other = absent.FirstOrDefault(top => top.Blob == transform.Input)?.Reason is { } reason
            ? $"; {reason.Replace("has it, but", "has it, too, but")}"
            : "";
        if (transform.IsIdentity)
        {
            if (input.Guess.Length == 0 && input.Shape is not null)
            {
                problems.Add(new Problem(ProblemCodes.InputShape, Severity.Info, input.Id,
                    $"layer '{transform.Layer}' ({transform.Type}) is the input '{transform.Input}', which a program fills{other}"));
            }
            return;
        }
        problems.Add(new Problem(ProblemCodes.InputShape, Severity.Info, input.Id,
            $"layer '{transform.Layer}' ({transform.Type}): the input '{transform.Input}' takes what Caffe makes of pixels in this layer, "
            + $"which the network does not compute: {TransformText.Of(transform)}{other}"));
    }

    private bool IsInput(LayerNode layer) => layer.Type == "Input" || IsData(layer);

    private bool IsData(LayerNode layer) => layer.Custom is null
        && (DataLayers.Contains(layer.Type) || OtherSources.Contains(layer, options, isKnown: schemas.Of(layer.Type).Any()));

    // Of whatever type: what its user computes himself is what he says it is.
    private LayerNode MarkCustom(LayerNode layer) => CustomOf(layer.Type) is { } custom ? layer with { Custom = custom } : layer;

    private CustomLayerType? CustomOf(string type) => options.CustomLayers.FirstOrDefault(custom => custom.Type == type);

    // The layers that are in the net, without losses.
    private IEnumerable<LayerNode> Kept()
    {
        IReadOnlyList<LayerNode> today = [.. Today().Select(MarkCustom)];
        HashSet<string> declaredInputs = DeclaredInputs(today);
        foreach (LayerNode layer in today)
        {
            if (layer.Custom is null && Losses.Contains(layer) && !ReferenceEquals(Losses.Kept(layer, options, declaredInputs), layer))
                forTraining.Add(layer);
            if (rules.WhyLeftOut(layer, problems) is { } absentTop)
            {
                layerCheck.Rules(sources[layer.Id], layer);
                LeaveOut(layer, absentTop);
            }
            else if ((layer.Custom is null ? Losses.Kept(layer, options, declaredInputs) : layer) is not { } kept)
            {
                string why = $"layer '{layer.Name}' ({layer.Type}) has it, but that is for training and is dropped";
                LeaveOut(layer, new AbsentTop("", why, CanBeIncluded: false));
                if (Losses.HasPrediction(layer))
                    droppedLosses.Add(layer.Name);
            }
            else
            {
                bottoms.UnionWith(layer.Bottoms);
                bool isSound = !ReadsLoss(kept) && !malformed.Contains(kept.Id);
                if (!ReferenceEquals(kept, layer))
                    NoteLoss(layer);
                yield return isSound ? kept : kept with { IsWrong = true };
            }
        }
    }

    private HashSet<string> DeclaredInputs(IEnumerable<LayerNode> layers) => new(
        root.Fields.Where(field => field is { Name: "input", Value: ScalarNode }).Select(field => ((ScalarNode)field.Value).Text)
            .Concat(layers.Where(layer => layer.Type == "Input").SelectMany(layer => layer.Tops)),
        StringComparer.Ordinal);

    // A kept loss puts out its prediction. What reads the loss itself would get another thing than in Caffe.
    private void NoteLoss(LayerNode loss)
    {
        if (loss.Tops.Length > 1)
        {
            string why = $"layer '{loss.Name}' ({loss.Type}) has it, but that is the loss, which is for training; "
                + $"with {options.SettingNames.KeepLoss} the layer puts out its prediction '{loss.Tops[loss.Tops.Length - 1]}' only";
            absent.AddRange(loss.Tops.Take(loss.Tops.Length - 1).Select(top => new AbsentTop(top, why, CanBeIncluded: false)));
        }
        else
        {
            lossesByTop[Losses.OnlyTop(loss)] = loss;
        }
    }

    private bool ReadsLoss(LayerNode layer)
    {
        if (lossesByTop.Count == 0 || layer.Bottoms.FirstOrDefault(lossesByTop.ContainsKey) is not { } bottom)
            return false;
        LayerNode loss = lossesByTop[bottom];
        problems.Add(new Problem(ProblemCodes.Layer, Severity.Error, layer.Id,
            $"layer '{layer.Name}' ({layer.Type}): its bottom '{bottom}' is in Caffe the loss "
            + $"that layer '{loss.Name}' ({loss.Type}) computes, but with {options.SettingNames.KeepLoss} it is that layer's prediction; "
            + "remove this layer, or if it is to read the prediction, "
            + "compute that in a layer of its own, such as a Softmax or a Sigmoid"));
        return true;
    }

    private void LeaveOut(LayerNode layer, AbsentTop why)
    {
        bottoms.UnionWith(layer.Bottoms);
        absent.AddRange(layer.Tops.Select(top => why with { Blob = top }));
    }

    private IReadOnlyList<LayerNode> Today()
    {
        FieldNode[] today = Layers("layer"), legacy = Layers("layers");
        if (today.Length > 0 && legacy.Length > 0)
        {
            problems.Add(new Problem(ProblemCodes.Legacy, Severity.Error, legacy[0].Id,
                "the net has 'layer' (today's format) and 'layers' (the old one); use one of them"));
            return isDraft ? [.. sources.Values.OrderBy(source => source.Id).Select(Read)] : [];
        }
        if (legacy.Any(V0Layers.Is))
            return V0Layers.Upgrade(legacy, layerCheck, problems);
        return [.. today.Concat(legacy).Select(Read)];
    }

    private LayerNode Read(FieldNode source)
    {
        if (!readLayers.TryGetValue(source.Id, out LayerNode? layer))
            readLayers.Add(source.Id, layer = source.Name == "layer" ? V2Layer.Read(source) : V1Layer.Read(source));
        return layer;
    }

    private FieldNode[] Layers(string field) => [.. root.Fields.Where(node => node.Name == field && node.Value is MessageNode)];
}
