namespace CaffeSharpGen.Torch7.Tests;

/// <summary>Values to be written and read.</summary>
internal static class SampleValues
{
    /// <summary>A table with a value of every kind, tensors of every type, views, sharing and cycles.</summary>
    public static Torch7Table Everything()
    {
        var root =
            new Torch7Table { { "iter", 2500 }, { "lr", 1e-4 }, { "id", "größer\n" }, { "ok", true }, { "no", false }, { "none", "" } };
        root["self"] = root;
        root[root] = new Torch7Table { { root, 1 }, { -0.5, double.NegativeInfinity }, { false, "false" } };
        var shared = Torch7Storage.Copy<float>([1, -2.5f, 3e-30f, float.NaN, 5, 6, 7, 8, 9, 10, 11, 12]);
        root["modules"] = Torch7Table.List(
        [
            new Torch7Object("nn.Linear", new Torch7Table
            {
                ["weight"] = Torch7Tensor.View(shared, 0, 2, 3),
                ["bias"] = Torch7Tensor.View(shared, 6, 3),
                ["transposed"] = Torch7Tensor.View(shared, 1, [3, 2], [1, 3]),
                ["output"] = Torch7Tensor.Empty(Torch7ElementType.Float),
            }),
            new Torch7Object("my.Class", "no table", 7),
            new Torch7Object("old.Class", root["self"], 0),
        ]);
        root["types"] = Torch7Table.List(
        [
            Torch7Tensor.Copy<byte>([0, 10, 255], 3),
            Torch7Tensor.Copy<sbyte>([-128, 127], 1, 2),
            Torch7Tensor.Copy<short>([short.MinValue, 5], 2, 1),
            Torch7Tensor.Copy<int>([int.MinValue, 7], 2),
            Torch7Storage.Copy<long>([1, -1, 12345678]),
            Torch7Tensor.Copy<Half>([(Half)0.1f, Half.Epsilon], 2),
            Torch7Tensor.Copy<double>([Math.PI, -0.0, double.Epsilon, double.MaxValue], 2, 2),
            Torch7Tensor.View(Torch7Storage.Copy<float>([1, 2], "torch.CudaStorage"), 1, 1),
            Torch7Storage.Copy<byte>([]),
        ]);
        using Torch7File functions = new Binary().Table(1, 2)
            .Number(1).Int(8, 2).Text("\x1bLua").Table(3, 1).Number(1).Again(8, 2)
            .Number(2).Int(6).Text("").Nil().Read();
        root["functions"] = functions.Value;
        root["last"] = Torch7Storage.Copy<int>([100, 200, 300]);
        return root;
    }
}
