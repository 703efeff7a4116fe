using CaffeSharpGen.Cuda.Convolution;
using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.Cuda.Testing;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cuda.Tests.Convolution;

/// <summary>Convolutions and deconvolutions on the double, against the scalar oracle.</summary>
[Collection(nameof(Gpu))]
public sealed class ConvolutionTests
{
    // cuDNN 9 and 8: CUDNN_STATUS_NOT_SUPPORTED.
    private const int NotSupported9 = 3000, NotSupported8 = 9;

    private static readonly Dictionary<string, LayerGroup> Groups = new()
    {
        ["3×3 pad 1"] = new([2, 3, 7, 5], new Operations.Convolution(4, 3, 3, PadH: 1, PadW: 1)),
        ["3×3 pad 1, one image"] = new([1, 5, 6, 9], new Operations.Convolution(7, 3, 3, PadH: 1, PadW: 1)),
        ["5×5 no bias"] = new([3, 2, 9, 8], new Operations.Convolution(3, 5, 5, PadH: 2, PadW: 2, Bias: false)),
        ["3×2 stride 2×3 pad 0×1"] = new([2, 3, 9, 10], new Operations.Convolution(5, 3, 2, 2, 3, 0, 1)),
        ["dilated"] = new([2, 4, 11, 9], new Operations.Convolution(3, 3, 2, PadH: 2, PadW: 1, DilationH: 2, DilationW: 3)),
        ["dilated, stride 2"] = new([1, 2, 13, 12], new Operations.Convolution(3, 3, 3, 2, 2, 1, 1, 2, 2)),
        ["two groups"] = new([2, 6, 5, 7], new Operations.Convolution(4, 3, 3, PadH: 1, PadW: 1, Group: 2)),
        ["three groups, stride 2"] = new([2, 6, 8, 7], new Operations.Convolution(9, 3, 3, 2, 2, 1, 1, Group: 3)),
        ["depthwise"] = new([2, 5, 7, 6], new Operations.Convolution(5, 3, 3, PadH: 1, PadW: 1, Group: 5)),
        ["depthwise, two filters a channel"] = new([3, 3, 8, 7], new Operations.Convolution(6, 3, 2, 2, 1, 1, 0, 1, 2, Group: 3)),
        ["1×1"] = new([3, 5, 4, 7], new Operations.Convolution(6, 1, 1)),
        ["1×1, one image"] = new([1, 5, 4, 7], new Operations.Convolution(6, 1, 1, Bias: false)),
        ["1×1 of one pixel"] = new([3, 5, 1, 1], new Operations.Convolution(6, 1, 1)),
        ["1×1 stride 2"] = new([2, 4, 7, 6], new Operations.Convolution(5, 1, 1, 2, 2)),
        ["1×1 pad 1"] = new([2, 4, 3, 3], new Operations.Convolution(5, 1, 1, PadH: 1, PadW: 1)),
        ["whole image"] = new([3, 4, 5, 6], new Operations.Convolution(7, 5, 6)),
        ["whole image, one image"] = new([1, 4, 5, 6], new Operations.Convolution(7, 5, 6)),
        ["kernel as large as the padded image"] = new([2, 3, 3, 2], new Operations.Convolution(4, 5, 4, PadH: 1, PadW: 1)),
        ["one channel, one filter"] = new([2, 1, 6, 6], new Operations.Convolution(1, 3, 3)),
        ["deconvolution 4×4 stride 2"] = new([2, 3, 4, 5], new Deconvolution(4, 4, 4, 2, 2, 1, 1)),
        ["deconvolution 3×2 stride 1×3"] = new([1, 4, 5, 3], new Deconvolution(3, 3, 2, 1, 3, Bias: false)),
        ["deconvolution, dilated"] = new([2, 3, 5, 4], new Deconvolution(4, 3, 3, 1, 1, 2, 1, 2, 2)),
        ["deconvolution, two groups"] = new([2, 4, 4, 5], new Deconvolution(6, 3, 3, 2, 2, 1, 1, Group: 2)),
        ["deconvolution, a channel each"] = new([2, 5, 4, 5], new Deconvolution(5, 4, 4, 2, 2, 1, 1, Group: 5, Bias: false)),
        ["deconvolution 1×1"] = new([2, 5, 4, 3], new Deconvolution(3, 1, 1)),
        ["more zeros behind"] = new([2, 3, 8, 7], (1, 2), new Operations.Convolution(4, 3, 3, 2, 2)),
        ["more zeros in front"] = new([3, 4, 9, 6], (-1, -2), new Operations.Convolution(5, 3, 4, 1, 2, 2, 2, Bias: false)),
        ["zeros on one side, two groups, dilated"] = new([2, 6, 9, 11], (2, 0), new Operations.Convolution(4, 3, 3, 2, 1, 0, 0, 2, 1, Group: 2)),
        ["zeros behind, and pixels that no window reaches"] = new([2, 3, 9, 12], (0, 1), new Operations.Convolution(4, 2, 3, 3, 4)),
        ["1×1 with zeros behind"] = new([2, 3, 4, 5], (1, 1), new Operations.Convolution(4, 1, 1)),
        ["whole image with zeros behind"] = new([2, 3, 4, 5], (1, 2), new Operations.Convolution(4, 5, 7)),
        ["deconvolution, cut unevenly"] = new([2, 3, 5, 4], (1, -1), new Deconvolution(4, 3, 3, 2, 2, 0, 1)),
        ["deconvolution of one pixel"] = new([2, 5, 1, 1], new Deconvolution(3, 4, 3)),
    };

