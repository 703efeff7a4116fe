using CaffeSharpGen.Cpu.Convolution.Products;

namespace CaffeSharpGen.Kernels;

/// <summary>A convolution layer of a well-known network.</summary>
public sealed record LayerSizes(
    string Layer, int Channels, int Size, int Outputs, int Kernel, int Stride = 1, int Pad = 0, int Group = 1, bool Planar = false)
{
    public static readonly LayerSizes[] All =
    [
        new("VGG conv1_1", 3, 224, 64, 3, Pad: 1, Planar: true),
        new("VGG conv1_2", 64, 224, 64, 3, Pad: 1),
        new("VGG conv2_1", 64, 112, 128, 3, Pad: 1),
        new("VGG conv2_2", 128, 112, 128, 3, Pad: 1),
        new("VGG conv3_1", 128, 56, 256, 3, Pad: 1),
        new("VGG conv3_2", 256, 56, 256, 3, Pad: 1),
        new("VGG conv4_1", 256, 28, 512, 3, Pad: 1),
        new("VGG conv4_2", 512, 28, 512, 3, Pad: 1),
        new("VGG conv5_1", 512, 14, 512, 3, Pad: 1),
        new("ResNet-50 conv1", 3, 224, 64, 7, 2, 3, Planar: true),
        new("ResNet-50 res2a_branch2a", 64, 56, 64, 1),
        new("ResNet-50 res2a_branch2b", 64, 56, 64, 3, Pad: 1),
        new("ResNet-50 res2a_branch2c", 64, 56, 256, 1),
        new("ResNet-50 res2b_branch2a", 256, 56, 64, 1),
        new("ResNet-50 res3a_branch1", 256, 56, 512, 1, 2),
        new("ResNet-50 res3b_branch2a", 512, 28, 128, 1),
        new("ResNet-50 res3b_branch2b", 128, 28, 128, 3, Pad: 1),
        new("ResNet-50 res3b_branch2c", 128, 28, 512, 1),
        new("ResNet-50 res4b_branch2a", 1024, 14, 256, 1),
        new("ResNet-50 res4b_branch2b", 256, 14, 256, 3, Pad: 1),
        new("ResNet-50 res4b_branch2c", 256, 14, 1024, 1),
        new("ResNet-50 res5a_branch1", 1024, 14, 2048, 1, 2),
        new("ResNet-50 res5b_branch2a", 2048, 7, 512, 1),
        new("ResNet-50 res5b_branch2b", 512, 7, 512, 3, Pad: 1),
        new("ResNet-50 res5b_branch2c", 512, 7, 2048, 1),
        new("SqueezeNet conv1", 3, 227, 96, 7, 2, Planar: true),
        new("SqueezeNet fire2/squeeze1x1", 96, 55, 16, 1),
        new("SqueezeNet fire2/expand1x1", 16, 55, 64, 1),
        new("SqueezeNet fire2/expand3x3", 16, 55, 64, 3, Pad: 1),
        new("SqueezeNet fire4/expand3x3", 32, 55, 128, 3, Pad: 1),
        new("SqueezeNet fire6/squeeze1x1", 256, 27, 48, 1),
        new("SqueezeNet fire6/expand3x3", 48, 27, 192, 3, Pad: 1),
        new("SqueezeNet fire9/expand3x3", 64, 13, 256, 3, Pad: 1),
        new("SqueezeNet conv10", 512, 13, 1000, 1),
        new("AlexNet conv1", 3, 227, 96, 11, 4, Planar: true),
        new("AlexNet conv2", 96, 27, 256, 5, Pad: 2, Group: 2),
        new("AlexNet conv3", 256, 13, 384, 3, Pad: 1),
        new("AlexNet conv4", 384, 13, 384, 3, Pad: 1, Group: 2),
        new("AlexNet conv5", 384, 13, 256, 3, Pad: 1, Group: 2),
        new("GoogLeNet conv1/7x7_s2", 3, 224, 64, 7, 2, 3, Planar: true),
        new("GoogLeNet inception_3b/5x5", 32, 28, 96, 5, Pad: 2),
        new("GoogLeNet inception_4d/5x5", 32, 14, 64, 5, Pad: 2),
        new("GoogLeNet inception_5b/5x5", 48, 7, 128, 5, Pad: 2),
        new("MobileNet conv2_1/dw", 32, 112, 32, 3, Pad: 1, Group: 32),
        new("ResNeXt-50 32×4d stage 1", 128, 56, 128, 3, Pad: 1, Group: 32),
        new("ResNeXt-50 32×4d stage 2", 256, 28, 256, 3, Pad: 1, Group: 32),
        new("ShuffleNet g3 stage 2", 240, 28, 60, 1, Group: 3),
        // Backward, these are deconvolutions.
        new("FCN-8s upscore2", 21, 34, 21, 4, 2),
        new("FCN-8s upscore8", 21, 568, 21, 16, 8),
        new("FCN-32s upscore", 21, 544, 21, 64, 32),
    ];

    /// <summary>Operations of direct sums: a multiplication and an addition for each term.</summary>
    public double Flops(int number) => 2.0 * number * Outputs * MapSize * MapSize * (Channels / Group) * Kernel * Kernel;

    public override string ToString() => $"{Layer} {Channels}→{Outputs}@{Size}";

    private int MapSize => (Size + 2 * Pad - Kernel) / Stride + 1;

    internal Correlation Sizes(int number) => new(
        [number, Channels, Size, Size], [number, Outputs, MapSize, MapSize], Kernel, Kernel, Stride, Stride, Pad, Pad, 1, 1, Group);
}
