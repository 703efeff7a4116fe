namespace CaffeSharpGen;

/// <summary>
/// What Caffe does to the pixels of a data layer that is an input here (its <c>transform_param</c>, where a layer of training resizes,
/// crops and shifts images): it scales an image, cuts out its middle, and computes (pixel − mean)·scale. A network does not compute it;
/// the program that fills the input does, for example with <c>InputTransform.Of</c> of CaffeSharpGen.Imaging.
/// </summary>
/// <remarks>Pixels are 0 … 255, channels in the order in which Caffe reads images: blue, green, red.</remarks>
public sealed record DataTransform
{
    /// <summary>Name of the input.</summary>
    public required string Input { get; init; }

    /// <summary>Name of the data layer.</summary>
    public required string Layer { get; init; }

    /// <summary>Type of the data layer.</summary>
    public required string Type { get; init; }

    /// <summary>Its <c>scale</c>.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>Its <c>mean_value</c>s: one for all channels, or one for each; empty if there are none.</summary>
    public EquatableArray<float> Mean { get; init; }

    /// <summary>Its <c>mean_file</c>, an image that is subtracted; empty if there is none. It is not read.</summary>
    public string MeanFile { get; init; } = "";

    /// <summary>
    /// How many channels its images have (<c>force_color</c>, <c>force_gray</c>, <c>is_color</c>, <c>channels</c>, or as many as there
    /// are means); null if the prototxt does not say.
    /// </summary>
    public int? Channels { get; init; }

    /// <summary>Its <c>crop_size</c>: Caffe takes the middle of an image; 0 if it takes the whole.</summary>
    public int CropSize { get; init; }

    /// <summary>
    /// The height to which it scales images before it crops them: <c>new_height</c>, or that of <c>resize_param</c>; 0 if it takes images
    /// as they are stored, of whatever size.
    /// </summary>
    public int ResizeHeight { get; init; }

    /// <summary>The width to which it scales images; 0 if it takes them as they are.</summary>
    public int ResizeWidth { get; init; }

    /// <summary>
    /// How it scales them, in the words of SSD's fork: <c>WARP</c> to both lengths, whatever the aspect ratio; <c>FIT_SMALL_SIZE</c> and
    /// <c>FIT_LARGE_SIZE_AND_PAD</c> keep it.
    /// </summary>
    public string ResizeMode { get; init; } = "WARP";

    /// <summary>Whether it shows images mirrored at random.</summary>
    public bool Mirrors { get; init; }

    /// <summary>Whether values of pixels are the input as they are.</summary>
    public bool IsIdentity => Scale == 1 && MeanFile.Length == 0 && Mean.All(mean => mean == 0);
}
