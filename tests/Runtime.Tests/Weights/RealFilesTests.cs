using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Tests.Weights;

/// <summary>Files that Caffe and its forks wrote.</summary>
public sealed class RealFilesTests
{
    public static TheoryData<string> Files =>
    [
        "golden/models/alexnet_tiny.caffemodel",
        "golden/models/alexnet_tiny_v1trainval.caffemodel",
        "golden/models/vgg16_tiny.caffemodel",
        "golden/models/vgg19_tiny.caffemodel",
        "golden/squeezenet/official/squeezenet_v1.0.caffemodel",
        "golden/squeezenet/squeezenet_v1.0.caffemodel",
        "opencv-layers/layer_convolution.caffemodel",
        "weights/Linzaer__Ultra-Light-Fast-Generic-Face-Detector-1MB__RFB-320/RFB-320.caffemodel",
        "weights/ethereon__caffe-tensorflow__lenet_iter_10000/lenet_iter_10000.caffemodel",
        "weights/imistyrain__MTCNN__det1_half/det1_half.caffemodel",
        "weights/kpzhang93__MTCNN_face_detection_alignment__det1/det1.caffemodel",
        "weights/kpzhang93__MTCNN_face_detection_alignment__det2/det2.caffemodel",
        "weights/kpzhang93__MTCNN_face_detection_alignment__det3/det3.caffemodel",
        "weights/opencv__opencv_contrib__3d_triplet_iter_20000/3d_triplet_iter_20000.caffemodel",
    ];

    [Fact]
    public void NoFileIsForgotten()
    {
        string root = SharedFolder.Require();
        IEnumerable<string> there = new[] { "golden", "weights", "opencv-layers" }
            .SelectMany(folder => Directory.GetFiles(SharedFolder.Require(folder), "*.caffemodel", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'));
        Assert.Equal(Files.Select(row => row.Data).Order(StringComparer.Ordinal), there.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void WeightsAreFiniteAndFitTogether(string file)
    {
        using CaffeModel model = CaffeModel.Open(SharedFolder.Require(file.Split('/')));
        LayerWeights[] layers = [.. model.Layers.Where(layer => layer.Blobs.Count > 0)];
        Assert.Contains(layers, layer => layer.Type == "Convolution");
        foreach (LayerWeights layer in layers)
        {
            foreach (WeightBlob blob in layer.Blobs)
            {
                foreach (float value in blob.Span)
                    Assert.True(float.IsFinite(value) && Math.Abs(value) < 1000, $"{layer.Name}: {value}");
            }
            Assert.True(layer.Blobs[0].Span.ContainsAnyExcept(0f), $"{layer.Name}: all zero");
            if (layer.Type is not ("Convolution" or "InnerProduct"))
                continue;
            // Weights spread about zero; halves or doubles read as floats would not.
            double magnitude = 0;
            foreach (float value in layer.Blobs[0].Span)
                magnitude += Math.Abs(value) / layer.Blobs[0].Shape.Count;
            Assert.InRange(magnitude, 1e-5, 10);
            Shape weights = layer.Blobs[0].Shape;
            int outputs = layer.Type == "Convolution" ? weights[0] : weights[weights.Rank - 2];
            Assert.Equal(layer.Type == "Convolution" ? 4 : weights.Rank, weights.Rank);
            if (layer.Blobs.Count > 1)
                _ = model.Require(layer.Name, 1, [outputs]);
        }
    }

    [Fact]
    public void TheSameWeightsInBothFormatsAreEqualBitForBit()
    {
        using CaffeModel today = CaffeModel.Open(SharedFolder.Require("golden", "models", "alexnet_tiny.caffemodel"));
        using CaffeModel legacy = CaffeModel.Open(SharedFolder.Require("golden", "models", "alexnet_tiny_v1trainval.caffemodel"));
        LayerWeights[] layers = [.. today.Layers.Where(layer => layer.Blobs.Count > 0)];
        Assert.Equal(["conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8"], layers.Select(layer => layer.Name));
        foreach (LayerWeights layer in layers)
        {
            Assert.True(legacy.TryFind(layer.Name, out LayerWeights? same));
            Assert.Equal((layer.Type, layer.Blobs.Count), (same.Type, same.Blobs.Count));
            for (int i = 0; i < layer.Blobs.Count; i++)
            {
                WeightBlob blob = legacy.Require(layer.Name, i, layer.Blobs[i].Shape);
                Assert.Equal(4, blob.Shape.Rank);
                SampleLayers.AssertSameBits(layer.Blobs[i].Span, blob.Span);
            }
        }
    }

    [Fact]
    public void HalvesOfAForkAreRead()
    {
        using CaffeModel model = CaffeModel.Open(SharedFolder.Require("weights", "imistyrain__MTCNN__det1_half", "det1_half.caffemodel"));
        // As Python's struct module reads them from the file.
        Assert.Equal([0.326904296875f, 0.2347412109375f, 0.261474609375f], model.Require("conv1", 0, [10, 3, 3, 3]).Span[..3]);
        Assert.Equal([-0.10565185546875f, 0.10565185546875f], model.Require("conv4-1", 1, [2]).Span);
        // The same file has floats too.
        Assert.Equal([0.381594181060791f, -0.9689916968345642f, -1.1385444402694702f], model.Require("PReLU1", 0, [10]).Span[..3]);
    }

    /// <summary>Caffe computed the expected output from these weights: they are read right, not only plausibly.</summary>
    [Fact]
    public void AConvolutionWithWeightsThatWereReadIsCaffes()
    {
        using CaffeModel model = CaffeModel.Open(SharedFolder.Require("opencv-layers", "layer_convolution.caffemodel"));
        float[] input = Npy.Load(SharedFolder.Require("opencv-layers", "blob.npy")).Floats;
        Npy expected = Npy.Load(SharedFolder.Require("opencv-layers", "layer_convolution.npy"));
        ReadOnlySpan<float> weights = model.Require("output", 0, [12, 2, 4, 5]).Span, bias = model.Require("output", 1, [12]).Span;
        Assert.Equal([2, 12, 36, 37], expected.Shape);
        // 3 groups, kernel 4×5, stride 2×3, padding 0×1, as in the prototxt beside the weights.
        var output = new float[2 * 12 * 36 * 37];
        for (int i = 0; i < output.Length; i++)
        {
            int x = i % 37, y = i / 37 % 36, o = i / (37 * 36) % 12, n = i / (37 * 36 * 12);
            double sum = bias[o];
            for (int w = 0; w < 40; w++)
            {
                int column = x * 3 - 1 + w % 5, row = y * 2 + w / 5 % 4, channel = o / 4 * 2 + w / 20;
                if (column is >= 0 and < 113)
                    sum += weights[o * 40 + w] * input[((n * 6 + channel) * 75 + row) * 113 + column];
            }
            output[i] = (float)sum;
        }
        Close.Relative(expected.Floats, output, 1e-6);
    }
}
