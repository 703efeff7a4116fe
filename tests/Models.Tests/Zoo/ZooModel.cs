using CaffeSharpGen.Definitions;
using CaffeSharpGen.NetworkTimes;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Models.Tests.Zoo;

/// <summary>What a class of the zoo says of itself, read by code that serves any of them.</summary>
internal sealed record ZooModel(string Class, string Name, InputTransform Transform, Labels Labels, PublishedWeights Weights, Func<ZooHooks> Load)
{
    /// <summary>All classes.</summary>
    public static IReadOnlyList<ZooModel> All { get; } =
    [
        Of<AlexNet>(), Of<CaffeNet>(), Of<DenseNet121>(), Of<GoogLeNet>(), Of<MobileNetV1>(), Of<NiN>(), Of<ResNet50>(), Of<ResNet101>(),
        Of<ResNet152>(), Of<Scenes>(), Of<SqueezeNet10>(), Of<SqueezeNet11>(), Of<Vgg16>(), Of<Vgg19>(),
    ];

    public static ZooModel Find(string name) => All.Single(model => model.Name == name);

    public static string Prototxt(string name) => Path.Combine(RandomWeights.Models, name + ".prototxt");

    private static ZooModel Of<T>() where T : CompiledNetwork<T>, IImageClassifier<T> =>
        new(typeof(T).Name, T.Name, T.Transform, T.Labels, T.Weights, () => Hooks<T>());

    private static ZooHooks Hooks<T>() where T : CompiledNetwork<T>, IImageClassifier<T>
    {
        NetworkDefinition definition = RandomWeights.Compile(Prototxt(T.Name));
        using T network = T.Load(new MemoryWeights(
            from step in definition.Steps
            where step.Weights.Length > 0
            select new LayerTensors(step.Layer, step.LayerType, [.. step.Weights.Select(shape => new Tensor(shape))])));
        return new ZooHooks(
            network.Input.Shape, network.GradCamLayer.Name, network.GradCamLayer.Shape, network.Logits.Name, network.Logits.Shape,
            network.Probabilities.Name, network.Probabilities.BeforeSoftmax.Name);
    }
}

/// <summary>The hooks of an instance.</summary>
internal sealed record ZooHooks(
    Shape Input, string GradCamLayer, Shape GradCamShape, string Logits, Shape LogitsShape, string Probabilities, string BeforeSoftmax);
