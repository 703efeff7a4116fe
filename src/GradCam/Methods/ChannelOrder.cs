namespace CaffeSharpGen.GradCam;

/// <summary>Order of the channels of a network's input.</summary>
public enum ChannelOrder
{
    /// <summary>Blue, green, red: what Caffe's own tools feed.</summary>
    Bgr,

    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>One channel, 0.299 red + 0.587 green + 0.114 blue.</summary>
    Gray,
}
