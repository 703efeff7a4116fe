using CaffeSharpGen.Operations;
using CaffeSharpGen.Resampling;

namespace CaffeSharpGen.Cuda.Tests.Kernels;

/// <summary>Operations that came with the layers of forks, and with BVLC's rare ones: odd sizes, several images, edges of windows and regions.</summary>
internal static class ForkOperationCases
{
    private static readonly Shape[] Odd = [[2, 5, 7, 3], [3, 2, 17, 19], [1, 1, 1, 1], [2, 257], [7], [2, 3, 2, 3, 2]];

    /// <summary>All of them.</summary>
    public static IEnumerable<OperationCase> All =>
        ((IEnumerable<IEnumerable<OperationCase>>)[Elementwise(), Norms(), Moves(), Resizings(), Regions(), Flows(), Distances(), Recurrences()])
            .SelectMany(cases => cases);

    private static IEnumerable<OperationCase> Elementwise()
    {
        Operation[] operations = [new Atan(), new BNLL(), new Clip(-0.5f, 0.7f), new HardSigmoid(), new HardSwish(), new Swish(1.5f), new Threshold(0.2f)];
        foreach (Operation operation in operations)
        {
            foreach (Shape shape in Odd)
                yield return new($"{operation} of {shape}", operation, [shape], [shape]) { Tolerance = 3e-6 };
        }
        foreach (Shape shape in Odd)
            yield return new($"Constant of {shape}", new Constant(0.3f), [], [shape]);
    }

    private static IEnumerable<OperationCase> Norms()
    {
        foreach (Shape shape in Odd)
        {
            if (shape.Rank > 1)
                yield return new($"BN of {shape}", new BN(1e-3f), [shape], [shape], [shape.Channels], [shape.Channels], [shape.Channels], [shape.Channels]);
            for (int axis = 0; axis < shape.Rank; axis++)
            {
                int[] one = [.. shape.Dimensions];
                one[axis] = 1;
                foreach (bool isL1 in new[] { false, true })
                {
                    yield return new($"UnitNorm along {axis} of {shape}, L1: {isL1}", new UnitNorm(axis, isL1, 1e-3f), [shape], [shape, Shape.Of(one)])
                    {
                        Tolerance = 3e-6,
                    };
                }
            }
            foreach (ReductionMethod method in Enum.GetValues<ReductionMethod>())
            {
                for (int axis = 0; axis < shape.Rank; axis++)
                {
                    yield return new($"{method} from axis {axis} of {shape}", new Reduction(method, axis, 0.7f), [shape], [Shape.Of([.. shape.Dimensions[..axis]])]);
                }
            }
            if (shape.Rank != 4)
                continue;
            yield return new($"ChannelNorm of {shape}", new ChannelNorm(), [shape], [[shape.BatchSize, 1, shape.Height, shape.Width]]);
            if (shape.Height * shape.Width == 1)
                continue; // the difference from the mean is 0 there, and its quotient only noise
            foreach (bool across in new[] { false, true })
            {
                yield return new($"MVN of {shape}, across channels: {across}", new MVN(AcrossChannels: across), [shape], [shape]) { Tolerance = 5e-6 };
                yield return new($"mean of {shape} subtracted, across channels: {across}", new MVN(false, across), [shape], [shape]);
            }
        }
    }

