namespace CaffeSharpGen.Weights;

/// <summary>The formats in which a caffemodel can be written. The reader takes both, and the one before them.</summary>
public enum CaffeModelFormat
{
    /// <summary>Today's: types are names, blobs have any number of axes.</summary>
    V2,

    /// <summary>The one of the published VGG and AlexNet files: types are numbers, blobs always have four axes.</summary>
    V1,
}
