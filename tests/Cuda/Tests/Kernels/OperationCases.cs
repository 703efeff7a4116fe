using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cuda.Tests.Kernels;

/// <summary>An operation with shapes, weights and values.</summary>
/// <param name="Name">What a test calls it.</param>
/// <param name="Operation">What it computes.</param>
/// <param name="Inputs">Shapes of what it reads.</param>
/// <param name="Outputs">Shapes of what it writes.</param>
/// <param name="Weights">Shapes of its weights.</param>
internal sealed record OperationCase(string Name, Operation Operation, Shape[] Inputs, Shape[] Outputs, params Shape[] Weights)
{
    /// <summary>Makes a value of input i: normally distributed unless a case says otherwise.</summary>
    public Func<Random, int, float[]>? Values { get; init; }

    /// <summary>Whether some values are infinite, no number, or −0.</summary>
    public bool HasSpecialValues { get; init; }

    /// <summary>Allowed difference of the largest value.</summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>The values of all inputs.</summary>
    public float[][] RandomInputs(Random random)
    {
        float[][] values = [.. Inputs.Select((shape, i) => Values?.Invoke(random, i) ?? Sample.Of(random, shape.Count))];
        for (int i = 0; HasSpecialValues && i < values.Length; i++)
        {
            float[] special = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, 0, 1e-30f, -1e-30f, 3e38f, -3e38f, 1e-42f];
            for (int k = 0; k < Math.Min(special.Length, values[i].Length / 2); k++)
                values[i][2 * k] = special[(k + 3 * i) % special.Length];
        }
        return values;
    }

    /// <summary>Weights between 0.2 and 1.7, so that variances are positive.</summary>
    public Tensor[] RandomWeights(Random random) =>
        Array.ConvertAll(Weights, shape => new Tensor(shape, Enumerable.Range(0, shape.Count).Select(_ => (float)(0.2 + 1.5 * random.NextDouble())).ToArray()));
}

/// <summary>Operations over odd sizes: primes, 1, more elements than threads of a block, several images.</summary>
internal static class OperationCases
{
    private static readonly Shape[] Odd = [[2, 5, 7, 3], [3, 2, 17, 19], [1, 1, 1, 1], [2, 4, 2, 4], [2, 257], [7], [2, 3, 5], [2, 3, 2, 3, 2]];

    public static IReadOnlyDictionary<string, OperationCase> All { get; } = ((IEnumerable<IEnumerable<OperationCase>>)
        [Elementwise(), Rectifiers(), Broadcasts(), Norms(), Poolings(), Vectors(), Eltwises(), Copies(), Searches(), ForkOperationCases.All])
        .SelectMany(cases => cases).ToDictionary(it => it.Name);

    private static IEnumerable<OperationCase> Elementwise()
    {
        Operation[] operations =
        [
            new AbsVal(), new ELU(0.7f), new Exp(), new Exp(2, 0.5f, 1), new Log(Shift: 3), new Log(10, -0.3f, 2), new Power(2.5f, 0.3f, 2),
            new Power(3, -1, 0.5f), new Power(0.5f), new Power(-2), new Power(0, 3, 2), new Sigmoid(), new TanH(),
        ];
        foreach (Operation operation in operations)
        {
            foreach (Shape shape in Odd)
            {
                // Where they are near 1, their gradients have few digits of theirs left.
                double tolerance = operation is Sigmoid or TanH ? 3e-6 : 1e-6;
                yield return new($"{operation} of {shape}", operation, [shape], [shape]) { HasSpecialValues = true, Tolerance = tolerance };
            }
        }
    }

    private static IEnumerable<OperationCase> Rectifiers()
    {
        foreach (Shape shape in Odd)
        {
            yield return new($"ReLU of {shape}", new ReLU(), [shape], [shape]) { HasSpecialValues = true };
            yield return new($"leaky ReLU of {shape}", new ReLU(0.1f), [shape], [shape]) { HasSpecialValues = true };
            if (shape.Rank > 1)
                yield return new($"PReLU of {shape}", new PReLU(), [shape], [shape], [shape.Channels]) { HasSpecialValues = true };
            yield return new($"shared PReLU of {shape}", new PReLU(true), [shape], [shape], [1]) { HasSpecialValues = true };
        }
    }

    private static IEnumerable<OperationCase> Broadcasts()
    {
        (Shape Input, int Axis, Shape Parameter)[] all =
        [
            ([2, 5, 7, 3], 1, [5]), ([2, 5, 7, 3], 1, [5, 7]), ([2, 5, 7, 3], 0, [2]), ([2, 5, 7, 3], 0, [2, 5, 7, 3]), ([2, 5, 7, 3], 3, [3]),
            ([2, 5, 7, 3], 2, []), ([3, 257], 0, [3, 257]), ([3, 257], 1, [257]), ([2, 3, 33], 1, [3]), ([1, 1, 1, 1], 1, [1]), ([2, 4, 2, 4], 1, [4]),
        ];
        foreach ((Shape input, int axis, Shape parameter) in all)
        {
            string what = $"of {input} from axis {axis} by {parameter}";
            yield return new($"Scale {what}", new Scale(axis), [input], [input], parameter);
            yield return new($"Scale with bias {what}", new Scale(axis, true), [input], [input], parameter, parameter);
            yield return new($"Scale by an input {what}", new Scale(axis), [input, parameter], [input]);
            yield return new($"Bias {what}", new Bias(axis), [input], [input], parameter);
            yield return new($"Bias of an input {what}", new Bias(axis), [input, parameter], [input]);
        }
    }

