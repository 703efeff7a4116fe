using CaffeSharpGen.Torch7;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language.Tests;

/// <summary>Weights taken off one vector, whatever its elements are and however they lie.</summary>
public sealed class FlatParametersTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    public static TheoryData<string> Kinds => ["float", "double", "half", "view", "strided"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Layers_lie_one_behind_the_other(string kind)
    {
        float[] numbers = [.. Enumerable.Range(0, 40).Select(i => i * 0.5f)];
        Torch7Storage storage = Torch7Storage.Copy<float>(numbers);
        (Torch7Tensor vector, int first, int step) = kind switch
        {
            "double" => (Torch7Tensor.Copy<double>(Array.ConvertAll(numbers, number => (double)number), 40), 0, 1),
            "half" => (Torch7Tensor.Copy<Half>(Array.ConvertAll(numbers, number => (Half)number), 40), 0, 1),
            "view" => (Torch7Tensor.View(storage, 3, 30), 3, 1),
            "strided" => (Torch7Tensor.View(storage, 1, [13], [3]), 1, 3),
            _ => (Torch7Tensor.Copy<float>(numbers, 40), 0, 1),
        };
        Torch7Writer.Write(path, new Torch7Table { ["w"] = vector });
        using var file = Torch7File.Open(path);
        var flat = new FlatParameters(file.Root["w"]);
        LayerWeights layer = flat.Linear("a", 2, 3);
        Assert.Equal("2×3", layer.Blobs[0].Shape.ToString());
        Assert.Equal(Enumerable.Range(0, 6).Select(i => numbers[first + i * step]), layer.Blobs[0].Span.ToArray());
        Assert.Equal(Enumerable.Range(6, 2).Select(i => numbers[first + i * step]), layer.Blobs[1].Span.ToArray());
        Assert.Equal(numbers[first + 8 * step], flat.Linear("b", 1, 1).Blobs[0].Span[0]);
    }

    [Fact]
    public void Too_few_and_too_many_numbers_and_no_vector()
    {
        Torch7Writer.Write(path, new Torch7Table
        {
            ["w"] = Torch7Tensor.Copy<float>(new float[10], 10),
            ["m"] = Torch7Tensor.Copy<float>(new float[10], 2, 5),
            ["n"] = Torch7Tensor.Empty(Torch7ElementType.Float),
        });
        using var file = Torch7File.Open(path);
        var flat = new FlatParameters(file.Root["w"]);
        flat.Linear("a", 1, 3);
        string few = Assert.Throws<WeightException>(() => flat.Linear("b", 2, 5)).Message;
        string many = Assert.Throws<WeightException>(flat.RequireEnd).Message;
        Assert.Contains("w is a torch.FloatTensor of size 10", few);
        Assert.Contains("at least 14 numbers: layer 'b' takes 2×5 from number 5 on", few);
        Assert.Contains("expected 4 numbers", many);
        Assert.Contains("expected a vector", Assert.Throws<WeightException>(() => new FlatParameters(file.Root["m"])).Message);
        Assert.Contains("expected a vector", Assert.Throws<WeightException>(() => new FlatParameters(file.Root["n"])).Message);
    }
}
