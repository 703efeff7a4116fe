using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Conformance.Blocked;

/// <summary>An epilogue to test: what it needs, made up, and what it does, in double.</summary>
internal sealed record Options
{
    public bool Bias { get; init; }

    public bool Residual { get; init; }

    public Rectifier Rectifier { get; init; }

    public float Slope { get; init; }

    public bool Bits { get; init; }

    public bool Accumulate { get; init; }

    public bool Mask { get; init; }

    public bool PReluMask { get; init; }

    public float MaskSlope { get; init; }

    public ReluRule Rule { get; init; }

    /// <summary>Runs a kernel; checks the sign bits it writes.</summary>
    public unsafe float[] Run(ConvolutionKernel kernel, CpuDevice device, BlockedArray from, float* planar, Shape to)
    {
        using BlockedArray target = Accumulate ? BlockedArray.Of(to, Made(to.Count, 1)) : new BlockedArray(to), residual = BlockedArray.Of(to, Made(to.Count, 2));
        int blocks = target.View.Blocks;
        ushort[] mask = Mask ? Words(to) : [], bits = new ushort[to.BatchSize * blocks * (int)target.View.Places];
        using var workspace = new Workspace(new SessionWorkers(device.Workers));
        ConvolutionPass pass = kernel.Bind(workspace, to.BatchSize);
        fixed (float* bias = Channels(to, 3), slopes = Channels(to, 4), maskSlopes = Channels(to, 5))
        fixed (ushort* maskWords = mask, bitWords = bits)
        {
            var run = new ConvolutionRun { From = from.View, PlanarFrom = planar, To = target.View };
            run.Epilogue.Bias = Bias ? bias : null;
            (run.Epilogue.HasResidual, run.Epilogue.Residual) = (Residual, residual.View);
            (run.Epilogue.Rectifier, run.Epilogue.NegativeSlope) = (Rectifier, Slope);
            run.Epilogue.Slopes = slopes;
            run.Epilogue.SignBits = Bits ? bitWords : null;
            run.Epilogue.Accumulate = Accumulate;
            run.Epilogue.Mask = Mask ? maskWords : null;
            run.Epilogue.MaskSlope = MaskSlope;
            run.Epilogue.MaskSlopes = PReluMask ? maskSlopes : null;
            run.Epilogue.Rule = Rule;
            pass.Run(run);
        }
        float[] values = target.Read();
        if (Bits)
        {
            // Slopes are positive: the signs are those of the values, but where the rectifier made a zero, which no sum is.
            for (int i = 0; i < values.Length; i++)
                Assert.Equal(values[i] > 0, Bit(bits, to, i));
        }
        return values;
    }

    /// <summary>What becomes of sums.</summary>
    public double[] Of(double[] sums, Shape to)
    {
        float[] before = Made(to.Count, 1), residual = Made(to.Count, 2), bias = Channels(to, 3), slopes = Channels(to, 4), maskSlopes = Channels(to, 5);
        ushort[] mask = Words(to);
        return [.. sums.Select((value, i) =>
        {
            int channel = i / (to.Height * to.Width) % to.Channels;
            value += (Bias ? bias[channel] : 0) + (Residual ? residual[i] : 0);
            value *= value > 0 ? 1 : Rectifier switch { Rectifier.ReLU => Slope, Rectifier.PReLU => slopes[channel], _ => 1 };
            value += Accumulate ? before[i] : 0;
            double derivative = Bit(mask, to, i) ? 1 : PReluMask ? maskSlopes[channel] : MaskSlope;
            return (Mask, Rule) switch
            {
                (false, _) => value,
                (_, ReluRule.Standard) => value * derivative,
                (_, ReluRule.Guided) => value > 0 ? value * derivative : 0,
                _ => Math.Max(value, 0),
            };
        })];
    }

    private static float[] Made(int count, int seed) => ConvolutionCase.Values(new Random(seed), count);

    // Positive, with zeros to the end of the last block.
    private static float[] Channels(Shape to, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, BlockedView.BlocksOf(to.Channels) * 16).Select(channel => channel < to.Channels ? random.NextSingle() : 0)];
    }

    private static ushort[] Words(Shape to)
    {
        var random = new Random(6);
        return [.. Enumerable.Range(0, to.BatchSize * BlockedView.BlocksOf(to.Channels) * to.Height * to.Width).Select(_ => (ushort)random.Next(1 << 16))];
    }

    private static bool Bit(ushort[] words, Shape to, int index)
    {
        int places = to.Height * to.Width, place = index % places, channel = index / places % to.Channels, image = index / places / to.Channels;
        return (words[(image * BlockedView.BlocksOf(to.Channels) + channel / 16) * places + place] >> channel % 16 & 1) != 0;
    }
}