    private static IEnumerable<OperationCase> Norms()
    {
        foreach (Shape shape in Odd)
        {
            Shape channels = [shape.Channels];
            yield return new($"BatchNorm of {shape}", new BatchNorm(), [shape], [shape], channels, channels, [1]);
            if (shape.Count / shape.Channels > 1)
                yield return new($"own BatchNorm of {shape}", new BatchNorm(false), [shape], [shape], channels, channels, [1]);
        }
        yield return new("own BatchNorm far from 0", new BatchNorm(false), [[3, 2, 17, 5]], [[3, 2, 17, 5]], [2], [2], [1])
        {
            Values = (random, _) => [.. Sample.Of(random, 3 * 2 * 17 * 5).Select(value => 1000 + value)],
        };
        foreach (int size in new[] { 1, 3, 4, 5 })
        {
            foreach (Shape shape in Odd.Where(shape => shape.Rank == 4))
            {
                yield return new($"LRN over {size} channels of {shape}", new LRN(size, 0.7f, K: 2), [shape], [shape]);
                if (size % 2 == 1)
                    yield return new($"LRN within {size}×{size} of {shape}", new LRN(size, 0.7f, Region: LrnRegion.WithinChannel), [shape], [shape]);
            }
        }
    }

    private static IEnumerable<OperationCase> Poolings()
    {
        (Shape Input, Shape Output, Pooling Windows)[] all =
        [
            ([2, 3, 7, 5], [2, 3, 3, 2], new(PoolingMethod.Max, 3, 3, 2, 2)),
            ([2, 2, 6, 9], [2, 2, 4, 4], new(PoolingMethod.Max, 3, 2, 2, 3, 1, 1)),
            ([1, 5, 13, 13], [1, 5, 13, 13], new(PoolingMethod.Max, 3, 3, 1, 1, 1, 1)),
            ([1, 1, 1, 1], [1, 1, 1, 1], new(PoolingMethod.Max, 1, 1)),
            ([2, 3, 7, 7], [2, 3, 3, 3], new(PoolingMethod.Max, 2, 2, 3, 3)),
            ([2, 3, 8, 8], [2, 3, 4, 4], new(PoolingMethod.Max, 3, 3, 2, 2)),
            ([2, 67, 5, 3], [2, 67, 1, 1], new(PoolingMethod.Max, 5, 3)),
            ([1, 2, 47, 45], [1, 2, 1, 1], new(PoolingMethod.Max, 47, 45)),
        ];
        foreach ((Shape input, Shape output, Pooling max) in all)
        {
            string what = $"{max.KernelH}×{max.KernelW} of {input} to {output}";
            Func<Random, int, float[]> ties = (random, _) => [.. Sample.Of(random, input.Count, 2).Select(value => MathF.Round(value))];
            yield return new($"max pooling {what}", max, [input], [output]) { Values = ties };
            yield return new($"max pooling with NaN {what}", max, [input], [output]) { HasSpecialValues = true };
            yield return new($"max pooling with positions {what}", max, [input], [output, output]) { Values = ties };
            yield return new($"average pooling {what}", max with { Method = PoolingMethod.Average }, [input], [output]);
        }
    }

    private static IEnumerable<OperationCase> Vectors()
    {
        (Shape Shape, int Axis)[] all =
        [
            ([3, 5, 7, 2], 0), ([3, 5, 7, 2], 1), ([3, 5, 7, 2], 2), ([3, 5, 7, 2], 3), ([2, 1009], 1), ([2, 1, 300], 2), ([1, 20, 17, 19], 1),
            ([1, 1, 1, 1], 1), ([2, 300, 3, 2], 1), ([300], 0), ([2, 3, 4, 2], 0),
        ];
        foreach ((Shape shape, int axis) in all)
        {
            Operation[] operations = [new Softmax(axis), new LogSoftmax(axis), new L2Normalize(axis, 1e-3f)];
            foreach (Operation operation in operations)
            {
                yield return new($"{operation} of {shape}", operation, [shape], [shape])
                {
                    Values = (random, _) => Sample.Of(random, shape.Count, 2),
                };
            }
            yield return new($"softmax with infinities along {axis} of {shape}", new Softmax(axis), [shape], [shape]) { HasSpecialValues = true };
        }
    }

