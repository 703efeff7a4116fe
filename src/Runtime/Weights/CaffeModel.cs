using CaffeSharpGen.Weights.CaffeFormat;

namespace CaffeSharpGen.Weights;

/// <summary>
/// A <c>.caffemodel</c>, of any of Caffe's formats. The file is mapped into memory and walked by the lengths of its fields: opening it
/// reads no weights. Weights are copied only if they are stored as something else than floats in one piece.
/// </summary>
public sealed unsafe class CaffeModel : WeightSource
{
    // Fields of NetParameter, LayerParameter, V1LayerParameter and V0LayerParameter.
    private const int NetNameField = 1, V1Layers = 2, V2Layers = 100;
    private const int V2Name = 1, V2Type = 2, V2Blobs = 7;
    private const int V1Inner = 1, V1Name = 4, V1Type = 5, V1Blobs = 6;
    private const int V0Name = 1, V0Type = 2, V0Blobs = 50;

    private readonly MemoryReference memory;
    private readonly List<LayerWeights> layers = [];

    private CaffeModel(string path, MappedFile file)
    {
        Name = path;
        memory = new MemoryReference(file, path);
    }

    /// <summary>The file's path.</summary>
    public override string Name { get; }

    /// <summary>Name of the network that the file holds.</summary>
    public string NetName { get; private set; } = "";

    /// <inheritdoc/>
    public override IReadOnlyList<LayerWeights> Layers => layers;

    /// <summary>Opens a file.</summary>
    /// <exception cref="WeightException">
    /// There is no such file, or it is not a caffemodel; the message says where and what was expected.
    /// </exception>
    public static CaffeModel Open(string path)
    {
        NativeMemoryCount.CollectIfGrown();
        MappedFile file = MappedFile.Open(path, "a caffemodel");
        var model = new CaffeModel(path, file);
        try
        {
            var head = new ReadOnlySpan<byte>(file.Start, (int)Math.Min(file.Length, OtherFormats.HeadLength));
            OtherFormats.Refuse(path, head, "a caffemodel");
            model.ReadNet(new WireReader(path, file.Start, 0, file.Length));
            return model;
        }
        catch (InvalidDataException damage)
        {
            model.Dispose();
            throw new WeightException(damage.Message, damage);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => memory.Dispose();

    private void ReadNet(WireReader net)
    {
        int known = 0;
        while (net.HasMore)
        {
            (int field, WireType type) = net.Tag();
            switch (field)
            {
                case NetNameField when type == WireType.Length:
                    NetName = net.Text();
                    break;
                case V1Layers or V2Layers when type == WireType.Length:
                    LayerWeights layer = field == V1Layers ? ReadV1(net.Nested()) : ReadV2(net.Nested());
                    if (known != 0 && known != field)
                        throw BothFormats(layers[^1], layer, field);
                    layers.Add(layer);
                    known = field;
                    break;
                default:
                    net.Skip(type, field);
                    break;
            }
        }
        if (known == 0)
            throw new WeightException($"{Name}: the file has no layers; expected a caffemodel");
    }

    // Caffe upgrades the old ones and drops the others, with a line in its log: the rest of the weights would be missing.
    private WeightException BothFormats(LayerWeights before, LayerWeights layer, int field)
    {
        (string old, string today) = field == V1Layers ? (layer.Name, before.Name) : (before.Name, layer.Name);
        return new WeightException(
            $"{Name}: the file has 'layers' of the old format, such as '{old}', and 'layer' of today's, such as '{today}', " +
            "which Caffe does not merge; expected one of them: save the network again with one version of Caffe");
    }

    private LayerWeights ReadV2(WireReader layer)
    {
        string name = "", type = "";
        var blobs = new List<WeightBlob>();
        while (layer.HasMore)
        {
            (int field, WireType wire) = layer.Tag();
            if (field == V2Name && wire == WireType.Length)
                name = layer.Text();
            else if (field == V2Type && wire == WireType.Length)
                type = layer.Text();
            else if (field == V2Blobs && wire == WireType.Length)
                blobs.Add(ReadBlob(layer.Nested()));
            else
                layer.Skip(wire, field);
        }
        return new LayerWeights(name, type, blobs);
    }

    private LayerWeights ReadV1(WireReader layer)
    {
        string name = "", type = "";
        var blobs = new List<WeightBlob>();
        while (layer.HasMore)
        {
            (int field, WireType wire) = layer.Tag();
            if (field == V1Name && wire == WireType.Length)
                name = layer.Text();
            else if (field == V1Type && wire == WireType.Varint)
                type = LegacyLayerTypes.NameOf(layer.Varint());
            else if (field == V1Blobs && wire == WireType.Length)
                blobs.Add(ReadBlob(layer.Nested()));
            else if (field == V1Inner && wire == WireType.Length)
                (name, type) = ReadV0(layer.Nested(), blobs);
            else
                layer.Skip(wire, field);
        }
        return new LayerWeights(name, type, blobs);
    }

    private (string Name, string Type) ReadV0(WireReader layer, List<WeightBlob> blobs)
    {
        string name = "", type = "";
        while (layer.HasMore)
        {
            (int field, WireType wire) = layer.Tag();
            if (field == V0Name && wire == WireType.Length)
                name = layer.Text();
            else if (field == V0Type && wire == WireType.Length)
                type = layer.Text();
            else if (field == V0Blobs && wire == WireType.Length)
                blobs.Add(ReadBlob(layer.Nested()));
            else
                layer.Skip(wire, field);
        }
        return (name, type);
    }

    private WeightBlob ReadBlob(WireReader blob)
    {
        StoredBlob stored = BlobReader.Read(blob, memory.Memory);
        return new WeightBlob(stored.Shape, stored.Values, memory, stored.IsInFile);
    }
}
