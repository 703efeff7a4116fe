using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Learning;

/// <summary>Between TorchSharp's tensors and what files hold.</summary>
internal static class Arrays
{
    /// <summary>A tensor of numbers in C order.</summary>
    public static TorchTensor ToTorch(ReadOnlySpan<float> numbers, params long[] sizes) => tensor(numbers.ToArray()).reshape(sizes);

    /// <summary>A tensor's numbers in C order.</summary>
    public static float[] ToArray(TorchTensor values) => values.detach().contiguous().data<float>().ToArray();

    /// <summary>A blob of a caffemodel.</summary>
    public static TorchTensor ToTorch(Weights.WeightBlob blob) =>
        ToTorch(blob.Span, [.. Enumerable.Range(0, blob.Shape.Rank).Select(axis => (long)blob.Shape[axis])]);

    /// <summary>As the library's tensor.</summary>
    public static Tensor ToOurs(TorchTensor values) => new(Shape.Of([.. values.shape.Select(length => (int)length)]), ToArray(values));
}