    public static IEnumerable<TheoryDataRow<string>> Names => Groups.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void It_equals_the_oracle(string name)
    {
        using CudaDevice device = Gpu.Open();
        foreach (GroupRun run in new GroupRun[] { new(), new() { AreParts = true }, new() { Add = true }, new() { Add = true, AreParts = true, MayChange = true } })
            Check(device, name, run);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_candidate_equals_the_oracle(string name)
    {
        using CudaDevice device = Gpu.Open(new CudaOptions { MostWorkspaceBytes = 1L << 40 });
        var seen = new List<string>();
        ConvolutionSelection.Of(device.Context).Accepts = candidate =>
        {
            seen.Add(candidate.Name);
            return true;
        };
        // Nothing that is listed is supported, so that all are seen, both ways.
        CudaDouble.FailCalls("cudnnConvolutionForward", NotSupported9);
        CudaDouble.FailCalls("cudnnConvolutionBackwardData", NotSupported9);
        Check(device, name, new GroupRun());
        CudaDouble.FailCalls("cudnnConvolutionForward", 0);
        CudaDouble.FailCalls("cudnnConvolutionBackwardData", 0);
        seen.Add("plain loops");
        foreach (string chosen in seen.Distinct().ToArray())
        {
            ConvolutionSelection.Of(device.Context).Accepts = candidate => candidate.Name == chosen || candidate is PlainCandidate;
            Check(device, name, new GroupRun(), 1e-5);
            Check(device, name, new GroupRun { AreParts = true, Add = true }, 1e-5);
        }
    }

    [Theory]
    [InlineData(90600, NotSupported9)]
    [InlineData(8907, NotSupported8)]
    public void What_is_not_supported_after_all_is_passed_over(int cudnn, int notSupported)
    {
        using CudaDevice device = Gpu.Open();
        CudaDouble.CudnnVersion = cudnn;
        using var packed = new PackedWeightCache();
        using var session = (CudaSession)device.CreateSession(packed);
        using BoundGroup group = Groups["3×3 pad 1"].On(session, new GroupRun());
        string before = group.Operation.Algorithm;
        Assert.StartsWith("cuDNN ", before, StringComparison.Ordinal);
        CudaDouble.FailCalls("cudnnConvolutionForward", notSupported);
        group.Check("without forward");
        Assert.Matches("^plain loops; gradient: cuDNN ", group.Operation.Algorithm);
        // What was passed over is not tried again.
        CudaDouble.FailCalls("cudnnConvolutionForward", 0);
        group.Check("again");
        Assert.StartsWith("plain loops; ", group.Operation.Algorithm, StringComparison.Ordinal);
    }

    [Fact]
    public void Uneven_padding_is_copied_and_then_as_fast_as_any()
    {
        using CudaDevice device = Gpu.Open();
        using var packed = new PackedWeightCache();
        using var session = (CudaSession)device.CreateSession(packed);
        using BoundGroup group = Groups["more zeros behind"].On(session, new GroupRun());
        group.Check("padded");
        Assert.Matches("^cuDNN .* of a padded copy, .*; gradient: cuDNN .* of a padded copy, ", group.Operation.Algorithm);
    }

    [Fact]
    public void Another_failure_is_an_error_that_says_the_sizes()
    {
        using CudaDevice device = Gpu.Open();
        using var packed = new PackedWeightCache();
        using var session = (CudaSession)device.CreateSession(packed);
        using BoundGroup group = Groups["3×3 pad 1"].On(session, new GroupRun());
        CudaDouble.FailCalls("cudnnConvolutionForward", 5000);
        CudaException error = Assert.Throws<CudaException>(() => group.Forward());
        Assert.Equal(("cudnnConvolutionForward", "CUDNN_STATUS_EXECUTION_FAILED"), (error.Call, error.CodeName));
        Assert.Contains("2×3×7×5 and 2×4×7×5, kernel 3×3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_candidate_is_left_the_error_says_what_was_tried()
    {
        using CudaDevice device = Gpu.Open();
        ConvolutionSelection.Of(device.Context).Accepts = candidate => candidate is CudnnCandidate;
        using var packed = new PackedWeightCache();
        using var session = (CudaSession)device.CreateSession(packed);
        using BoundGroup group = Groups["3×3 pad 1"].On(session, new GroupRun());
        CudaDouble.FailCalls("cudnnConvolutionForward", NotSupported9);
        for (int i = 0; i < 2; i++)
        {
            CudaException error = Assert.Throws<CudaException>(() => group.Forward());
            Assert.StartsWith(
                "no library computes this convolution: 2×3×7×5 and 2×4×7×5, kernel 3×3, stride 1×1, pad 1×1, dilation 1×1, 1 group; not supported: cuDNN ",
                error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Algorithms_work_in_what_they_may()
    {
        LayerGroup layers = Groups["3×3 pad 1"];
        foreach (long most in new[] { 256L << 20, 1000, 0 })
        {
            using CudaDevice device = Gpu.Open(new CudaOptions { MostWorkspaceBytes = most });
            // Winograd wants none, and is the first else.
            ConvolutionSelection.Of(device.Context).Accepts = candidate => !candidate.Name.EndsWith(" Winograd", StringComparison.Ordinal) || candidate.Name.Contains("non-fused");
            using var packed = new PackedWeightCache();
            using var session = (CudaSession)device.CreateSession(packed);
            using BoundGroup group = layers.On(session, new GroupRun());
            group.Check($"at most {most} bytes", 1e-5);
            Assert.InRange((long)session.Workspace.Bytes, most == 0 ? 0 : 1, most);
        }
    }

    [Fact]
    public void Precision_is_asked_for_and_kept()
    {
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            using CudaDevice device = Gpu.Open(new CudaOptions { Precision = precision });
            CudaDouble.Reset();
            using var packed = new PackedWeightCache();
            using var session = (CudaSession)device.CreateSession(packed);
            using BoundGroup group = Groups["3×3 pad 1"].On(session, new GroupRun());
            // The double rounds as tensor cores do, where it may.
            group.Check($"{precision}", precision == Precision.Full ? 2e-6 : 2e-3);
        }
    }

    [Fact]
    public void Only_the_first_runs_ask_and_allocate()
    {
        using CudaDevice device = Gpu.Open();
        using var packed = new PackedWeightCache();
        using var session = (CudaSession)device.CreateSession(packed);
        using BoundGroup group = Groups["3×3 pad 1"].On(session, new GroupRun { AreParts = true });
        group.Check("first");
        Dictionary<string, long> before = new(CudaDouble.Log);
        group.Check("again");
        foreach ((string call, long count) in CudaDouble.Log)
        {
            if (call.StartsWith("cudnnGet", StringComparison.Ordinal) || call.StartsWith("cudnnSet", StringComparison.Ordinal) || call.StartsWith("cuMemAlloc", StringComparison.Ordinal))
                Assert.Equal(before.GetValueOrDefault(call), count);
        }
    }

    [Fact]
    public void A_value_may_lie_elsewhere_in_the_next_pass()
    {
        using CudaDevice device = Gpu.Open();
        using var packed = new PackedWeightCache();
        using var session = (CudaSession)device.CreateSession(packed);
        foreach (string name in new[] { "3×3 pad 1", "1×1", "depthwise", "whole image" })
        {
            using BoundGroup group = Groups[name].On(session, new GroupRun { AreParts = true });
            group.Check("parts");
            group.Detach(true);
            group.Check("by themselves");
            group.Detach(false);
            group.Check("parts again");
        }
    }

    [Fact]
    public void What_was_prepared_is_freed()
    {
        using (CudaDevice device = Gpu.Open())
        {
            using var packed = new PackedWeightCache();
            using var session = (CudaSession)device.CreateSession(packed);
            using BoundGroup group = Groups["3×3 pad 1"].On(session, new GroupRun());
            group.Check("once");
            Assert.True(CudaDouble.Live["convolution"] == 2 && CudaDouble.Live["tensor"] == 4 && CudaDouble.Live["filter"] == 2);
        }
        Assert.Empty(CudaDouble.Live);
    }

    private static void Check(CudaDevice device, string name, GroupRun run, double tolerance = 1e-5)
    {
        using var packed = new PackedWeightCache();
        using var session = (CudaSession)device.CreateSession(packed);
        using BoundGroup group = Groups[name].On(session, run);
        group.Check(name, tolerance);
    }
}
