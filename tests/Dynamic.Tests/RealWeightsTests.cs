using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic.Tests;

/// <summary>Small networks that people published, with their weights: <c>../shared/weights</c>.</summary>
public sealed class RealWeightsTests
{
    private const string Det1 = "kpzhang93__MTCNN_face_detection_alignment__det1/det1";
    private const string HalfDet1 = "imistyrain__MTCNN__det1_half/det1";

    /// <summary>Folder and prototxt, caffemodel, and the outputs.</summary>
    public static TheoryData<string, string, string> Networks => new()
    {
        { Det1, "det1", "conv4-2 N×4×1×1, prob1 N×2×1×1" },
        { HalfDet1, "det1_half", "conv4-2 N×4×1×1, prob1 N×2×1×1" },
        { "kpzhang93__MTCNN_face_detection_alignment__det2/det2", "det2", "conv5-2 N×4, prob1 N×2" },
        { "kpzhang93__MTCNN_face_detection_alignment__det3/det3", "det3", "conv6-2 N×4, conv6-3 N×10, prob1 N×2" },
        { "ethereon__caffe-tensorflow__lenet_iter_10000/lenet", "lenet_iter_10000", "prob N×10" },
        { "opencv__opencv_contrib__3d_triplet_iter_20000/3d_triplet_testIMG", "3d_triplet_iter_20000", "feat N×4" },
        { "Linzaer__Ultra-Light-Fast-Generic-Face-Detector-1MB__RFB-320/RFB-320", "RFB-320", "boxes 1×4420×4, scores 1×4420×2" },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_published_network_runs_alike_on_reference_and_kernels(string file, string weights, string outputs)
    {
        CompiledPrototxt compiled = Compile(file);
        NetworkDefinition definition = compiled.Definition;
        Assert.Equal(outputs, string.Join(", ", definition.Outputs.Select(index => $"{definition.Values[index].Name} {definition.Values[index].Shape}")));
        float[][] expected = Outputs(definition, WeightsOf(file, weights), Device.Scalar());
        foreach (int threads in new[] { 1, 2 })
        {
            float[][] found = Outputs(definition, WeightsOf(file, weights), Device.Cpu(threads));
            for (int i = 0; i < expected.Length; i++)
                Close.Relative(expected[i], found[i], 1e-4, $"output {i} on {threads} threads");
        }
        Assert.All(expected, values => Assert.All(values, value => Assert.True(float.IsFinite(value))));
        // Weights that were read wrongly would give all images alike.
        Assert.All(expected, values => Assert.True(values.Distinct().Count() > 1));
    }

    // NVIDIA's fork stores them as raw bytes of half precision. They are another training than kpzhang93's, not its weights rounded.
    [Fact]
    public void Weights_of_half_precision_are_read()
    {
        using WeightSource half = CaffeModel.Open(WeightsOf(HalfDet1, "det1_half"));
        // Those of PReLU are floats there.
        WeightBlob[] blobs = [.. half.Layers.Where(layer => layer.Name.StartsWith("conv", StringComparison.Ordinal)).SelectMany(layer => layer.Blobs)];
        Assert.Equal(10, blobs.Length);
        Assert.All(blobs, blob => Assert.All(blob.Span.ToArray(), value => Assert.Equal(value, (float)(Half)value)));
        Assert.Equal([0.3269f, 0.2347f, 0.2615f, 0.3015f, 0.2465f], blobs[0].Span[..5].ToArray(), (expected, found) => Math.Abs(expected - found) < 1e-4);
    }

    private static CompiledPrototxt Compile(string file) =>
        CompiledPrototxt.Read(SharedFolder.Require("weights", $"{file}.prototxt"));

    private static string WeightsOf(string file, string weights) =>
        SharedFolder.Require("weights", $"{file[..file.IndexOf('/')]}/{weights}.caffemodel");

    // Of noise in −1..1, the same for all.
    private static float[][] Outputs(NetworkDefinition definition, string caffemodel, Device device)
    {
        using (device)
        {
            using var network = new Network(definition, CaffeModel.Open(caffemodel), device);
            var random = new Random(22);
            foreach (InputHook input in network.Inputs)
            {
                var values = new Tensor(input.Shape);
                for (int i = 0; i < values.Shape.Count; i++)
                    values[i] = random.NextSingle() * 2 - 1;
                input.Set(values);
            }
            network.Forward();
            return [.. definition.Outputs.Select(index => network[definition.Values[index].Name].Activation.Span.ToArray())];
        }
    }
}
