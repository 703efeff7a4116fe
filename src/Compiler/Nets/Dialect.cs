namespace CaffeSharpGen.Compiler.Nets;

/// <summary>
/// Whose Caffe a layer type is of. Forks use one type name with different meanings; the first dialect in the order below whose fields fit a
/// layer is taken.
/// </summary>
public enum Dialect
{
    /// <summary>The Caffe of Berkeley, and what forks added to its types without giving a field another meaning.</summary>
    Bvlc,

    /// <summary>The fork of the single-shot detector.</summary>
    Ssd,

    /// <summary>The forks of Fast and Faster R-CNN and of R-FCN.</summary>
    FasterRcnn,

    /// <summary>The fork of SegNet.</summary>
    SegNet,

    /// <summary>The fork of PSPNet.</summary>
    PspNet,

    /// <summary>The fork of DeepLab.</summary>
    DeepLab,

    /// <summary>The fork of FlowNet.</summary>
    FlowNet,

    /// <summary>The fork of OpenPose.</summary>
    OpenPose,

    /// <summary>The fork caffe_ocr, for reading text.</summary>
    Ocr,

    /// <summary>NVIDIA's fork, and what its DIGITS adds.</summary>
    Nvidia,

    /// <summary>Intel's fork.</summary>
    Intel,

    /// <summary>Conversions of YOLO, and the fork MobileNet-YOLO.</summary>
    Yolo,

    /// <summary>Types that many forks share, of whatever origin.</summary>
    Shared,

    /// <summary>What OpenCV's reader adds to Caffe.</summary>
    OpenCv,

    /// <summary>Types that CaffeSharpGen adds.</summary>
    Ours,
}
