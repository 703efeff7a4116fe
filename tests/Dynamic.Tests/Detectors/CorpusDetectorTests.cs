using CaffeSharpGen.Definitions;
using CaffeSharpGen.Tests;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic.Tests;

/// <summary>Detectors of public repositories compile to the shapes that their forks have, and run on random weights.</summary>
public sealed class CorpusDetectorTests
{
    private const string Synopsys = "foss-for-synopsys-dwc-arc-processors__synopsys-caffe-models__caffe_models";
    private const string Soeaver = "soeaver__caffe-model__det";

    [Theory]
    [InlineData("sfzhang15__FaceBoxes__models_faceboxes_deploy", "detection_out", "1×1×≤750×7")]
    [InlineData("intel__caffe__models_intel_optimized_models_ssd_VGGNet_VOC0712_SSD_300x300_deploy_mkl2017", "mbox_priorbox", "1×2×34928")]
    [InlineData("rbgirshick__fast-rcnn__models_VGG_CNN_M_1024_deploy", "roi_pool5", "1×512×6×6")]
    [InlineData("rbgirshick__fast-rcnn__models_VGG16_no_bbox_reg_test", "cls_prob", "1×21")]
    [InlineData($"{Synopsys}_faster_rcnn_resnet101_caffe_model_vgg16_faster_rcnn_c", "cls_prob", "≤300×21")]
    [InlineData(
        "BVLC__caffe__models_intel_optimized_models_faster-rcnn_pascal_voc_VGG_CNN_M_1024_faster_rcnn_alt_opt_rpn_test", "proposal", "≤300×5")]
    [InlineData($"{Soeaver}_faster_rcnn_models_pascal_voc_resnet18_rpn_rcnn_deploys_rpn_deploy_faster_voc_resnet18-priv-merge", "proposal", "≤300×5")]
    [InlineData($"{Soeaver}_faster_rcnn_models_pascal_voc_dpn92_rpn_rcnn_deploys_rcnn_deploy_faster_voc_dpn92-merge", "roi_pool", "300×1552×14×14")]
    [InlineData($"{Soeaver}_rfcn_models_coco_air101_rpn_rcnn_deploys_rcnn_deploy_rfcn_coco_air101-merge", "ave_cls_score_rois", "300×81×1×1")]
    [InlineData("eric612__MobileNet-YOLO__benchmark_yolov3", "detection_out", "1×1×≤10647×7")]
    [InlineData("eric612__MobileNet-YOLO__models_yolov3_mobilenet_yolov3_lite_bn_deploy", "detection_out", "1×1×≤1500×7")]
    public void Shapes_are_those_of_the_fork(string file, string value, string shape) =>
        Assert.Equal(shape, Compile(file).Values.Single(known => known.Name == value).Shape.ToString());

    [Theory]
    [InlineData("sfzhang15__FaceBoxes__models_faceboxes_deploy")]
    [InlineData("rbgirshick__fast-rcnn__models_VGG_CNN_M_1024_deploy")]
    [InlineData($"{Soeaver}_faster_rcnn_models_pascal_voc_resnet18_rpn_rcnn_deploys_rpn_deploy_faster_voc_resnet18-priv-merge")]
    [InlineData($"{Soeaver}_rfcn_models_coco_air101_rpn_rcnn_deploys_rcnn_deploy_rfcn_coco_air101-merge")]
    public void They_run_without_NaN(string file)
    {
        NetworkDefinition definition = Compile(file);
        var random = new Random(1);
        LayerTensors[] layers = [.. definition.Steps.Where(step => step.Weights.Length > 0).Select(step =>
            new LayerTensors(step.Layer, step.LayerType, [.. step.Weights.Select(shape => Weight(random, shape))]))];
        using var network = new Network(definition, new MemoryWeights(layers));
        foreach (InputHook input in network.Inputs)
        {
            bool isImage = input.Shape.Count > 1 << 16;
            input.Set([.. Enumerable.Range(0, input.Shape.Count).Select(i => isImage ? (float)random.NextDouble() - 0.5f
                : input.Name == "im_info" ? 600 : i % 5 == 0 ? 0 : i % 5 < 3 ? 20f * (i % 5) : 200f * (i % 5 - 2))]);
        }
        network.Forward();
        foreach (Hook output in network.Layers[^1].Outputs)
            Assert.All(output.Activation.Span.ToArray(), number => Assert.True(float.IsFinite(number)));
    }

    private static Tensor Weight(Random random, Shape shape)
    {
        var weight = new Tensor(shape);
        double width = Math.Sqrt(2.0 / Math.Max(1, shape.CountFrom(1)));
        for (int i = 0; i < shape.Count; i++)
            weight[i] = (float)(shape.Rank > 1 ? (random.NextDouble() * 2 - 1) * width : 0.5 + random.NextDouble());
        return weight;
    }

    private static NetworkDefinition Compile(string file) =>
        CompiledPrototxt.Read(SharedFolder.Require("corpus", "valid", $"{file}.prototxt")).Definition;
}