    private static IEnumerable<OperationCase> Moves()
    {
        yield return new("BroadcastTo along all", new BroadcastTo(), [[1, 1]], [[2, 3, 5, 7]]);
        yield return new("BroadcastTo of channels", new BroadcastTo(), [[2, 5, 1, 1]], [[2, 5, 7, 3]]);
        yield return new("BroadcastTo of images", new BroadcastTo(), [[1, 5, 1, 3]], [[3, 5, 7, 3]]);
        yield return new("DepthWindows", new DepthWindows(3, 2, 1), [[2, 3, 7, 5]], [[8, 9, 5]]);
        yield return new("DepthWindows, dilated", new DepthWindows(2, 1, 1, 2), [[2, 3, 5, 2, 3]], [[10, 6, 2, 3]]);
        yield return new("DepthWindows that swap", new DepthWindows(), [[2, 3, 5, 2, 3]], [[2, 5, 3, 2, 3]]);
        yield return new("Im2col", new Im2col(3, 2, 2, 1, 1, 0), [[2, 3, 7, 5]], [[2, 18, 4, 4]]);
        yield return new("Im2col, dilated", new Im2col(2, 3, 1, 2, 0, 2, 3, 2), [[2, 2, 7, 6]], [[2, 12, 4, 3]]);
        yield return new("Pad", new Pad([0, 1, 2, 0], 0.5f), [[2, 3, 5, 4]], [[2, 4, 8, 7]]);
        yield return new("Pad of images", new Pad([1, 0, 0]), [[2, 3, 5]], [[4, 3, 5]]);
        yield return new("Permute of planes", new Permute([0, 2, 3, 1]), [[2, 5, 7, 3]], [[2, 7, 3, 5]]);
        yield return new("Permute of images", new Permute([3, 0, 2, 1]), [[2, 5, 7, 3]], [[3, 2, 7, 5]]);
        yield return new("Permute of rank 6", new Permute([0, 4, 1, 5, 2, 3]), [[2, 3, 2, 5, 2, 3]], [[2, 2, 3, 3, 2, 5]]);
        yield return new("PixelShuffle", new PixelShuffle(2), [[2, 12, 5, 3]], [[2, 3, 10, 6]]);
        yield return new("Reverse of images and columns", new Reverse([0, 3]), [[3, 5, 7, 3]], [[3, 5, 7, 3]]);
        yield return new("Reverse of channels", new Reverse([1]), [[2, 257]], [[2, 257]]);
        for (int axis = 0; axis < 4; axis++)
        {
            int[] tiled = [2, 5, 7, 3];
            tiled[axis] *= 3;
            yield return new($"Tile along {axis}", new Tile(axis, 3), [[2, 5, 7, 3]], [Shape.Of(tiled)]);
        }
        // Positions that lie in the plane, none twice; one leads nowhere.
        yield return new("Unpooling", new Unpooling(), [[2, 3, 2, 3], [2, 3, 2, 3]], [[2, 3, 5, 7]])
        {
            Values = (random, input) => input == 0 ? Sample.Of(random, 36) : [.. Enumerable.Range(0, 36).Select(i => i % 11 == 5 ? -1f : i % 6 * 6 - i % 3)
                .Select(position => Math.Max(position, -1f))],
        };
    }

    private static IEnumerable<OperationCase> Resizings()
    {
        foreach (ResizeRule rule in Enum.GetValues<ResizeRule>().Where(rule => rule != ResizeRule.Repeat))
        {
            yield return new($"{rule} enlarges", new Resize(rule), [[2, 3, 5, 4]], [[2, 3, 9, 7]]);
            yield return new($"{rule} makes smaller", new Resize(rule, Antialias: true), [[2, 3, 11, 13]], [[2, 3, 4, 5]]);
            yield return new($"{rule} of one pixel", new Resize(rule), [[1, 2, 1, 1]], [[1, 2, 3, 5]]);
        }
        yield return new("Repeat", new Resize(ResizeRule.Repeat), [[2, 3, 5, 4]], [[2, 3, 10, 8]]);
        yield return new("cropped, then enlarged", new Resize(ResizeRule.LinearCorners, 2, 1, 0, 2, 1), [[2, 3, 8, 6]], [[2, 3, 9, 9]]);
    }

    private static IEnumerable<OperationCase> Regions()
    {
        // Inside, across an edge, outside, upside down, of one pixel, unused.
        float[] regions =
        [
            0, 2, 3, 20, 17, 1, -9, 5, 12, 40, 1, 90, 90, 120, 99, 0, 12, 10, 4, 2, 1, 7, 7, 7, 7, -1, 0, 0, 0, 0, 0, 0, 0, 27, 35,
        ];
        Func<int, Func<Random, int, float[]>> values = count => (random, input) => input == 0 ? Sample.Of(random, count) : regions;
        yield return new("ROIPooling", new ROIPooling(3, 2, 0.25f), [[2, 5, 9, 7], [7, 5]], [[7, 5, 3, 2]]) { Values = values(630) };
        yield return new("PSROIPooling", new PSROIPooling(3, 0.25f), [[2, 18, 9, 7], [7, 5]], [[7, 2, 3, 3]]) { Values = values(2268) };
    }