    private static IEnumerable<OperationCase> Eltwises()
    {
        foreach ((Shape shape, int inputs) in new (Shape, int)[] { ([2, 5, 7, 3], 2), ([2, 257], 3), ([2, 3, 2, 2], 8), ([1, 1, 1, 1], 5) })
        {
            Shape[] all = [.. Enumerable.Repeat(shape, inputs)];
            Func<Random, int, float[]> ties = (random, _) => [.. Sample.Of(random, shape.Count).Select(value => MathF.Round(value))];
            yield return new($"sum of {inputs} {shape}", new Eltwise(), all, [shape]);
            yield return new($"weighted sum of {inputs} {shape}",
                new Eltwise(EltwiseOperation.Sum, [.. Enumerable.Range(0, inputs).Select(i => 0.5f * i - 1)]), all, [shape]);
            yield return new($"product of {inputs} {shape}", new Eltwise(EltwiseOperation.Product), all, [shape]);
            yield return new($"maximum of {inputs} {shape}", new Eltwise(EltwiseOperation.Max), all, [shape]) { Values = ties };
            yield return new($"maximum with NaN of {inputs} {shape}", new Eltwise(EltwiseOperation.Max), all, [shape]) { HasSpecialValues = true };
        }
        Shape[] many = [.. Enumerable.Repeat<Shape>([2, 3, 5, 1], 17)];
        yield return new("sum of 17", new Eltwise(EltwiseOperation.Sum, [.. Enumerable.Range(0, 17).Select(i => 0.1f * i - 1)]), many, [many[0]]);
    }

    private static IEnumerable<OperationCase> Copies()
    {
        for (int axis = 0; axis < 4; axis++)
        {
            Shape[] parts = [.. new[] { 3, 1, 4 }.Select(length => With([2, 3, 5, 4], axis, length))];
            Shape whole = With([2, 3, 5, 4], axis, 8);
            yield return new($"Concat along {axis}", new Concat(axis), parts, [whole]);
            yield return new($"Slice along {axis}", new Slice(axis), [whole], parts);
        }
        yield return new("Concat of rank 2", new Concat(), [[3, 257], [3, 1]], [[3, 258]]);
        yield return new("Crop", new Crop([1, 2, 0, 3]), [[3, 5, 4, 7], [2, 3, 3, 4]], [[2, 3, 3, 4]]);
        yield return new("Crop of fours", new Crop([0, 1, 2, 4]), [[2, 3, 5, 12], [2, 2, 3, 8]], [[2, 2, 3, 8]]);
        yield return new("Crop of rank 6", new Crop([1, 0, 1, 1, 0, 1]), [[2, 2, 3, 3, 2, 3], [1, 2, 2, 2, 2, 2]], [[1, 2, 2, 2, 2, 2]]);
        yield return new("Crop of rank 5", new Crop([0, 1, 1, 0, 2]), [[2, 3, 3, 2, 5], [2, 2, 1, 2, 3]], [[2, 2, 1, 2, 3]]);
        yield return new("Crop of rank 2", new Crop([1, 3]), [[3, 7], [2, 3]], [[2, 3]]);
        yield return new("Crop of rank 1", new Crop([2]), [[7], [3]], [[3]]);
        yield return new("Copy", new Copy(), [[2, 5, 7, 3]], [[2, 5, 7, 3], [2, 105], [2, 35, 3]]);
        yield return new("Copy to other images", new Copy(), [[2, 5, 7, 3]], [[5, 2, 7, 3], [210], [2, 5, 7, 3]]);
    }

    private static IEnumerable<OperationCase> Searches()
    {
        Func<int, Func<Random, int, float[]>> ties = count => (random, _) => [.. Sample.Of(random, count, 2).Select(value => MathF.Round(value))];
        foreach (bool values in new[] { false, true })
        {
            string what = values ? "values" : "indices";
            yield return new($"ArgMax {what} of images", new ArgMax(3, values), [[2, 5, 7, 3]], [[2, values ? 2 : 1, 3]]) { Values = ties(210) };
            yield return new($"ArgMax {what} of 1000", new ArgMax(5, values), [[2, 1009]], [[2, values ? 2 : 1, 5]]) { Values = ties(2018) };
            for (int axis = 0; axis < 4; axis++)
            {
                yield return new($"ArgMax {what} along {axis}", new ArgMax(2, values, axis), [[3, 5, 7, 4]], [With([3, 5, 7, 4], axis, 2)])
                {
                    Values = ties(420),
                };
            }
        }
        foreach ((Shape input, bool bias) in new (Shape, bool)[] { ([3, 5], true), ([7], false), ([2, 3, 4, 1], true) })
        {
            Shape output = Shape.Of([.. input.Dimensions, 13]);
            yield return new($"Embed of {input}", new Embed(bias), [input], [output], bias ? [[11, 13], [13]] : [[11, 13]])
            {
                Values = (random, _) => [.. Enumerable.Range(0, input.Count).Select(_ => (float)random.Next(11))],
            };
        }
    }

    private static Shape With(int[] dimensions, int axis, int length)
    {
        dimensions[axis] = length;
        return Shape.Of(dimensions);
    }
}
