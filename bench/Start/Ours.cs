namespace CaffeSharpGen.Start;

/// <summary>This project's engine. What is called here is what all checkouts have that are compared.</summary>
internal static class Engine
{
    /// <summary>Loads a network and returns its forward pass.</summary>
    /// <param name="network">Its prototxt in models/, without extension.</param>
    /// <param name="file">Its caffemodel.</param>
    /// <param name="threads">Threads.</param>
    public static Action Load(string network, string file, int threads)
    {
        Network loaded = Load(network, file, Device.Cpu(threads));
        return () => loaded.Forward();
    }

    private static Network Load(string network, string file, Device device) => network switch
    {
        "vgg16" => Vgg16.Load(file, device),
        "alexnet" => AlexNet.Load(file, device),
        "squeezenet_v1.0" => SqueezeNet.Load(file, device),
        "googlenet" => GoogLeNet.Load(file, device),
        "resnet50" => ResNet50.Load(file, device),
        _ => throw new ArgumentException($"'{network}' is not compiled into this program", nameof(network)),
    };
}