    private static IEnumerable<OperationCase> Flows()
    {
        yield return new("Correlation", new Correlation(1, 2, Pad: 2), [[2, 3, 6, 5], [2, 3, 6, 5]], [[2, 25, 6, 5]]) { Tolerance = 3e-6 };
        yield return new("Correlation of patches", new Correlation(3, 2, 2, 2, 3), [[2, 3, 9, 7], [2, 3, 9, 7]], [[2, 9, 5, 4]]) { Tolerance = 3e-6 };
        yield return new("Correlation of differences", new Correlation(1, 1, Pad: 1, Subtract: true), [[2, 3, 6, 5], [2, 3, 6, 5]], [[2, 9, 6, 5]])
        {
            Tolerance = 3e-6,
        };
        foreach (bool fills in new[] { false, true })
        {
            yield return new($"FlowWarp, NaN outside: {fills}", new FlowWarp(fills), [[2, 3, 9, 7], [2, 2, 9, 7]], [[2, 3, 9, 7]])
            {
                Values = (random, input) => Sample.Of(random, input == 0 ? 378 : 252, input == 0 ? 1 : 3),
                Tolerance = 3e-6,
            };
        }
        yield return new("FlowWarp of a pixel", new FlowWarp(), [[1, 2, 1, 1], [1, 2, 1, 1]], [[1, 2, 1, 1]]);
    }

    private static IEnumerable<OperationCase> Distances()
    {
        foreach (bool isL1 in new[] { false, true })
        {
            yield return new($"InnerDistance, L1: {isL1}", new InnerDistance(11, IsL1: isL1), [[3, 5, 7, 2]], [[3, 11]], [11, 70]);
            yield return new($"InnerDistance to centers of length 1, L1: {isL1}", new InnerDistance(3, IsL1: isL1, Normalizes: true), [[2, 300]], [[2, 3]], [3, 300]);
            yield return new($"InnerDistance from axis 2, L1: {isL1}", new InnerDistance(4, 2, isL1), [[2, 3, 5]], [[2, 3, 4]], [4, 5]);
            yield return new($"InnerDistance over images, L1: {isL1}", new InnerDistance(4, 0, isL1), [[2, 3, 5, 2]], [[4]], [4, 60]);
            yield return new($"InnerDistance to an input, L1: {isL1}", new InnerDistance(5, IsL1: isL1), [[3, 2, 3, 2], [5, 12, 1, 1]], [[3, 5]]);
        }
    }

    private static IEnumerable<OperationCase> Recurrences()
    {
        foreach (RecurrentCell cell in Enum.GetValues<RecurrentCell>())
        {
            int gates = cell == RecurrentCell.LongShortTerm ? 4 : 1, states = cell == RecurrentCell.LongShortTerm ? 2 : 1;
            Shape sums = [5, 3, gates * 7], marks = [5, 3], each = [3, gates * 7], state = [3, 7], all = [5, 3, 7];
            yield return new($"{cell}", new Recurrence(cell, 5, HasContinuation: false), [sums], [all], [gates * 7, 7]) { Tolerance = 1e-5 };
            yield return new($"{cell} with marks and bias", new Recurrence(cell, 5, IsBinary: true, Bias: true), [sums, marks], [all], [gates * 7, 7], [gates * 7])
            {
                Values = (random, input) => input == 0 ? Sample.Of(random, sums.Count) : [.. Enumerable.Range(0, 15).Select(i => i % 4 == 0 ? 0f : 1)],
                Tolerance = 1e-5,
            };
            // Few steps of small numbers: the derivative of a hyperbolic tangent near 1 has few digits.
            Shape[] inputs = [[2, 3, gates * 7], each, .. Enumerable.Repeat(state, states)];
            yield return new($"{cell} with states", new Recurrence(cell, 2, HasContinuation: false, HasStatic: true, HasState: true),
                inputs, [[2, 3, 7], .. Enumerable.Repeat(state, states)], [gates * 7, 7])
            {
                Values = (random, input) => Sample.Of(random, inputs[input].Count, 0.1f),
                Tolerance = 1e-5,
            };
        }
    }
}
