using CaffeSharpGen.Tests.Weights;

namespace CaffeSharpGen.Torch7.Tests;

/// <summary>Files that Torch7 wrote.</summary>
public sealed class GoldenTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Checkpoints => ["model_cpu", "model_gpu_converted_to_cpu", "model_gpu_typenames"];

    public static TheoryData<string> Files =>
    [
        "vqa/lstm.t7",
        "vqa/lstm_ascii.t7",
        "vqa/lstm_cuda_typenames.t7",
        .. Checkpoints.Select(row => $"captioning/{row.Data}.t7"),
    ];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void NoFileIsForgotten()
    {
        string root = SharedFolder.Require("golden");
        IEnumerable<string> there = Directory.GetFiles(root, "*.t7", SearchOption.AllDirectories).Select(
            path => Path.GetRelativePath(root, path).Replace('\\', '/'));
        Assert.Equal(Files.Select(row => row.Data).Order(StringComparer.Ordinal), there.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("lstm.t7", Torch7Format.Binary64, "torch.FloatTensor")]
    [InlineData("lstm_ascii.t7", Torch7Format.Ascii, "torch.FloatTensor")]
    [InlineData("lstm_cuda_typenames.t7", Torch7Format.Binary64, "torch.CudaTensor")]
    public void EveryEncodingOfTheQuestionModelHasTheSameNumbers(string name, Torch7Format format, string className)
    {
        using Torch7File file = Torch7File.Open(SharedFolder.Require("golden", "vqa", name));
        Assert.Equal(format, file.Format);
        Assert.Equal(
            ["embedding_w_q", "encoder_w_q", "multimodal_w"],
            file.Root.Entries.Select(entry => ((Torch7String)entry.Key).Text).Order(StringComparer.Ordinal));
        foreach ((_, Torch7Node vector) in file.Root.Entries)
        {
            Npy expected = Npy.Load(SharedFolder.Require("golden", "vqa", $"param_{vector}.npy"));
            Torch7Tensor tensor = vector.Tensor(expected.Shape[0]);
            Assert.Equal((className, 1), (tensor.ClassName, tensor.Version));
            Assert.True(tensor.TryView(out ReadOnlySpan<float> view));
            SampleLayers.AssertSameBits(expected.Floats, view);
            SampleLayers.AssertSameBits(expected.Floats, tensor.ToTensor().Span);
            SampleLayers.AssertSameBits(expected.Floats, tensor.ToWeights().Span);
            Assert.Equal(expected.Doubles, tensor.ToArray<double>());
        }
    }

    [Fact]
    public void TheQuestionModelIsStructuredAsRecorded() => HasStructure("vqa", "lstm");

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void CheckpointsAreStructuredAsRecorded(string name) => HasStructure("captioning", name);

    /// <summary>The order of entries, the numbers of objects, the digits of numbers: all is as Torch7 has it.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void WrittenAgainAFileIsTheSameByteForByte(string name)
    {
        string path = SharedFolder.Require(["golden", .. name.Split('/')]), copy = folder.PathOf("copy.t7");
        using Torch7File file = Torch7File.Open(path);
        Torch7Writer.Write(copy, file.Value, file.Format);
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(copy));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryFormatHoldsTheSame(string name)
    {
        string path = SharedFolder.Require(["golden", .. name.Split('/')]);
        using Torch7File original = Torch7File.Open(path);
        // The checkpoints have storages of longs that nobody filled: such numbers as do not fit into 32 bits.
        IEnumerable<Torch7Format> formats = Enum.GetValues<Torch7Format>()
            .Where(format => format != Torch7Format.Binary32 || name.StartsWith("vqa", StringComparison.Ordinal));
        foreach (Torch7Format format in formats)
        {
            string copy = folder.PathOf($"{format}.t7"), back = folder.PathOf("back.t7");
            Torch7Writer.Write(copy, original.Value, format);
            using Torch7File file = Torch7File.Open(copy);
            Assert.Equal(format, file.Format);
            Torch7Writer.Write(back, file.Value, original.Format);
            Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(back));
        }
    }

    private static void HasStructure(string directory, string name)
    {
        using Torch7File file = Torch7File.Open(SharedFolder.Require("golden", directory, $"{name}.t7"));
        string[] expected = File.ReadAllLines(SharedFolder.Require("golden", directory, $"{name}.structure.txt"));
        Assert.True(expected.Length > 4);
        Assert.Equal(expected, StructureText.Of(file.Value));
    }
}
