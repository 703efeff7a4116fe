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

    /// <summary>The fork of Faster R-CNN.</summary>
    FasterRcnn,

    /// <summary>The fork of SegNet.</summary>
    SegNet,

    /// <summary>The fork of PSPNet.</summary>
    PspNet,

    /// <summary>Conversions of YOLO.</summary>
    Yolo,

    /// <summary>What OpenCV's reader adds to Caffe.</summary>
    OpenCv,

    /// <summary>Types that CaffeSharpGen adds.</summary>
    Ours,
}
