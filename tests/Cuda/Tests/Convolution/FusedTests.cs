using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Cuda.Testing;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cuda.Tests.Convolution;

/// <summary>Layers that run as one operation, and products, on the double, against the scalar oracle.</summary>
[Collection(nameof(Gpu))]
public sealed class FusedTests
{
    private static readonly Operations.Convolution Three = new(6, 3, 3, PadH: 1, PadW: 1), One = new(5, 1, 1, Bias: false);

    private static readonly Dictionary<string, LayerGroup> Groups = new()
    {
        ["convolution + ReLU"] = new([2, 3, 5, 7], Three, new ReLU()),
        ["convolution + leaky ReLU"] = new([2, 3, 5, 7], Three, new ReLU(0.125f)),
        ["convolution + PReLU"] = new([2, 3, 4, 4], Three, new PReLU()),
        ["convolution + shared PReLU"] = new([2, 3, 4, 4], One, new PReLU(ChannelShared: true)),
        ["convolution + BatchNorm"] = new([2, 3, 5, 7], One, new BatchNorm()),
        ["convolution + BatchNorm + Scale + ReLU"] = new([2, 3, 5, 7], Three, new BatchNorm(), new Scale(Bias: true), new ReLU()),
        ["convolution + Scale + Bias"] = new([2, 3, 5, 7], One, new Scale(), new Bias()),
        ["convolution + sum"] = new([2, 5, 4, 7], One, new Eltwise()),
        ["convolution + BatchNorm + Scale + sum + ReLU"] = new([2, 6, 5, 7], Three, new BatchNorm(), new Scale(Bias: true), new Eltwise(), new ReLU()),
        ["convolution + sum + PReLU"] = new([1, 6, 4, 5], Three, new Eltwise(), new PReLU()),
        ["depthwise + BatchNorm + ReLU"] = new([2, 6, 5, 7], Three with { Group = 6 }, new BatchNorm(), new ReLU()),
        ["groups + ReLU"] = new([2, 4, 5, 7], Three with { Group = 2 }, new ReLU()),
        ["sum + ReLU"] = new([2, 3, 5, 7], new Eltwise(), new ReLU()),
        ["BatchNorm + Scale + ReLU"] = new([2, 3, 5, 7], new BatchNorm(), new Scale(Bias: true), new ReLU()),
        ["Scale + Bias of vectors"] = new([3, 7], new Scale(), new Bias()),
        ["BatchNorm + leaky ReLU of three axes"] = new([2, 3, 5], new BatchNorm(), new ReLU(-0.5f)),
        ["product + ReLU"] = new([3, 2, 3, 4], new InnerProduct(7), new ReLU()),
        ["product + PReLU"] = new([3, 11], new InnerProduct(5), new PReLU()),
        ["product from axis 2 + ReLU"] = new([2, 3, 5], new InnerProduct(7, Axis: 2), new ReLU(0.25f)),
        ["product"] = new([3, 2, 3, 4], new InnerProduct(7)),
        ["product of one vector"] = new([1, 13], new InnerProduct(9)),
        ["product of one vector, no bias"] = new([1, 13], new InnerProduct(9, Bias: false)),
        ["product, transposed"] = new([3, 2, 3, 4], new InnerProduct(7, Transpose: true)),
        ["product, transposed, one vector"] = new([1, 2, 3, 4], new InnerProduct(7, Transpose: true, Bias: false)),
        ["product from axis 2"] = new([2, 3, 4, 5], new InnerProduct(7, Axis: 2)),
        ["product from axis 3, transposed"] = new([2, 3, 4, 5], new InnerProduct(6, Axis: 3, Transpose: true)),
        ["product from axis 2 of one image"] = new([1, 3, 4, 5], new InnerProduct(7, Axis: 2)),
        ["product from axis 0"] = new([2, 3, 4, 5], new InnerProduct(7, Axis: 0)),
        ["product to one output"] = new([4, 3, 2, 2], new InnerProduct(1)),
    };

    public static IEnumerable<TheoryDataRow<string>> Names => Groups.Keys.Select(name => new TheoryDataRow<string>(name));

