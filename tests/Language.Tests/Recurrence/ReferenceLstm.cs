namespace CaffeSharpGen.Language.Tests;

/// <summary>LSTM layers in double, from the formulas: gates in, forget, out, then the candidate.</summary>
internal sealed class ReferenceLstm(IReadOnlyList<(double[,] Input, double[] InputBias, double[,] Hidden, double[] HiddenBias)> layers)
{
    /// <summary>One step: c and h of the first layer, c and h of the second …</summary>
    public double[] Step(double[] word, double[] state)
    {
        double[] x = [.. word.Select(Math.Tanh)];
        int size = state.Length / layers.Count / 2;
        var next = new List<double>();
        for (int layer = 0; layer < layers.Count; layer++)
        {
            double[] c = state[(2 * layer * size)..((2 * layer + 1) * size)], h = state[((2 * layer + 1) * size)..((2 * layer + 2) * size)];
            (double[,] input, double[] inputBias, double[,] hidden, double[] hiddenBias) = layers[layer];
            double[] sums = [.. Times(input, x, inputBias).Zip(Times(hidden, h, hiddenBias), (a, b) => a + b)];
            double Gate(int gate, int i) => 1 / (1 + Math.Exp(-sums[gate * size + i]));
            double[] nextC = [.. Enumerable.Range(0, size).Select(i => Gate(1, i) * c[i] + Gate(0, i) * Math.Tanh(sums[3 * size + i]))];
            x = [.. Enumerable.Range(0, size).Select(i => Gate(2, i) * Math.Tanh(nextC[i]))];
            next.AddRange([.. nextC, .. x]);
        }
        return [.. next];
    }

    private static double[] Times(double[,] matrix, double[] x, double[] bias) =>
        [.. bias.Select((term, row) => term + x.Select((value, column) => matrix[row, column] * value).Sum())];
}
