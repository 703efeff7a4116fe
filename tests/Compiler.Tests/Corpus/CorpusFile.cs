namespace CaffeSharpGen.Tests;

/// <summary>A prototxt of <c>../shared/corpus/valid</c>: real networks from public repositories.</summary>
/// <param name="Name">Its file.</param>
/// <param name="IsCore">Whether it has layer types of BVLC's Caffe alone.</param>
/// <param name="Types">Its layer types.</param>
public sealed record CorpusFile(string Name, bool IsCore, IReadOnlyList<string> Types)
{
    /// <summary>How many there are.</summary>
    public const int Count = 65;

    /// <summary>Beginnings of the files that do not compile yet, because of the layer types behind them. A file that compiles goes.</summary>
    private static readonly string[] NotYet =
    [
        "BVLC__caffe__examples_LRCN_activity_recognition_deploy_lstm", // LSTM
        "BVLC__caffe__models_intel_optimized_models_faster-rcnn_pascal_voc_VGG_CNN_M_1024_faster_rcnn_alt_opt_rpn_test", // rpn.proposal_layer.ProposalLayer
        "CMU-Perceptual-Computing-Lab__openpose__models_pose_coco_pose_deploy64", // ImResize, Nms
        "NVIDIA__caffe__examples_kitti_detectnet_network-2classes", // DetectNet's clustering
        "eric612__MobileNet-YOLO__benchmark_yolov3", // Yolov3DetectionOutput
        "eric612__MobileNet-YOLO__models_yolov3_mobilenet_yolov3_lite_bn_deploy", // DepthwiseConvolution, Yolov3DetectionOutput
        "foss-for-synopsys-dwc-arc-processors__synopsys-caffe-models__caffe_models_faster_rcnn_resnet101_caffe_model_vg", // Proposal, ROIPooling
        "intel__caffe__models_intel_optimized_models_ssd_VGGNet_VOC0712_SSD_300x300_deploy_mkl2017", // Normalize, Permute, PriorBox
        "opencv__opencv__testdata_dnn_layers_flow_warp", // FlowWarp
        "opencv__opencv__testdata_dnn_layers_net_faster_rcnn_proposal", // Proposal
        "opencv__opencv_contrib__modules_dnn_objdetect_samples_data_SqueezeDet_deploy", // Permute
        "opencv__opencv_contrib__modules_dnn_testdata_dnn_layers_layer_mvn", // MVN
        "rbgirshick__fast-rcnn__models_VGG16_no_bbox_reg_test", // ROIPooling
        "rbgirshick__fast-rcnn__models_VGG_CNN_M_1024_deploy", // ROI_POOLING
        "senlinuc__caffe_ocr__examples_ocr_inception-bn_deploy", // CTCGreedyDecoder, Lstm, Reverse, Transpose
        "sfzhang15__FaceBoxes__models_faceboxes_deploy", // DetectionOutput, Permute, PriorBox
        "soeaver__caffe-model__det_faster_rcnn_models_pascal_voc_dpn92", // ROIPooling
        "soeaver__caffe-model__det_faster_rcnn_models_pascal_voc_resnet18", // rpn.proposal_layer.ProposalLayer
        "soeaver__caffe-model__det_faster_rcnn_models_pascal_voc_resnet38a", // ROIPooling
        "soeaver__caffe-model__det_faster_rcnn_models_pascal_voc_xception", // ConvolutionDepthwise, ROIPooling
        "soeaver__caffe-model__det_rfcn_models_coco_air101", // PSROIPooling
    ];

    /// <summary>What a person has to say of a file: what it leaves open, or fields of which only the person knows that they change nothing.</summary>
    private static readonly Dictionary<string, (string InputShape, string[] IgnoreFields)> Settings = new(StringComparer.Ordinal)
    {
        // What its three Input layers take is not in the file.
        ["opencv__opencv__testdata_dnn_layers_net_faster_rcnn_proposal.prototxt"] =
            ("rpn_cls_prob_reshape: 1,18,14,14, rpn_bbox_pred: 1,36,14,14, im_info: 1,3", []),
        // It saves memory in training; one cannot know that of a field.
        ["sciencefans__RSA-for-object-detection__predict_model_ResNet_3b_s16_fm2fm_pool2_deep_test.prototxt"] = ("", ["mem_param"]),
    };

    /// <summary>Whether it compiles.</summary>
    public bool Compiles => !NotYet.Any(start => Name.StartsWith(start, StringComparison.Ordinal));

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
