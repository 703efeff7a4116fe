using CaffeSharpGen.Cpu.Lattices;

namespace CaffeSharpGen.Runtime.Tests.Cpu;

/// <summary>The lattice against the Gaussian that it stands for, summed up plainly, and its way back.</summary>
public sealed class PermutohedralLatticeTests
{
    private readonly Random random = new(7);

    [Theory]
    [InlineData(2, 0.06)]
    [InlineData(5, 0.10)]
    public void It_is_nearly_a_Gaussian(int dimensions, double tolerance)
    {
        float[] places = Places(dimensions);
        int points = places.Length / dimensions;
        double[] values = [.. Enumerable.Range(0, points).Select(i => Math.Sin(i * 0.01) + (i % 40 < 20 ? 1 : 0))];
        double[] ones = new double[points], filtered = new double[points], weights = new double[points];
        Array.Fill(ones, 1);
        var lattice = new PermutohedralLattice(places, dimensions);
        lattice.Filter(values, filtered);
        lattice.Filter(ones, weights);
        double squares = 0, differences = 0;
        for (int i = 0; i < points; i += 7)
        {
            double sum = 0, weight = 0;
            for (int j = 0; j < points; j++)
            {
                double distance = 0;
                for (int d = 0; d < dimensions; d++)
                    distance += Math.Pow(places[i * dimensions + d] - places[j * dimensions + d], 2);
                sum += Math.Exp(-distance / 2) * values[j];
                weight += Math.Exp(-distance / 2);
            }
            squares += Math.Pow(sum / weight, 2);
            differences += Math.Pow(sum / weight - filtered[i] / weights[i], 2);
        }
        Assert.True(Math.Sqrt(differences / squares) < tolerance, $"{dimensions} dimensions: {Math.Sqrt(differences / squares)}");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void In_reverse_it_is_the_transposed_function(int dimensions)
    {
        float[] places = Places(dimensions);
        int points = places.Length / dimensions;
        double[] left = [.. Enumerable.Range(0, points).Select(_ => random.NextDouble())];
        double[] right = [.. Enumerable.Range(0, points).Select(_ => random.NextDouble())];
        double[] filtered = new double[points], back = new double[points];
        var lattice = new PermutohedralLattice(places, dimensions);
        lattice.Filter(left, filtered);
        lattice.Filter(right, back, isReversed: true);
        double expected = filtered.Zip(right, (a, b) => a * b).Sum(), actual = left.Zip(back, (a, b) => a * b).Sum();
        Assert.Equal(expected, actual, 1e-9 * Math.Abs(expected));
    }

    // A plane of pixels, as far apart as a filter of some pixels has them, and smooth colors.
    private static float[] Places(int dimensions)
    {
        const int Side = 40;
        var places = new List<float>();
        for (int i = 0; i < Side * Side; i++)
        {
            (int x, int y) = (i % Side, i / Side);
            places.AddRange([x / 4f, y / 4f]);
            for (int color = 2; color < dimensions; color++)
                places.Add(MathF.Sin((x + color * y) * 0.05f));
        }
        return [.. places];
    }
}
