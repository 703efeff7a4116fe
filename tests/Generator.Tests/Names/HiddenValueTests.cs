using System.Reflection;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Generator.Emission;
using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Generator.Tests.Names;

/// <summary>
/// A layer may become several operations. What lies between them has no name in the prototxt, so the class has no member for it; a pass runs it all the same,
/// by another value of its group, or by its index.
/// </summary>
public sealed class HiddenValueTests
{
    // y = max(0, 3·x + 1) + 10, where the layer "unit" is a convolution and a rectifier, and "shift" two powers.
    private static readonly NetworkDefinition Definition = TableReader.Read("""
        Net table=1 arena=64
        data = Input → N×1×1×2
        unit~1 = Convolution(data) outputs=1 kernel=1×1 → N×1×1×2 weights=1×1×1×1,1 layer=unit type=Unit hidden
        + unit = ReLU(unit~1) → N×1×1×2 type=Unit at=0
        shift~1 = Power(unit) shift=4 → N×1×1×2 layer=shift type=Shift hidden at=32
        shift = Power(shift~1) shift=6 → N×1×1×2 type=Shift at=0
        """u8, (kind, fields) => kind switch
    {
        "Convolution" => Convolution.Read(fields),
        "Power" => Power.Read(fields),
        "ReLU" => ReLU.Read(fields),
        _ => throw new FormatException(kind),
    });

    private static readonly NetworkToEmit Network = new(new ClassName("Demo", "Net", "net", "net.prototxt"), Definition);

    [Fact]
    public void They_have_no_members()
    {
        Assert.Equal(["Data", "", "Unit", "", "Shift"], Network.Hooks);
        string surface = SurfaceFile.Emit(Network).Text;
        Assert.Contains("Net: 2 layers, 2 weights; input", surface);
        Assert.DoesNotContain("~", surface);
    }

    [Fact]
    public void A_pass_runs_them_by_their_group_or_by_their_index()
    {
        string passes = PassesFile.Emit(Network).Text;
        Assert.Contains(" unit~1 = Convolution(data)", passes);
        Assert.Contains("""
                    pass.Run(Unit);       // 1×1 convolution + ReLU, N×1×1×2
                    pass.Run(HookAt(3));  // power, N×1×1×2
                    pass.Run(Shift);      // power, N×1×1×2
            """.ReplaceLineEndings("\n"), passes);
        Assert.Contains("""
                    pass.Run(Shift);
                    pass.Run(HookAt(3));
                    pass.Run(Unit);
            """.ReplaceLineEndings("\n"), passes);
    }

    [Fact]
    public void It_runs()
    {
        var run = new GeneratorRun();
        run.EditProgram(SurfaceFile.Emit(Network).Text);
        run.EditProgram(PassesFile.Emit(Network).Text);
        Assert.Empty(run.CompilerMessages());
        MemoryWeights weights = new([new LayerTensors("unit", "Unit", [new Tensor([1, 1, 1, 1], new float[] { 3 }), new Tensor([1], new float[] { 1 })])]);
        MethodInfo load = run.Load().GetType("Demo.Net", throwOnError: true)!.GetMethod("Load", [typeof(WeightSource), typeof(Device), typeof(int), typeof(bool)])!;
        using var network = (IDisposable)load.Invoke(null, [weights, null, 1, false])!;
        var engine = (Network)network.GetType().GetProperty("Network")!.GetValue(network)!;
        engine.Inputs["data"].Set([2, -1]);
        engine.Forward();
        Assert.Equal([17, 10], engine["shift"].Activation.Span.ToArray());
        engine.Backward(engine["shift"][0], engine["data"]);
        Assert.Equal([3, 0], engine["data"].Gradient.Span.ToArray());
    }
}
