using CaffeSharpGen.Torch7;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CaffeSharpGen.SceneLanguageTrainer.Learning;

/// <summary>
/// All weights of linear layers in one vector, as Torch's <c>getParameters</c> makes it: weights and bias of each in turn.
/// </summary>
internal static class FlatVector
{
    /// <summary>The layers' weights.</summary>
    public static float[] Of(params ReadOnlySpan<Linear> layers)
    {
        var numbers = new List<float>();
        foreach (Linear layer in layers)
        {
            numbers.AddRange(Arrays.ToArray(layer.weight));
            numbers.AddRange(Arrays.ToArray(layer.bias!));
        }
        return [.. numbers];
    }

    /// <summary>Sets the layers' weights.</summary>
    public static void Read(Torch7Node vector, params ReadOnlySpan<Linear> layers)
    {
        long count = 0;
        foreach (Linear layer in layers)
            count += layer.weight.numel() + layer.bias!.numel();
        float[] numbers = vector.Tensor(count).ToArray<float>();
        int position = 0;
        using IDisposable noGradient = no_grad();
        foreach (Linear layer in layers)
        {
            foreach (Parameter parameter in new[] { layer.weight, layer.bias! })
            {
                parameter.copy_(Arrays.ToTorch(numbers.AsSpan(position, (int)parameter.numel()), parameter.shape));
                position += (int)parameter.numel();
            }
        }
    }
}