    public static IEnumerable<TheoryDataRow<string>> NamesWithSum =>
        ["convolution + sum", "convolution + BatchNorm + Scale + sum + ReLU", "convolution + sum + PReLU", "sum + ReLU"];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_equals_the_oracle(string name)
    {
        using CudaDevice device = Gpu.Open();
        foreach (ReluRule rule in Enum.GetValues<ReluRule>())
        {
            foreach (bool mayChange in new[] { false, true })
            {
                foreach (bool add in new[] { false, true })
                {
                    foreach (bool areParts in new[] { false, true })
                        Check(device, name, new GroupRun { Rule = rule, MayChange = mayChange, Add = add, AreParts = areParts });
                }
            }
        }
    }

    // x + f(x), where both have one gradient.
    [Theory]
    [MemberData(nameof(NamesWithSum))]
    public void The_residual_may_be_the_input(string name)
    {
        using CudaDevice device = Gpu.Open();
        foreach (ReluRule rule in Enum.GetValues<ReluRule>())
        {
            foreach (bool mayChange in new[] { false, true })
                Check(device, name, new GroupRun { Rule = rule, MayChange = mayChange, IsResidualInput = true });
        }
    }

    [Fact]
    public void A_group_is_one_call_and_one_kernel()
    {
        using CudaDevice device = Gpu.Open();
        using var packed = new PackedWeightCache();
        using var session = (CudaSession)device.CreateSession(packed);
        using BoundGroup group = Groups["convolution + BatchNorm + Scale + sum + ReLU"].On(session, new GroupRun { MayChange = true });
        group.Check("first");
        Dictionary<string, long> before = new(CudaDouble.Log);
        group.Check("again");
        string[] work = ["launch:", "cudnnConvolution", "cublasS", "cuMemset"];
        Assert.Equal(
            ["cudnnConvolutionBackwardData 1", "cudnnConvolutionForward 1", "launch:epilogue 1", "launch:relu_gradient 1"],
            from entry in CudaDouble.Log
            let times = entry.Value - before.GetValueOrDefault(entry.Key)
            where times > 0 && work.Any(name => entry.Key.StartsWith(name, StringComparison.Ordinal))
            orderby entry.Key
            select $"{entry.Key} {times}");
    }

    [Fact]
    public void A_convolution_that_nothing_follows_is_one_call()
    {
        using CudaDevice device = Gpu.Open();
        using var packed = new PackedWeightCache();
        using var session = (CudaSession)device.CreateSession(packed);
        using BoundGroup group = new LayerGroup([2, 3, 4, 5], One).On(session, new GroupRun());
        group.Check("no bias");
        Assert.Equal("cuBLAS; gradient: cuBLAS", group.Operation.Algorithm);
        Assert.DoesNotContain(CudaDouble.Log, entry => entry.Key.StartsWith("launch:", StringComparison.Ordinal));
    }

    // A rectifier of a product with more than one axis of outputs has other channels than the bias.
    [Fact]
    public void What_has_other_channels_runs_apart()
    {
        using CudaDevice device = Gpu.Open();
        using var packed = new PackedWeightCache();
        using var session = (CudaSession)device.CreateSession(packed);
        using DeviceBuffer x = session.Allocate([2, 3, 5]), y = session.Allocate([2, 3, 7]), z = session.Allocate([2, 3, 7]);
        Assert.Null(session.PrepareFused([new(new InnerProduct(7, Axis: 2), [x], y, []), new(new PReLU(), [y], z, [])]));
    }

    [Fact]
    public void Weights_are_uploaded_once_for_all_instances()
    {
        using CudaDevice device = Gpu.Open();
        using var packed = new PackedWeightCache();
        using var session = (CudaSession)device.CreateSession(packed);
        using var other = (CudaSession)device.CreateSession(packed);
        LayerGroup layers = Groups["convolution + BatchNorm + Scale + ReLU"];
        using BoundGroup first = layers.On(session, new GroupRun());
        long uploads = CudaDouble.Log["cuMemcpyHtoDAsync_v2"];
        using BoundGroup second = layers.On(other, new GroupRun());
        Assert.Equal(uploads, CudaDouble.Log["cuMemcpyHtoDAsync_v2"]);
        second.Check("second");
        first.Check("first");
    }

    private static void Check(CudaDevice device, string name, GroupRun run)
    {
        using var packed = new PackedWeightCache();
        using var session = (CudaSession)device.CreateSession(packed);
        using BoundGroup group = Groups[name].On(session, run);
        group.Check(name, 1e-5);
    }
}
