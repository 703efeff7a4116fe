using System.Reflection;
using CaffeSharpGen.Weights.CaffeFormat;

namespace CaffeSharpGen.Weights;

/// <summary>
/// A <c>.caffemodel</c>, of any of Caffe's formats, from a file, a stream, an array or an embedded resource. A file is mapped into memory
/// and walked by the lengths of its fields: opening it reads no weights. Weights are copied only if they are stored as something else than
/// floats in one piece.
/// </summary>
public sealed unsafe class CaffeModel : WeightSource
{
    private const string Expected = "a caffemodel";

    // Fields of NetParameter, LayerParameter, V1LayerParameter and V0LayerParameter.
    private const int NetNameField = 1, V1Layers = 2, V2Layers = 100;
    private const int V2Name = 1, V2Type = 2, V2Blobs = 7;
    private const int V1Inner = 1, V1Name = 4, V1Type = 5, V1Blobs = 6;
    private const int V0Name = 1, V0Type = 2, V0Blobs = 50;

    private readonly MemoryReference memory;
    private readonly bool isMapped;
    private readonly List<LayerWeights> layers = [];

    private CaffeModel(string name, FileMemory file)
    {
        Name = name;
        memory = new MemoryReference(file, name);
        isMapped = file.IsMapped;
    }

    /// <summary>The file's path, or what it was opened as.</summary>
    public override string Name { get; }

    /// <summary>Name of the network that the file holds.</summary>
    public string NetName { get; private set; } = "";

    /// <inheritdoc/>
    public override IReadOnlyList<LayerWeights> Layers => layers;

    /// <summary>Opens a file.</summary>
    /// <exception cref="WeightException">
    /// There is no such file, or it is not a caffemodel; the message says where and what was expected.
    /// </exception>
    /// <exception cref="ArgumentException">There is no path.</exception>
    public static CaffeModel Open(string path)
    {
        NativeMemoryCount.CollectIfGrown();
        return Read(path, FileMemory.Open(path, Expected, Arriving(path)));
    }

    /// <summary>Reads a stream from its position to its end, into memory of the model's own. The stream stays open.</summary>
    /// <param name="stream">The stream; it need not be seekable.</param>
    /// <param name="name">What messages call it; defaults to the path of a <see cref="FileStream"/>.</param>
    /// <param name="progress">Told the fraction that was read, where the stream knows its length, and 1 at the end.</param>
    /// <param name="cancellationToken">Ends the reading; what was read is freed.</param>
    /// <exception cref="WeightException">
    /// It is not a caffemodel, or has more than 2 GiB; the message says where and what was expected.
    /// </exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static CaffeModel Open(
        Stream stream, string? name = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        NativeMemoryCount.CollectIfGrown();
        name ??= (stream as FileStream)?.Name ?? "weights from a stream";
        var content = new StreamContent(name, Expected, Arriving(name));
        return Read(name, CopiedFile.Read(stream, content, progress, cancellationToken));
    }

    /// <summary>Opens a file that is in memory. Weights in an array are not copied: it must not change any more.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="WeightException">It is not a caffemodel; the message says where and what was expected.</exception>
    public static CaffeModel Open(ReadOnlyMemory<byte> bytes, string name = "weights in memory")
    {
        ArgumentNullException.ThrowIfNull(name);
        if (bytes.IsEmpty)
            throw new WeightException($"{name}: there are no bytes; expected {Expected}");
        NativeMemoryCount.CollectIfGrown();
        return Read(name, BorrowedFile.Of(bytes));
    }

    /// <summary>Opens a resource that is embedded in an assembly. It is read where it lies, without a copy.</summary>
    /// <param name="assembly">The assembly, such as <c>typeof(Program).Assembly</c>.</param>
    /// <param name="resource">
    /// The resource's name: <c>LogicalName</c> in the project file, or else namespace, folders and file name.
    /// </param>
    /// <exception cref="WeightException">There is no such resource, or it is not a caffemodel.</exception>
    public static CaffeModel OpenResource(Assembly assembly, string resource)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentException.ThrowIfNullOrEmpty(resource);
        string name = $"{assembly.GetName().Name}, resource '{resource}'";
        using Stream stream = assembly.GetManifestResourceStream(resource) ?? throw NoResource(name, resource, assembly);
        if (stream is not UnmanagedMemoryStream { Length: > 0 } inPlace)
            return Open(stream, name);
        NativeMemoryCount.CollectIfGrown();
        return Read(name, new BorrowedFile(inPlace.PositionPointer, inPlace.Length, owner: assembly));
    }

    /// <inheritdoc/>
    public override void Dispose() => memory.Dispose();

    private static WeightException NoResource(string name, string resource, Assembly assembly)
    {
        string[] nearest = [.. NearestNames.Sorted(resource, assembly.GetManifestResourceNames()).Take(3).Select(near => $"'{near}'")];
        return new WeightException($"{name}: there is no such resource; "
            + (nearest.Length == 0 ? "the assembly has none (EmbeddedResource)" : $"the nearest are {string.Join(", ", nearest)}"));
    }

    private static ArrivalCheck Arriving(string name)
    {
        var fields = new ArrivingFields(name);
        return (start, length) =>
        {
            if (length >= OtherFormats.HeadLength)
                OtherFormats.Refuse(name, new ReadOnlySpan<byte>(start, OtherFormats.HeadLength), Expected);
            try
            {
                fields.Check(start, length);
            }
            catch (InvalidDataException damage)
            {
                throw new WeightException(damage.Message, damage);
            }
        };
    }

    // The model owns the memory, also if it is no caffemodel.
    private static CaffeModel Read(string name, FileMemory file)
    {
        var model = new CaffeModel(name, file);
        try
        {
            var head = new ReadOnlySpan<byte>(file.Start, (int)Math.Min(file.Length, OtherFormats.HeadLength));
            OtherFormats.Refuse(name, head, Expected);
            model.ReadNet(new WireReader(name, file.Start, 0, file.Length));
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
        return new WeightBlob(stored.Shape, stored.Values, memory, stored.IsInFile && isMapped);
    }
}
